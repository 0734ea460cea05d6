"""How often trends, change points and divergences are told where there are none, and where there are.

    python bench/trend.py [--write]

Counts are negative binomial, of variance `phi` times the mean. Flat series are watched each week from the one in which
the growing ones start to grow: a figure is the part of series called so in any of these weeks. Seeded.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.local import judge
from tocsin.methods.counts import Counts, of_values
from tocsin.methods.trend.change_points import change_points
from tocsin.methods.trend.divergence import divergence
from tocsin.methods.trend.growth import Trend, TrendClass
from tocsin.records.period import Cadence

SERIES, SEED = 2_000, 20260601
PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "trend.md"
Floats = NDArray[np.float64]


def made(mean: Floats, phi: float, seed: int = 0) -> Floats:
    """Counts around `mean` (T,) or (SERIES, T)."""
    rng = np.random.default_rng(SEED + seed)
    mean = np.broadcast_to(mean, (SERIES, mean.shape[-1]))
    if phi <= 1:
        return rng.poisson(mean).astype(float)
    return rng.negative_binomial(mean / (phi - 1), 1 / phi).astype(float)


def watched(counts: Counts, weeks: int) -> tuple[float, float, float]:
    """Parts called increase and decrease in any of the newest `weeks` periods, and increase in one of them."""
    last = counts.value.shape[1]
    told = judge(TrendClass(), counts, np.arange(last - weeks, last))
    code = told.more["class"]
    up, down = code == Trend.INCREASE, code == Trend.DECREASE
    return up.any(1).mean(), down.any(1).mean(), up.mean()


def promise() -> list[str]:
    """Growth that doubles every 26 weeks, and none, watched for 20 weeks."""
    lines = [
        "| mean | phi | flat weeks before | flat: increase | flat: decrease | growing: increase | growing: median week |",
        "|---|---|---|---|---|---|---|",
    ]
    for mean in (10, 20, 50):
        for phi in (1.0, 1.5):
            for before in (26, 52, 104, 260):
                after = np.maximum(np.arange(before + 20) - before + 1, 0)
                up, down, _ = watched(of_values(made(np.full(before + 20, float(mean)), phi)), 20)
                grown = of_values(made(mean * 2 ** (after / 26), phi, 1))
                code = judge(TrendClass(), grown, np.arange(before, before + 20)).more["class"] == Trend.INCREASE
                week = np.median(code.argmax(1)[code.any(1)] + 1)
                lines.append(
                    f"| {mean} | {phi:g} | {before} | {up:.3f} | {down:.3f} | {code.any(1).mean():.3f} | {week:.0f} |"
                )
    return lines


def worlds() -> list[tuple[str, Counts, int]]:
    """What is no growth, beside the flat series of the promise: name, counts, periods watched."""
    week = np.arange(156 + 52)
    turn = 2 * np.pi * (week + np.random.default_rng(SEED).uniform(0, 52, (SERIES, 1))) / 52.18
    found: list[tuple[str, Counts, int]] = []
    for mean, phi in ((0.1, 1), (0.1, 3), (0.5, 1), (0.5, 5), (2, 1), (2, 3), (10, 3), (10, 5), (50, 3), (50, 5)):
        found.append((f"flat, mean {mean}, phi {phi}", of_values(made(np.full(124, float(mean)), phi)), 20))
    for size in (0.2, 0.5, 0.8):
        season = of_values(made(20 * np.exp(size * np.sin(turn)), 1.5))
        found.append((f"season of amplitude {size}, three years before, a year watched", season, 52))
        early = of_values(made(20 * np.exp(size * np.sin(turn[:, : 52 + 48])), 1.5))
        found.append((f"season of amplitude {size}, one year before (not known yet), 48 weeks watched", early, 48))
    found.append(("flat, mean 20, phi 1.5, a year watched", of_values(made(np.full(208, 20.0), 1.5)), 52))
    spiked = made(np.full(124, 20.0), 1.5)
    spiked[:, 60], spiked[:, 110] = 5_000, 200
    found.append(("flat, mean 20, phi 1.5, outliers of 5,000 before and of 200 within", of_values(spiked), 20))
    exposure = 100 * np.exp(0.3 * np.sin(turn[:, :124]) + np.arange(124) / 124)
    found.append(("share 0.2 of growing tests", of_values(made(0.2 * exposure, 1), exposure=exposure), 20))
    for cadence, length in ((Cadence.MONTH, 60), (Cadence.MONTH, 18), (Cadence.QUARTER, 24), (Cadence.HALF_YEAR, 14)):
        for phi in (1, 3):
            flat = of_values(made(np.full(length, 50.0), phi), cadence=cadence)
            found.append((f"flat, mean 50, phi {phi}, {length} periods: {cadence}", flat, length // 3))
    return found


def classes() -> list[str]:
    """What series are called at their newest week, by `describe`."""
    week, lines = np.arange(208), ["| world | increase | stable | decrease | unclear |", "|---|---|---|---|---|"]
    shapes = {
        "flat": np.ones(208),
        "doubling every 26 weeks, newest 26": 2 ** (np.maximum(week - 181, 0) / 26),
        "halving every 26 weeks, newest 26": 2 ** -(np.maximum(week - 181, 0) / 26),
        "growing 30 % a year for four years": 1.3 ** (week / 52),
        "step x 2, 10 weeks ago": np.where(week >= 198, 2.0, 1.0),
        "step x 2, 70 weeks ago": np.where(week >= 138, 2.0, 1.0),
        "grown x 4 over a year, at rest for the newest year": 4 ** (np.clip(week - 104, 0, 52) / 52),
        "grown x 4 over a year, then halved in 26 weeks": 4 ** (np.clip(week - 130, 0, 52) / 52)
        * 2 ** -(np.maximum(week - 182, 0) / 26),
    }
    for name, shape in shapes.items():
        for mean in (10, 50):
            told = TrendClass().describe(of_values(made(mean * shape, 1.5)))
            parts = [f"{np.mean(told.code == code):.3f}" for code in Trend]
            lines.append(f"| mean {mean}, phi 1.5, {name} | {' | '.join(parts)} |")
    return lines


def doublings() -> list[str]:
    """Whether the interval of a doubling time holds it, where one is told."""
    lines = ["| growth | periods | told | holds the truth | median |", "|---|---|---|---|---|"]
    for mean, every, periods, before in (
        (20, 1, 4, 0),
        (50, 2, 4, 0),
        (20, 6, 12, 0),
        (10, 13, 20, 52),
        (20, 26, 26, 104),
    ):
        for phi in (1.0, 1.5):
            after = np.maximum(np.arange(before + periods) - before + 1, 0)
            told = TrendClass().describe(of_values(made(mean * 2 ** (after / every), phi))).doubling
            some = np.isfinite(told.middle)
            holds = ((told.low <= every) & (told.high >= every))[some].mean()
            lines.append(
                f"| mean {mean}, phi {phi:g}, doubling every {every} | {periods} after {before} flat |"
                f" {some.mean():.3f} | {holds:.3f} | {np.median(told.middle[some]):.1f} |"
            )
    return lines


def changes() -> list[str]:
    """Changes told of flat series and of steps."""
    lines = ["| world | none | one | more | date held (90 %) | weeks of the interval |", "|---|---|---|---|---|---|"]
    week = np.arange(208)
    rows = [
        (f"flat, mean {m}, phi {phi}, {n} periods", np.full(n, float(m)), phi)
        for m, phi, n in ((0.3, 1, 208), (5, 1, 104), (20, 1.5, 208), (20, 3, 208), (200, 5, 400), (20, 3, 52))
    ]
    rows += [
        (f"step x {lift}, mean 10, phi {phi}", 10 * np.where(week >= 100, lift, 1.0), phi)
        for lift, phi in ((1.3, 1), (1.5, 1), (1.5, 1.5), (2, 3), (3, 1.5))
    ]
    season = np.exp(0.5 * np.sin(2 * np.pi * week / 52.18))
    rows += [("season of amplitude 0.5, mean 20, phi 1.5", 20 * season, 1.5)]
    rows += [("the same with a step x 2", 20 * season * np.where(week >= 100, 2.0, 1.0), 1.5)]
    for name, mean, phi in rows:
        told = change_points(of_values(made(mean, phi)))
        one, stepped = told.number == 1, "step" in name
        held = ((told.low[one, 0] <= 100) & (told.high[one, 0] >= 100)).mean() if stepped else np.nan
        width = (told.high[one, 0] - told.low[one, 0]).mean() if stepped else np.nan
        parts = [(told.number == 0).mean(), one.mean(), (told.number > 1).mean()]
        shown = [f"{held:.3f}", f"{width:.1f}"] if stepped else ["", ""]
        lines.append(f"| {name} | {' | '.join([*(f'{part:.3f}' for part in parts), *shown])} |")
    return lines


def streams() -> list[str]:
    """Weekly reports against monthly deaths over four years: both grow alike, or one falls."""
    pairs = np.stack([np.arange(SERIES)] * 2, axis=1)
    weeks, months = np.arange(208), np.arange(48)
    lines = ["| reports a year | deaths a year | diverging | opposite | interval holds |", "|---|---|---|---|---|"]
    for reports, deaths in ((1.0, 1.0), (1.3, 1.3), (1.5, 1.0), (1.5, 0.7)):
        since = date(2021, 1, 4)
        one = made(20 * reports ** (np.maximum(weeks - 156, 0) / 52.18), 1.5)
        other = made(80 * deaths ** (np.maximum(months - 36, 0) / 12), 1.5, 1)
        held = divergence(
            TrendClass().describe(of_values(one, first=since)),
            TrendClass().describe(of_values(other, first=since, cadence=Cadence.MONTH)),
            pairs,
        )
        truth = np.log(reports / deaths)
        holds = ((held.low <= truth) & (held.high >= truth)).mean()
        lines.append(
            f"| x {reports} | x {deaths} | {held.diverging.mean():.3f} | {held.opposite.mean():.3f} | {holds:.3f} |"
        )
    return lines


def page() -> str:
    """All tables as a page of the documentation."""
    quiet = ["| world | increase | decrease | increase, a single period |", "|---|---|---|---|"]
    for name, counts, periods in worlds():
        up, down, each = watched(counts, periods)
        quiet.append(f"| {name} | {up:.3f} | {down:.3f} | {each:.4f} |")
    parts = {
        "Growth doubling every 26 weeks, watched for 20 weeks (promised: 0.80 called, 0.05 of flat series)": promise(),
        "No growth in other worlds": quiet,
        "Classes, as pages tell them": classes(),
        "Doubling times (95 % intervals)": doublings(),
        "Change points": changes(),
        "Divergence at level 0.01": streams(),
    }
    head = ["<!-- Made by bench/trend.py --write -->", "", "# Trend and change, measured", ""]
    head += [f"{SERIES:,} series for each line, seed {SEED}; figures are parts of series. phi: variance over mean.", ""]
    body = [line for title, table in parts.items() for line in (f"## {title}", "", *table, "")]
    return "\n".join([*head, *body[:-1]]) + "\n"


if __name__ == "__main__":
    text = page()
    print(text)
    if "--write" in sys.argv:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
