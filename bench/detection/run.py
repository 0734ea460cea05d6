"""Score detectors on made outbreaks, time them, and hold them against R where it is installed.

python bench/detection [--replicates 6] [--rows 200] [--opponents 6] [--speed] [--large]
[--only NAME ..] [--detector FILE.py:NAME] [--seed N] [--write]
"""

from __future__ import annotations

import argparse
import importlib.util
import shlex
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.detection import opponents, speed, table
from bench.detection.families import all_families
from bench.detection.scenarios import TRAINING, WEEKS, World, noufaily
from bench.detection.scores import Score, frontier, pod_at, score

from tocsin.engine.local import judge
from tocsin.errors import BadValue
from tocsin.methods.catalogue import DETECTORS
from tocsin.methods.judged import CANNOT_SAY, Judged

SEED = 20260601
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "detection.md"
LEADERS = ("best", "farrington_flexible")  # whose p-values are held against every other detector's alarms
WORTH_SCORING = 100  # so few series of R's tell its speed and nothing else
SLOW = ("farrington_flexible", "farrington_flexible_delta", "farrington_flexible_muan", "farrington")


def brought(place: str) -> tuple[str, Any]:
    """A detector of the reader's own from FILE.py:NAME, by its name. Raises `BadValue` if it is not there."""
    path, _, name = place.rpartition(":")
    spec = importlib.util.spec_from_file_location("brought", path) if Path(path).is_file() else None
    if spec is None or spec.loader is None:
        raise BadValue("no such file", wanted="FILE.py:NAME", got=place, next_step="name the file and the class in it")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = getattr(module, name, None)
    if not hasattr(found, "judge"):
        raise BadValue("nothing there can judge", wanted="judge(counts, columns) -> Judged", got=place, next_step="")
    return name, found() if isinstance(found, type) else found


def chosen(only: list[str] | None, place: str | None) -> dict[str, Any]:
    """The listed detectors, or some of them, and the reader's own."""
    listed = {name: one for name, one in DETECTORS.items() if not only or name in only}
    return listed | (dict([brought(place)]) if place else {})


def answers(world: World, detectors: Mapping[str, Any]) -> dict[str, Judged]:
    """What each detector says of the tested weeks; one that stops at such series is left out, and told."""
    told: dict[str, Judged] = {}
    for name, detector in detectors.items():
        try:
            told[name] = judge(detector, world.counts, world.columns)
        except (BadValue, ArithmeticError) as problem:
            print(f"{name} stops at the series of {world.name}: {problem}", file=sys.stderr)
    return told


def scored(world: World, told: Mapping[str, Judged]) -> dict[str, Score]:
    """The score of each answer."""
    return {name: score(world, one.alarm, one.verdict != CANNOT_SAY) for name, one in told.items()}


def against_p_values(world: World, told: Mapping[str, Judged], scores: Mapping[str, Score]) -> list[tuple[str, str]]:
    """Two sections: detectors with p-values at all thresholds, and as often wrong as each other detector."""
    p_values = {name: one.p_value for name, one in told.items() if np.isfinite(one.p_value).any()}
    leaders = [name for name in p_values if name in LEADERS or name not in DETECTORS]
    matched = {
        name: {leader: pod_at(world, p_values[leader], scores[name].fpr) for leader in leaders} for name in scores
    }
    curves = {name: frontier(world, p_value) for name, p_value in p_values.items()}
    at_thresholds = [("Noufaily's scenarios, by threshold of the p-value", table.frontier_table(curves))]
    held = [("Noufaily's scenarios, as often wrong as each other", table.matched_table(matched, scores))]
    return at_thresholds * bool(curves) + held * bool(leaders)


def beside_r(world: World, detectors: Mapping[str, Any], series: int) -> str:
    """Times of all detectors, with R's and its alarms on so many series."""
    there = series > 0 and opponents.installed()
    few = world.take(opponents.spread_out(len(world), series)) if there else world.take(np.arange(0))
    methods = tuple(name for name in opponents.CLASSICS if name in detectors)
    theirs = opponents.side_by_side(few, methods) if there and methods else {}
    block, rows = speed.block(0), []
    for name, detector in detectors.items():
        weeks = world.columns if name in SLOW or name not in opponents.CLASSICS else np.arange(TRAINING, WEEKS)
        alike = replace(detector, until_asked=True) if hasattr(detector, "until_asked") else detector
        ours = speed.per_core(alike, block, weeks)
        rows.append([name, f"{ours:.5f}", *_beside(few, alike, weeks, ours, theirs.get(name))])
    said = (
        f"R with surveillance on {len(few):,} series" if there else "R with surveillance: not installed, or not asked"
    )
    return f"CPU time on one core. {said}.\n\n{table.beside_table(rows)}"


def _beside(few: World, detector: Any, weeks: np.ndarray, ours: float, told: opponents.Told | None) -> list[str]:
    if told is None:
        return ["-"] * 7
    times = [f"{told.milliseconds:.4f}", f"{told.milliseconds / ours:,.0f}"]
    alarm = judge(detector, few.counts, weeks).alarm[:, -len(few.columns) :]
    alike = f"{(alarm == told.alarm)[told.answered].mean():.4f}"
    if len(few) < WORTH_SCORING:
        return [*times, alike, "-", "-", "-", "-"]
    mine, his = score(few, alarm), score(few, told.alarm)
    return [*times, alike, *(table.number(rate, 4) for rate in (mine.fpr, his.fpr, mine.pod, his.pod))]


def run(asked: argparse.Namespace) -> list[tuple[str, str]]:
    """All sections of the page."""
    detectors = chosen(asked.only, asked.detector)
    world = noufaily(asked.replicates, asked.seed)
    told = answers(world, detectors)
    scores = scored(world, told)
    sections = [("Noufaily's scenarios", table.world_table(world, scores)), *against_p_values(world, told, scores)]
    for family in all_families(asked.rows, asked.seed) if asked.rows else ():
        body = table.world_table(family, scored(family, answers(family, detectors)))
        sections.append((family.name[0].upper() + family.name[1:], body))
    sections.append(("Speed, and R beside it", beside_r(world, detectors, asked.opponents)))
    if asked.speed or asked.large:
        millions = {"farrington_flexible": (1, 10, 50) if asked.large else (1,), "best": (1,)}
        runs = {
            name: [speed.large(name, 1_000_000 * many) for many in sizes]
            for name, sizes in millions.items()
            if name in detectors
        }
        sections.append(("Millions of series-weeks", table.large_table(runs)))
    return sections


def parser() -> argparse.ArgumentParser:
    """What may be asked."""
    made = argparse.ArgumentParser(prog="python bench/detection", description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    made.add_argument("--replicates", type=int, default=6, help="of each of the 42 scenarios (published: 100)")
    made.add_argument("--rows", type=int, default=200, help="series in each family of our own; 0: none")
    made.add_argument("--opponents", type=int, default=6, help=f"series for R; from {WORTH_SCORING} it is scored too")
    made.add_argument("--speed", action="store_true", help="also a million series-weeks on all cores")
    made.add_argument("--large", action="store_true", help="also 10 and 50 million: many minutes")
    made.add_argument("--only", nargs="+", metavar="NAME", help="some listed detectors only")
    made.add_argument("--detector", metavar="FILE.py:NAME", help="a detector of your own")
    made.add_argument("--seed", type=int, default=SEED)
    made.add_argument("--write", action="store_true", help="into docs/reference/detection.md")
    return made


def main(words: list[str] | None = None) -> None:
    """Print the page, and write it with `--write`."""
    given = sys.argv[1:] if words is None else words
    text = table.page(shlex.join(["python", "bench/detection", *given]), run(parser().parse_args(given)))
    print(text)
    if "--write" in given:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
