"""Two substances found together are a series: out of all that names the first, and a finding of both."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.made_panels import made_panel
from tocsin.bulletins.lines import line_title, line_unit
from tocsin.clock import moment
from tocsin.flow.answer import all_panels
from tocsin.flow.arrive import ingest
from tocsin.flow.explaining import explain
from tocsin.flow.home import Node, init_home
from tocsin.flow.series import find_series, series
from tocsin.methods.aberration.share_change import ShareChange
from tocsin.methods.catalogue import methods_for
from tocsin.panels.pairs import pair_links
from tocsin.records.panel import Panel, Status
from tocsin.records.source import Source
from tocsin.signals.lines import lines
from tocsin.sources.catalogue import SOURCES, source
from tocsin.vocabulary import substances

DEATHS = Path(__file__).resolve().parents[1] / "made/ct-deaths/to_2022.csv"
LATER = moment("2026-11-01")
PAIR = "fentanyl+xylazine"
HARTFORD = "US-CT/09003"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """A home that holds the made deaths of Connecticut."""
    home = init_home(tmp_path_factory.mktemp("pairs") / "home", snapshot=True)
    ingest(home, DEATHS, "ct-deaths")
    return home


@pytest.fixture(scope="module")
def panels(node: Node) -> dict[str, Panel]:
    """The panels of Connecticut by measure."""
    return {panel.column("measure")[0]: panel for _, panel in all_panels(node, LATER)}


def row_of(panel: Panel, substance: str, place: str) -> int:
    return list(zip(panel.column("substance"), panel.column("place"), strict=True)).index((substance, place))


def test_a_pair_counts_the_deaths_that_name_both_out_of_those_that_name_the_first(panels: dict[str, Panel]) -> None:
    both, alone = panels["deaths_with_both"], panels["deaths"]
    row, first = row_of(both, PAIR, HARTFORD), row_of(alone, "fentanyl", HARTFORD)
    for column in np.flatnonzero(both.status[row] != Status.NOT_REPORTED).tolist():
        there = int(np.flatnonzero(alone.periods == both.periods[column])[0])
        assert both.tested[row, column] == np.nan_to_num(alone.value[first, there])
    march = int(np.flatnonzero(both.starts == np.datetime64("2021-03-01"))[0])
    assert both.value[row, march] == 3 and both.tested[row, march] >= 3
    known = np.isfinite(both.value)
    assert (both.value[known] <= both.tested[known]).all()


def test_only_pairs_with_a_watched_substance_are_series_and_it_stands_first(panels: dict[str, Panel]) -> None:
    assert {substances.parts(pair)[0] for pair in panels["deaths_with_both"].column("substance")} == {"fentanyl"}
    assert not [one for one in panels["deaths"].column("substance") if len(substances.parts(one)) == 2]


def test_the_names_of_a_pair_may_stand_in_either_order() -> None:
    links = pair_links(["fentanyl + xylazine", "acetylfentanyl + fentanyl", "cocaine + heroin"], source("ct-deaths"))
    assert links["substance"].to_pylist() == ["fentanyl+acetyl-fentanyl", PAIR]


def test_a_pair_has_a_name_in_every_language() -> None:
    named = [substances.label(PAIR, language) for language in ("en", "fr", "es")]
    assert named == ["fentanyl with xylazine", "fentanyl avec xylazine", "fentanilo con xilacina"]
    told = substances.substance(PAIR)
    assert (told.kind, told.group, told.harm) == ("pair", PAIR, "critical")
    assert substances.parts("unknown:a+b") == ("unknown:a+b",)


def test_a_finding_of_a_pair_names_both_sorted_and_its_line_says_which_stands_first() -> None:
    value = np.full((1, 48), 10.0)
    value[0, -3:] = 40
    panel = made_panel(value, tested=np.full((1, 48), 100.0), substances=["fentanyl+btmps"], measure="deaths_with_both")
    (finding,) = ShareChange().detect(panel).to_pylist()
    assert finding["substances"] == ["btmps", "fentanyl"] and finding["verdict"] == "above"
    (line,) = lines([finding], [], {"made": source("ct-deaths")})
    assert line.subject == line.lead.substance == "fentanyl+btmps"
    assert line_title(line, "en") == "Fentanyl with BTMPS, Ohio"
    assert line_title(line, "es") == "Fentanilo con BTMPS, Ohio"
    assert line_unit(line, "en").startswith("of deaths that name fentanyl")


def test_a_pair_can_be_found_shown_and_led_back_to_its_rows(node: Node) -> None:
    (found,) = find_series(node, f"{PAIR} {HARTFORD}", as_of=LATER)
    view = series(node, found, as_of=LATER)
    assert (view.substance, view.basis, view.measure) == (PAIR, "share", "deaths_with_both")
    told = explain(node, f"ct-deaths|{PAIR}|{HARTFORD}|deaths_with_both|2021-03", LATER)
    assert told.value == 3 and told.making.observations == 1 and told.making.substances == ("fentanyl", "xylazine")


@pytest.mark.parametrize("one", [s for s in SOURCES if s.pairs_of], ids=lambda s: s.name)
def test_pairs_are_watched_as_shares_of_the_first(one: Source) -> None:
    paired = [measure for measure in one.measures if measure.endswith("_with_both")]
    assert paired and all(getattr(m, "exposed", False) for measure in paired for m in methods_for(one, measure))


def test_a_pair_whose_denominator_is_printed_keeps_it(tmp_path: Path) -> None:
    home = init_home(tmp_path / "home", snapshot=True)
    for name in ("annual.csv", "with_fentanyl.csv"):
        ingest(home, DEATHS.parents[1] / "nflis-annual" / name, "nflis-annual")
    panels = {panel.column("measure")[0]: panel for _, panel in all_panels(home, LATER)}
    both = panels["detections_with_both"]
    assert (both.cadence.value, panels["detections"].cadence.value) == ("month", "year")
    row = row_of(both, "heroin+fentanyl", "US")
    assert both.value[row].tolist() == [25, 20] and both.tested[row].tolist() == [50, 40]
