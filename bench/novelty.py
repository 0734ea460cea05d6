"""Whether novelty keeps its word: rates of firsts over made laboratories, and all the ways testing may start.

    python bench/novelty.py [--write]

The truth of every laboratory is known. Seeded.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.made_laboratories import (
    WAYS,
    arriving,
    bursting,
    chance_and_truth,
    emerging,
    identified,
    renamed,
    returning,
    sporadic,
    starting,
    unscoped,
    worlds,
)

from tocsin.methods.novelty.first_seen import FirstSeen
from tocsin.methods.novelty.rate_of_firsts import rates_of
from tocsin.records.panel import Panel
from tocsin.records.period import Cadence

LABS, PERIODS, SEED = 800, 42, 20260601
PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "novelty.md"
CADENCES = (Cadence.WEEK, Cadence.MONTH, Cadence.HALF_YEAR, Cadence.YEAR)
ANSWERS = ("new", "newly_tested", "newly_named", "scope_unknown")


def rate_of_world(share: np.ndarray, a_period: float) -> tuple[float, float, float, float]:
    """Median chance of a first, coverage of the 95 % interval, and parts of laboratories with p_firsts below .05, .01."""
    rng = np.random.default_rng(SEED)
    parts = [chance_and_truth(rng, share, a_period, 40, PERIODS) for _ in range(LABS // 40)]
    truth, inside, p = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return float(np.median(truth)), float(inside.mean()), float((p < 0.05).mean()), float((p < 0.01).mean())


def rate_rows() -> list[tuple[str, float, float, float, float, float]]:
    """World, samples a period, median truth, coverage, false evidence at .05 and .01."""
    return [(name, a, *rate_of_world(share, a)) for name, share in worlds() for a in (1.0, 5.0, 25.0)]


def arrival_rows() -> list[tuple[float, float, float, float]]:
    """Arrivals a period; p_firsts below .05 and .01 when nothing changes; below .01 with five arrivals more."""
    seen = []
    for a_period in (0.05, 0.2, 0.5):
        panel = arriving(np.random.default_rng(SEED), a_period, LABS, PERIODS, Cadence.MONTH)
        p = rates_of(panel)[1].p_value
        more = rates_of(bursting(panel, 5))[1].p_value
        seen.append((a_period, float((p < 0.05).mean()), float((p < 0.01).mean()), float((more < 0.01).mean())))
    return seen


def answers(panel: Panel) -> Counter[str]:
    """What the first find of each laboratory is called."""
    rows = [
        row
        for row in FirstSeen().detect(panel).to_pylist()
        if row["substances"] in (["unknown:kind 0"], ["ortho-methylfentanyl"])
    ]
    return Counter(r["reasons"][0] if r["reasons"] else r["trend"] for r in rows)


def scope_rows() -> list[tuple[str, str, float, float, float, float]]:
    """World, cadence, and the part of laboratories called by each answer."""
    seen = []
    for cadence in CADENCES:
        rng = np.random.default_rng(SEED)
        made = [(f"testing starts: {way}", starting(rng, way, LABS, cadence)) for way in WAYS]
        made += [("truly new, samples counted", emerging(rng, LABS, cadence, True))]
        made += [("truly new, bare counts", emerging(rng, LABS, cadence, False))]
        made += [("a broader name was found before", renamed(rng, LABS, cadence))]
        made += [("unknown names fall by as much", identified(rng, LABS, cadence))]
        made += [("only finds are published", unscoped(rng, LABS, cadence))]
        for world, panel in made:
            found = answers(panel)
            seen.append((world, cadence.value, *(found[answer] / LABS for answer in ANSWERS)))
    return seen


def return_rows() -> list[tuple[str, float]]:
    """World, and the part of series called a return after silence."""
    rng = np.random.default_rng(SEED)
    made = [
        (f"found in {s:.0%} of months, no change", sporadic(rng, s, 4_000, 120, Cadence.MONTH)) for s in (0.02, 0.1)
    ]
    made += [(f"silent for {n} months, then back", returning(rng, 1_000, n, Cadence.MONTH)) for n in (12, 36)]
    return [
        (world, FirstSeen(window=1).detect(panel)["trend"].to_pylist().count("new") / len(panel))
        for world, panel in made
    ]


def table(head: tuple[str, ...], rows: list[tuple[object, ...]], digits: int = 3) -> list[str]:
    """Lines of one table."""
    told = [[f"{cell:.{digits}f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    return ["| " + " | ".join(row) + " |" for row in ([*head], ["---"] * len(head), *told)] + [""]


def page() -> str:
    """The tables as a page of the documentation."""
    lines = ["<!-- Made by bench/novelty.py --write -->", "", "# Novelty, measured", ""]
    lines += [f"Made laboratories, {PERIODS} periods, up to {LABS} of each, seed {SEED}; what is true is known.", ""]
    lines += ["## The chance that the next detection is of something never found there", ""]
    lines += [
        "The kinds and their shares never change; `p_firsts` is the p-value of the firsts of the newest two periods, and "
        "ought to stay below 0.05 and 0.01 no more often than that.",
        "",
    ]
    head = ("world", "samples a period", "chance (median)", "95 % interval covers", "p < 0.05", "p < 0.01")
    lines += table(head, list(rate_rows()), 4)
    lines += ["## New kinds keep arriving", "", "Each stays, with a rate of its own.", ""]
    head = ("arrivals a period", "p < 0.05", "p < 0.01", "p < 0.01 with five more in the newest period")
    lines += table(head, list(arrival_rows()))
    lines += ["## New, newly tested, newly named, or nobody can say", ""]
    lines += ["The substance that starts to be tested for is there all along, 0.5 to 5 finds a period.", ""]
    lines += table(("world", "cadence", *ANSWERS), list(scope_rows()))
    lines += ["## Back after a silence", ""]
    lines += table(("world", "called a return"), list(return_rows()))
    return "\n".join(lines)


if __name__ == "__main__":
    text = page()
    print(text)
    if "--write" in sys.argv:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
