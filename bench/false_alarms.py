"""How often each method rings where nothing happened: simulated series that stay as they are.

    python bench/false_alarms.py [--write]

Counts are negative binomial with a season, overdispersed as real feeds are; shares are binomial. Each figure is
the part of series called above or below, to be held against the level that the method promises. Seeded.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.made_panels import made_panel

from tocsin.methods.aberration.ears import Ears
from tocsin.methods.aberration.expectation import Expectation
from tocsin.methods.aberration.half_years import HalfYearRise
from tocsin.methods.aberration.level_change import LevelChange
from tocsin.methods.aberration.matched_sites import MatchedSites
from tocsin.methods.aberration.rise_by_year import RiseByYear
from tocsin.methods.aberration.rolling_year import RollingYear
from tocsin.methods.aberration.same_season import SameSeason
from tocsin.methods.aberration.share_change import ShareChange
from tocsin.methods.aberration.together import Together
from tocsin.methods.aberration.weight_change import WeightChange
from tocsin.methods.aberration.year_shares import YearShares
from tocsin.records.panel import Panel
from tocsin.records.period import Cadence

SERIES, SEED = 4_000, 20260601
PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "false-alarms.md"


def counts(mean: float, dispersion: float, months: int = 48, year: int = 12) -> np.ndarray:
    """Overdispersed counts around a season of one third that returns every `year` periods."""
    rng = np.random.default_rng(SEED)
    season = mean * (1 + np.sin(2 * np.pi * np.arange(months) / year) / 3)
    if dispersion <= 1:
        return rng.poisson(season, (SERIES, months)).astype(float)
    shape = season / (dispersion - 1)
    return rng.negative_binomial(shape, 1 / dispersion, (SERIES, months)).astype(float)


def called(method: object, panel: Panel) -> tuple[float, float]:
    """Parts of series called above and below."""
    verdicts = method.detect(panel)["verdict"].to_pylist()  # type: ignore[attr-defined]
    return verdicts.count("above") / len(panel), verdicts.count("below") / len(panel)


def rows() -> list[tuple[str, str, str, float, float]]:
    """Method, world, promise, and what was seen."""
    seen = []
    for mean, dispersion in ((5, 1), (20, 1), (20, 3), (200, 1), (200, 5)):
        panel = made_panel(counts(mean, dispersion))
        world = f"counts, mean {mean}, variance {dispersion} x mean"
        seen.append(("RiseByYear", world, "0.01", *called(RiseByYear(), panel)))
        seen.append(("Expectation", world, "0.005", *called(Expectation(), panel)))
        for variant in ("C1", "C2", "C3"):
            seen.append((f"Ears {variant}", world, "0.02 above 5", *called(Ears(variant=variant), panel)))
    rng = np.random.default_rng(SEED)
    weights = np.exp(rng.normal(3, 1.5, (SERIES, 48)))
    seen.append(
        (
            "WeightChange",
            "log-normal weights, sd 1.5",
            "0.01",
            *called(WeightChange(), made_panel(weights, measure="mass_kg")),
        )
    )
    for earlier, spread in ((5, 0.5), (12, 0.5), (24, 0.2)):
        levels = np.exp(np.random.default_rng(SEED).normal(2, spread, (SERIES, earlier + 3)))
        world = f"log-normal levels, sd {spread}, {earlier} earlier values"
        potency = made_panel(levels, measure="median_percent_by_weight")
        seen.append(("LevelChange", world, "0.01", *called(LevelChange(), potency)))
    for tested, share in ((40, 0.2), (200, 0.2), (200, 0.03)):
        positive = rng.binomial(tested, share, (SERIES, 40)).astype(float)
        panel = made_panel(positive, tested=np.full_like(positive, tested), measure="detections")
        seen.append(
            ("ShareChange", f"{tested} tested a month, share {share:.0%}", "0.01", *called(ShareChange(), panel))
        )
    totals = rng.poisson(2_000, (SERIES, 14)).astype(float)
    for share in (0.005, 0.1):
        part = rng.binomial(totals.astype(int), share).astype(float)
        panel = made_panel(part, cadence=Cadence.HALF_YEAR, tested=totals, measure="reports")
        seen.append(
            ("HalfYearRise", f"2,000 reports a half-year, share {share:.1%}", "0.01", *called(HalfYearRise(), panel))
        )
    for mean, dispersion in ((20, 1), (200, 3), (2_000, 5)):
        monthly = counts(mean, dispersion, 84)
        sums = np.lib.stride_tricks.sliding_window_view(monthly, 12, axis=1).sum(2)
        quarters = counts(mean, dispersion, 24, year=4)
        world = f"mean {mean} a period, variance {dispersion} x mean"
        rolling = made_panel(sums, cadence=Cadence.ROLLING_12_MONTHS, levels=["country"] * SERIES, measure="deaths")
        seen.append(("RollingYear", world, "0.01", *called(RollingYear(), rolling)))
        seasons = made_panel(quarters, cadence=Cadence.QUARTER, measure="deaths")
        seen.append(("SameSeason", world, "0.01", *called(SameSeason(), seasons)))
    for events, share in ((200, 0.2), (1_000, 0.5), (1_000, 0.9)):
        involved = rng.binomial(events, share, (SERIES, 6))
        panel = made_panel(
            np.rint(involved / events * 100),
            cadence=Cadence.YEAR,
            tested=np.full((SERIES, 6), float(events)),
            measure="percent_of_deaths",
        )
        world = f"{events} events a year, share {share:.0%}, printed in whole per cent"
        seen.append(("YearShares", world, "0.01", *called(YearShares(), panel)))
    alarms = [sites(np.random.default_rng(SEED + n)) for n in range(1_000)]
    seen.append(
        (
            "MatchedSites",
            "60 sites, each year's log load +- 0.5",
            "0.01",
            alarms.count("above") / 1_000,
            alarms.count("below") / 1_000,
        )
    )
    seen.append(
        ("Together", "8 drugs in each of 500 places, mean 20, variance 2 x mean", "orders only", together(), 0.0)
    )
    return seen


def sites(rng: np.random.Generator) -> str:
    """One world of independent sites, two years; the verdict."""
    load = np.exp(rng.normal(4, 1, (60, 1)) + rng.normal(0, 0.5, (60, 2)))
    found = MatchedSites().detect(
        made_panel(load, cadence=Cadence.YEAR, substances=["cocaine"] * 60, levels=["site"] * 60)
    )
    return found["verdict"].to_pylist()[0] if found.num_rows else "within"


def together() -> float:
    """Part of places told to move together when every drug rests."""
    drugs = ["fentanyl", "heroin", "cocaine", "methamphetamine", "ketamine", "mdma", "cannabis", "lsd"]
    places = [f"US/made/{n}" for n in range(500) for _ in range(9)]
    value = counts(20, 2)[: 500 * 8].reshape(500, 8, 48)
    value = np.concatenate([value, value.sum(1, keepdims=True)], axis=1).reshape(-1, 48)
    panel = made_panel(value, substances=[*drugs, "all"] * 500, places=places)
    return Together().detect(panel).num_rows / 500


def page(found: list[tuple[str, str, str, float, float]]) -> str:
    """The table as a page of the documentation."""
    lines = [
        "<!-- Made by bench/false_alarms.py --write -->",
        "",
        "# False alarms, measured",
        "",
        f"{SERIES:,} series in which nothing happens, seed {SEED}: the part called above or below.",
        "",
        "| method | world | promised | above | below |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(f"| {m} | {w} | {p} | {a:.4f} | {b:.4f} |" for m, w, p, a, b in found)]) + "\n"


if __name__ == "__main__":
    text = page(rows())
    print(text)
    if "--write" in sys.argv:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
