"""Every method keeps these promises just by being listed."""

from __future__ import annotations

import numpy as np
import pytest

from tests.made_panels import made_panel
from tocsin.methods.catalogue import METHODS, methods_for
from tocsin.records.finding import FINDING_SCHEMA, Verdict
from tocsin.records.panel import Panel, Status
from tocsin.records.period import Cadence
from tocsin.sources.catalogue import SOURCES, source

HALVES, SITES = {"HalfYearRise", "FeedLoss"}, {"MatchedSites", "YearShares"}
OTHERS = {"RollingYear": Cadence.ROLLING_12_MONTHS, "SameSeason": Cadence.QUARTER}


def panel_for(method: type, seed: int = 1) -> Panel:
    """Counts that move in some rows and rest in others, in the cadence the method reads."""
    rng = np.random.default_rng(seed)
    cadence = OTHERS.get(
        method.__name__,
        Cadence.HALF_YEAR if method.__name__ in HALVES else Cadence.YEAR if method.__name__ in SITES else Cadence.MONTH,
    )
    columns = {Cadence.HALF_YEAR: 14, Cadence.YEAR: 5, Cadence.QUARTER: 20}.get(cadence, 60)
    value = rng.poisson(40, (8, columns)).astype(float)
    value[1, -6:] *= 3
    value[2, :-2] = 0
    value[3, columns // 3] = np.nan
    value[4, : columns // 2] = 0
    value[5, -1] = 1
    tested = np.full_like(value, 400.0) if method.__name__ in ("ShareChange", "HalfYearRise", "YearShares") else None
    kinds = [
        "carfentanil",
        "heroin",
        "xylazine",
        "fentanyl",
        "small-scale-dealing-files",
        "fentanyl-related",
        "cocaine",
        "all",
    ]
    if method.__name__ == "MatchedSites":
        kinds = ["cocaine"] * 8
    return made_panel(value, cadence=cadence, tested=tested, substances=kinds)


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.__name__)
class TestEveryMethod:
    def test_says_what_it_needs_and_how_often_it_is_wrong(self, method: type) -> None:
        assert method().needs.history >= 1 and method().name
        assert "False alarms" in (method.__doc__ or "")

    def test_answers_in_the_schema_with_a_verdict_of_ours(self, method: type) -> None:
        table = method().detect(panel_for(method))
        assert table.schema == FINDING_SCHEMA
        assert set(table["verdict"].to_pylist()) <= {verdict.value for verdict in Verdict}

    def test_never_writes_into_its_input(self, method: type) -> None:
        panel = panel_for(method)
        before = [array.copy() for array in (panel.value, panel.tested, panel.status, panel.epoch)]
        method().detect(panel)
        for array, copy in zip((panel.value, panel.tested, panel.status, panel.epoch), before, strict=True):
            np.testing.assert_array_equal(array, copy)

    def test_the_order_of_series_changes_nothing(self, method: type) -> None:
        panel = panel_for(method)
        turned = panel.take(np.arange(len(panel))[::-1].copy())
        told = [
            sorted(map(str, method().detect(p).select(["finding", "verdict", "ratio_low", "p_value"]).to_pylist()))
            for p in (panel, turned)
        ]
        assert told[0] == told[1]

    def test_a_panel_without_history_gives_no_alarm(self, method: type) -> None:
        panel = made_panel(np.full((3, 2), 50.0), cadence=panel_for(method).cadence, tested=np.full((3, 2), 100.0))
        assert "above" not in method().detect(panel)["verdict"].to_pylist()

    def test_an_unreported_newest_period_is_not_a_fall(self, method: type) -> None:
        value = np.full((6, 60), 40.0)
        value[:, -1] = np.nan
        panel = made_panel(value, cadence=panel_for(method).cadence, tested=np.where(np.isnan(value), np.nan, 400.0))
        assert "below" not in method().detect(panel)["verdict"].to_pylist()

    def test_the_same_panel_gives_the_same_answer(self, method: type) -> None:
        assert method().detect(panel_for(method)).equals(method().detect(panel_for(method)))


def test_a_lower_bound_may_be_called_a_rise_and_never_a_fall() -> None:
    value = np.full((2, 48), 40.0)
    value[0, -12:], value[1, -12:] = 90.0, 10.0
    status = np.where(np.arange(48) >= 36, Status.INCOMPLETE, Status.OBSERVED)[None, :].repeat(2, axis=0)
    method = next(m for m in methods_for(SOURCES[0], "seizures") if m.name.startswith("rise_by_year"))
    told = {
        f["series"]: (f["verdict"], f["reasons"]) for f in method.detect(made_panel(value, status=status)).to_pylist()
    }
    assert told == {"s0": ("above", []), "s1": ("cannot_say", ["open_year"])}


def test_a_break_of_definition_between_two_years_cannot_be_told() -> None:
    value = np.full((1, 48), 40.0)
    value[0, -12:] = 120.0
    epoch = (np.arange(48) >= 36)[None, :]
    method = next(m for m in methods_for(source("mx-sesnsp"), "files") if m.name.startswith("rise_by_year"))
    panel = made_panel(value, epoch=epoch, tested=np.full_like(value, 1e6))
    assert [(f["verdict"], f["reasons"]) for f in method.detect(panel).to_pylist()] == [
        ("cannot_say", ["definition_break"])
    ]


def test_every_source_is_read_by_some_method_or_says_that_it_is_only_shown() -> None:
    for one in SOURCES:
        read = [measure for measure in one.measures if methods_for(one, measure)]
        assert bool(read) is (one.panels_method != "levels"), one.name
