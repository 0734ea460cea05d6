"""CBP: the events of October to December 2025, from the December file, as the April file has them.

    python bench/nowcast/cbp.py [--shared FOLDER] [--halves 10] [--write]

FOLDER (or the environment's TOCSIN_SHARED) holds `data/cbp-nationwide-drugs`. The files are taken in by the front door of a
home; the days on which they were known are assumed. Closed years never moved, and no earlier pair of files shows an open
one, so that two things are told apart. *Offices left out*: half of the offices and sectors teach from both files how
much of a month is told, the others are scored; it says whether places are alike, not what could have been known in
January 2026. *Known in January 2026*: the December file and those before it. Seeded. What is scored is the nowcaster that
is in service for events; none is for weight. The method was finished while these scores were seen: see the text that is printed.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.nowcast.homes import home_of, judged, left_out, shared, unchanged, vintages, width
from bench.nowcast.table import markdown, write_block

from tocsin.methods.nowcast.catalogue import nowcaster
from tocsin.methods.nowcast.lags.lag_shares import LagShares
from tocsin.methods.nowcast.nowcaster import Nowcaster
from tocsin.records.nowcast import LEVELS, Stand
from tocsin.records.period import Cadence, number_of
from tocsin.records.vintages import Vintages
from tocsin.sources.catalogue import source

SEED = 20261124
MONTHS = ("2025-10-31", "2025-11-30", "2025-12-31")
FILES = ("nationwide-drugs-fy19-fy22.csv", "nationwide-drugs-fy20-fy23.csv", "nationwide-drugs-fy23-fy26-dec.csv")
APRIL = "nationwide-drugs-fy23-fy26-apr.csv"
JANUARY = datetime(2026, 1, 31, tzinfo=UTC)
SEEN = (
    "No constant was fitted to these scores, but that only open years teach was decided after years that had just closed, "
    "on days that are assumed, had made the method say that nothing changes."
)
GUESS = ((10.0, 0.9, 9.0), (103.0, 0.9, 9.0))
OUT, SAID, NONE = "offices left out", "known in January, share stated", "no change"


def in_service(stated: tuple[tuple[float, float, float], ...] = ()) -> Nowcaster:
    """The nowcaster that the catalogue names for events of this source."""
    found = nowcaster(source("cbp-drug-seizures"), "seizures", Cadence.MONTH, stated)
    assert found is not None
    return found


def offices(whole: Vintages) -> Vintages:
    """Published series only: sums of them would be scored twice."""
    return whole.take(np.flatnonzero([not one for one in whole.keys["derived"].to_pylist()]))


def columns(whole: Vintages) -> np.ndarray:
    """Which periods are scored."""
    wanted = number_of(np.array(MONTHS, "datetime64[D]"), Cadence.MONTH)
    return np.searchsorted(whole.periods, wanted)


def crossed(whole: Vintages, rng: np.random.Generator, reader: Nowcaster) -> np.ndarray:
    """Quantiles (N, T, Q) of each half of the offices, taught by the other half."""
    place = np.array(whole.keys["place"].to_pylist())
    order = rng.permutation(np.unique(place))
    told = np.full((*whole.value.shape[1:], len(LEVELS)), np.nan)
    for side in (0, 1):
        test = np.isin(place, order[side::2])
        told[test] = reader.nowcast(left_out(whole, test)).quantiles[test]
    return told


def in_january(node_then: Vintages, whole: Vintages) -> tuple[np.ndarray, tuple[int, int]]:
    """Quantiles by what was known in January 2026 and a stated share; and how many cells are refused without it, of all."""
    plain, said = in_service().nowcast(node_then), in_service(GUESS).nowcast(node_then)
    at = columns(node_then)
    known = np.isfinite(node_then.value[-1][:, at])
    names = {name: row for row, name in enumerate(node_then.keys["series"].to_pylist())}
    rows = np.array([names.get(name, -1) for name in whole.keys["series"].to_pylist()])
    told = np.full((*whole.value.shape[1:], len(LEVELS)), np.nan)
    mine, theirs = np.flatnonzero(rows >= 0)[:, None], rows[rows >= 0][:, None]
    told[mine, columns(whole)[None, :]] = said.quantiles[theirs, at[None, :]]
    return told, (int((plain.basis[:, at][known] == Stand.REFUSED).sum()), int(known.sum()))


def rows_of(name: str, way: str, found: list[list[float]]) -> list[str]:
    """One row of a table, over halves."""
    one = np.mean(found, 0)
    cover = ["-"] * 3 if way == NONE else [f"{part:.2f}" for part in one[:3]]
    return [name, way, f"{one[3]:.2f}", f"{one[4]:.2f}", *cover, f"{one[5]:.2f}"]


def scored(whole: Vintages, ways: dict[str, list[np.ndarray]], digits: str) -> tuple[str, int, int]:
    """A table of months and ways; cells scored, and how many of them had changed."""
    rows, cells, moved = [], 0, 0
    early, late = whole.value[-2], whole.value[-1]
    for day, at in zip(MONTHS, columns(whole), strict=True):
        known = np.isfinite(early[:, at]) & np.isfinite(late[:, at]) & ((early[:, at] > 0) | (late[:, at] > 0))
        cells, moved = cells + int(known.sum()), moved + int((early[known, at] != late[known, at]).sum())
        for way, found in ways.items():
            told = [one[:, at] for one in found] if found else [unchanged(early[:, at])]
            kept = [known & np.isfinite(one).all(1) for one in told]
            got = [
                [*judged(one[some], late[some, at]), float(width(one[some]).mean())]
                for one, some in zip(told, kept, strict=True)
            ]
            rows.append(rows_of(f"{day[:7]}, {digits}", way, got))
    return markdown(["month", "way", "WIS", "error", "within 50 %", "80 %", "95 %", "width, 80 %"], rows), cells, moved


def by_drug(whole: Vintages, told: list[np.ndarray]) -> str:
    """WIS by drug over the three months, beside no change."""
    names, rows = np.array(whole.keys["substance"].to_pylist()), []
    early, late = (whole.value[v][:, columns(whole)].ravel() for v in (-2, -1))
    quantiles = [one[:, columns(whole)].reshape(-1, len(LEVELS)) for one in told]
    drug = np.repeat(names, len(MONTHS))
    known = np.isfinite(early) & np.isfinite(late) & ((early > 0) | (late > 0))
    for name in np.unique(drug):
        some = known & (drug == name)
        if some.any():
            ours = np.mean([judged(one[some], late[some]) for one in quantiles], 0)
            plain = judged(unchanged(early[some]), late[some])
            sums = f"{early[some].sum():,.0f} to {late[some].sum():,.0f}"
            rows.append([name, str(some.sum()), sums, f"{ours[3]:.2f}", f"{plain[3]:.2f}", f"{ours[1]:.2f}"])
    return markdown(["drug", "cells", "events", f"WIS, {OUT}", f"WIS, {NONE}", "within 80 %"], rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared")
    parser.add_argument("--halves", type=int, default=10)
    parser.add_argument("--write", action="store_true", help="into docs/reference/nowcast.md")
    asked = parser.parse_args()
    folder = shared(asked.shared) / "cbp-nationwide-drugs"
    with home_of("cbp-drug-seizures", *(folder / name for name in (*FILES, APRIL))) as node:
        events, weight = (offices(vintages(node, measure)) for measure in ("seizures", "mass_kg"))
        then = offices(vintages(node, "seizures", JANUARY))
    rng = np.random.default_rng(SEED)
    told = [crossed(events, rng, in_service()) for _ in range(asked.halves)]
    said, (refused, of) = in_january(then, events)
    counts, cells, moved = scored(events, {OUT: told, SAID: [said], NONE: []}, "events")
    pounds, _, shifted = scored(weight, {OUT: [crossed(weight, rng, LagShares(year_starts=10))], NONE: []}, "kg")
    text = (
        f"## CBP: the open year\n\n`python bench/nowcast/cbp.py`: {cells} cells of field office or sector, drug and month "
        f"with events in either file, {moved} of which changed; {asked.halves} random halves of the offices. All levels of the "
        f"quantiles enter WIS. {SEEN}\n\n{counts}\nKnown in January 2026, nothing measured applied to the open year: {refused} of {of} "
        f"cells are refused. The share stated instead ({GUESS[0][1]:g}, concentration {GUESS[0][2]:g}, at any lag) is an example "
        f"written by somebody who had seen both files: it shows how a stated share is told, and is no evidence for it.\n\n"
        f"{by_drug(events, told)}\nWeight, of which {shifted} cells changed, is left as it is, with what little spread it "
        f"showed; in the node no weight is nowcast.\n\n{pounds}"
    )
    print(text)
    if asked.write:
        write_block("cbp", text)


if __name__ == "__main__":
    main()
