"""EARS, CUSUM, GLR, Bayes, RKI, historical limits and OutbreakP agree with the R package surveillance 1.20.3.

Figures are relative to the larger of the reference's and 1 (1e-6). `classics_r.csv` holds that program's answers on series
of our own (`classics_series.csv`), with other settings too; the shared folder holds those of every published series.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize

from tocsin.methods.aberration.bayes import Bayes
from tocsin.methods.aberration.cusum import Cusum
from tocsin.methods.aberration.ears import Ears
from tocsin.methods.aberration.glr import Glr
from tocsin.methods.aberration.historical_limits import HistoricalLimits
from tocsin.methods.aberration.outbreak_p import OutbreakP
from tocsin.methods.aberration.rki import Rki
from tocsin.methods.catalogue import DETECTORS
from tocsin.methods.counts import of_values
from tocsin.methods.detector import Detector
from tocsin.methods.judged import ABOVE, CANNOT_SAY, Judged

Floats = NDArray[np.float64]
Table = dict[str, Floats]
HERE = Path(__file__).parent
TOLERANCE = 1e-6

PUBLISHED = {
    "ears_C1": "ears_c1",
    "ears_C2": "ears_c2",
    "ears_C3": "ears_c3",
    "cusum_standard": "cusum",
    "cusum_rossi": "cusum_rossi",
    "glrpois_intercept": "glr_poisson",
    "glrnb_intercept": "glr_negative_binomial",
    "glrnb_theta_cusum": "glr_negative_binomial_cusum",
    "bayes1": "bayes1",
    "bayes2": "bayes2",
    "bayes3": "bayes3",
    "rki1": "rki1",
    "rki2": "rki2",
    "rki3": "rki3",
    "cdc": "historical_limits",
    "outbreakP": "outbreak_p",
}
OWN: dict[str, Detector] = {
    **{f"ears_C{k}": Ears(f"C{k}") for k in (1, 2, 3)},
    **{f"ears_C{k}_least2": Ears(f"C{k}", least_deviation=2.0) for k in (1, 2, 3)},
    "cusum_standard": Cusum(training=312),
    "cusum_rossi": Cusum(training=312, rossi=True),
    "glrpois_S0": Glr(training=312, harmonics=0),
    "glrpois_S1": Glr(training=312),
    "glrpois_S2_trend": Glr(training=312, harmonics=2, trend=True),
    "glrpois_cusum": Glr(training=312, rise=1.5),
    "glrpois_cusum_cases": Glr(training=312, rise=1.5),
    "glrnb_S0": Glr(training=312, negative_binomial=True, harmonics=0),
    "glrnb_S1": Glr(training=312, negative_binomial=True),
    "glrnb_S2_trend": Glr(training=312, negative_binomial=True, harmonics=2, trend=True),
    "glrnb_cusum": Glr(training=312, negative_binomial=True, rise=1.5),
    "bayes1": Bayes(0, 6),
    "bayes2": Bayes(1, 6),
    "bayes3": Bayes(2, 4, recent=False),
    "rki1": Rki(0, 6),
    "rki2": Rki(1, 6),
    "rki3": Rki(2, 4, recent=False),
    "cdc": HistoricalLimits(),
    "outbreakP": OutbreakP(),
}
# Cells of the shared series beyond the tolerance or with another alarm, by why; none is left without a reason.
BEYOND: dict[str, dict[str, int]] = {
    "ears_C1": {"a week is missing": 5},
    "ears_C2": {"a week is missing": 3},
    "ears_C3": {"a week is missing": 5, "a flat week before": 4570},
    "cusum_standard": {"a week is missing": 5, "no event before": 208},
    "cusum_rossi": {"a week is missing": 5, "no event before": 208},
    "glrpois_intercept": {"no event before": 1},
    "glrnb_intercept": {"scatters less than Poisson": 37},
    "glrnb_theta_cusum": {},
    "cdc": {"a week is missing": 3},
    "outbreakP": {"a product leaves the range of double": 1025},
}


def number(text: str) -> float:
    return float("nan") if text.strip() in ("", "NA") else float(text)


def tables(rows: Iterable[dict[str, str]], keys: tuple[str, ...]) -> dict[tuple[str, ...], Table]:
    """The other columns as arrays, by the text in `keys`."""
    parts: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        parts[tuple(row.pop(key) for key in keys)].append(row)
    return {
        key: {name: np.array([number(row[name]) for row in part]) for name in part[0]} for key, part in parts.items()
    }


def off(ours: Floats, theirs: Floats, alarm: Floats, told: Judged) -> NDArray[np.bool_]:
    """Where the figure or the alarm is not theirs."""
    with np.errstate(invalid="ignore"):
        near = np.abs(ours - theirs) <= TOLERANCE * np.maximum(np.abs(theirs), 1)
    near |= (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    silent = np.isnan(alarm) & (told.verdict[0] == CANNOT_SAY)
    return ~near | ~(((told.verdict[0] == ABOVE) == (alarm == 1)) & ~np.isnan(alarm) | silent)


def figure(told: Judged, statistic: bool) -> Floats:
    return told.more["statistic"][0] if statistic else told.upper[0]


# --- on our own series -----------------------------------------------------------------------------------------------


def own_series() -> dict[str, Floats]:
    with (HERE / "classics_series.csv").open() as lines:
        return {row["series"]: np.array(row["observed"].split(), float) for row in csv.DictReader(lines)}


def own_answers() -> dict[tuple[str, ...], Table]:
    with (HERE / "classics_r.csv").open() as lines:
        return tables(csv.DictReader(lines), ("config", "series"))


@pytest.mark.parametrize("config", OWN)
def test_answers_on_our_own_series_are_those_of_r(config: str) -> None:
    series, statistic = own_series(), config.startswith(("glr", "outbreakP")) and "cases" not in config
    cells = 0
    for (name, key), theirs in own_answers().items():
        if name != config:
            continue
        told = OWN[config].judge(of_values(series[key]), theirs["t"].astype(int) - 1)
        wrong = off(figure(told, statistic), theirs["value"], theirs["alarm"], told)
        wrong &= ~np.isnan(theirs["value"])  # C3 after flat weeks, which we answer
        if config == "outbreakP":
            at = theirs["t"].astype(int) - 1
            wrong &= np.array([why_products(series[key], int(t), 0.0, told) is None for t in at])
        assert not wrong.any(), (key, theirs["t"][wrong], figure(told, statistic)[wrong], theirs["value"][wrong])
        in_control = np.isfinite(theirs["mu0"])
        np.testing.assert_allclose(told.expected[0][in_control], theirs["mu0"][in_control], rtol=TOLERANCE)
        if np.isfinite(theirs["alpha"][0]):
            near = TOLERANCE if key != "steady" else 1e-5  # fewer scatter than Poisson: digits are lost in both
            np.testing.assert_allclose(told.more["alpha"][0, 0], theirs["alpha"][0], rtol=near)
        cells += len(wrong)
    assert cells >= 24


# --- on every published series ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Floats]:
    with gzip.open(shared / "reference" / "temporal" / "series.csv.gz", "rt") as lines:
        rows = ({"series": row["series"], "observed": row["observed"]} for row in csv.DictReader(lines))
        return {key[0]: table["observed"] for key, table in tables(rows, ("series",)).items()}


def why_ears(value: Floats, at: int, theirs: float, _told: Judged) -> str | None:
    """Three weeks of C2 reach eleven weeks back; where one is flat the reference divides nothing by nothing."""
    if np.isnan(value[at - 11 : at + 1]).any():
        return "a week is missing"
    flat = [np.ptp(value[k - 9 : k - 2]) == 0 for k in (at - 2, at - 1, at)]
    return "a flat week before" if any(flat) and np.isnan(theirs) else None


def why_sums(value: Floats, at: int, _theirs: float, _told: Judged) -> str | None:
    """The reference never comes back after a missing week, and divides by the mean of a history of nothing."""
    if np.isnan(value[: at + 1]).any():
        return "a week is missing"
    return "no event before" if value[: max(104, len(value) - 104)].sum() == 0 else None


def why_ratios(value: Floats, _at: int, _theirs: float, told: Judged) -> str | None:
    """Its mean of a history of nothing is 1e-12; its 1 / alpha of 5e10 leaves a few digits of counts of a million."""
    if value[: max(104, len(value) - 52)].sum() == 0:
        return "no event before"
    return "scatters less than Poisson" if told.more["alpha"][0, 0] < 1e-8 else None


def why_products(value: Floats, at: int, _theirs: float, told: Judged) -> str | None:
    """It multiplies (increasing mean / constant mean) ** count over all weeks: under 1e-308 or over 1e308 on the way."""
    past = value[: at + 1]
    fitted = optimize.isotonic_regression(past).x
    terms = past * np.log(np.maximum(fitted, 1e-300) / past.mean())
    beyond = min(np.cumsum(terms).min(), -terms.max(), -np.sum(terms))
    return "a product leaves the range of double" if beyond < -700 else None


WHY: dict[str, Callable[[Floats, int, float, Judged], str | None]] = {
    "ears": why_ears,
    "cusum": why_sums,
    "glrpois": why_ratios,
    "glrnb": why_ratios,
    "cdc": lambda value, at, *_: "a week is missing" if np.isnan(value[: at + 1]).any() else None,
    "outbreakP": why_products,
}


@pytest.mark.parametrize("config", PUBLISHED)
def test_every_cell_agrees_with_r_or_is_explained(config: str, shared: Path, published: dict[str, Floats]) -> None:
    detector = DETECTORS[PUBLISHED[config]]
    if hasattr(detector, "until_asked"):
        detector = replace(detector, until_asked=True)  # type: ignore[type-var]
    with gzip.open(shared / "reference" / "temporal" / "out" / f"{config}.csv.gz", "rt") as lines:
        answers = tables(csv.DictReader(lines), ("series",))
    statistic, beyond = config.startswith(("glr", "outbreakP")), Counter[str | None]()
    for (key,), theirs in answers.items():
        value, at = published[key], theirs["t"].astype(int) - 1
        told = detector.judge(of_values(value), at)
        named = theirs["statistic" if statistic else "upperbound"]
        wrong = off(figure(told, statistic), named, theirs["alarm"], told)
        known = np.isfinite(value[at])
        for k in np.flatnonzero(wrong & known):
            why = WHY.get(config.split("_", maxsplit=1)[0])
            reason = why(value, int(at[k]), float(named[k]), told) if why else None
            beyond[reason] += 1
            assert reason, (
                key,
                at[k] + 1,
                figure(told, statistic)[k],
                named[k],
                told.verdict[0, k],
                theirs["alarm"][k],
            )
        assert (told.verdict[0][~known] == CANNOT_SAY).all()
        if config.startswith("glr") and value[: at[0]].sum() > 0:
            np.testing.assert_allclose(told.expected[0], theirs["mu0"], rtol=TOLERANCE)
        if config.startswith("glrnb") and told.more["alpha"][0, 0] > 1e-8:
            np.testing.assert_allclose(told.more["alpha"][0, 0], theirs["alpha"][0], rtol=TOLERANCE)
    assert dict(beyond) == BEYOND.get(config, {})
