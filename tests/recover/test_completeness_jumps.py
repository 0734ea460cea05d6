"""Jumps in completeness: a publisher with a known delay, whose newest month is now and then less full than usual."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from tests.made_feeds import month
from tocsin.lake.arrivals import ARRIVALS
from tocsin.records.fullness import Fullness, Side
from tocsin.signals.fullness import fullness

HISTORY, RELEASES = 24, 40
LATER = np.array([0.85, 0.96, 1.0])  # how full a month is at its first, second and third telling


def made(random: np.random.Generator, mean: float, first: dict[int, float] | None = None) -> pa.Table:
    """Arrivals of `RELEASES` monthly releases after `HISTORY` whole months, with a season and uneven reporting.

    The month of release `n` is `first[n]` full at its first telling instead of about 0.85, and whole after the third.
    """
    season = 1 + 0.15 * np.sin(2 * np.pi * np.arange(HISTORY + RELEASES) / 12)
    final = random.poisson(mean * season).astype(float)
    rows: list[dict[str, object]] = [row(0, at, float(final[at])) for at in range(HISTORY)]
    for release in range(1, RELEASES):
        at = HISTORY + release - 1
        shares = np.clip(LATER + random.normal(0, [0.02, 0.008, 0.0]), 0, 1)
        shares[0] = (first or {}).get(release, shares[0])
        rows += [
            row(release + step, at, float(np.round(final[at] * grown)))
            for step, grown in enumerate(np.diff(shares, prepend=0.0).tolist())
            if release + step < RELEASES
        ]
    return pa.Table.from_pylist(rows, ARRIVALS)


def row(release: int, at: int, added: float) -> dict[str, object]:
    start, end = month(at)
    known = datetime.combine(month(HISTORY + release - 1)[1], datetime.min.time(), UTC) + timedelta(days=12)
    return {
        "release": f"r{release:02}",
        "known_at": known,
        "measure": "files",
        "period_start": start,
        "period_end": end,
        "added": added,
        **dict.fromkeys(("keys", "places", "names"), 1),
    }


def jumps(found: dict[str, tuple[Fullness, ...]]) -> list[tuple[str, Side, bool]]:
    return [(release, one.side, one.fuller) for release, told in found.items() for one in told]


@pytest.mark.parametrize("mean", [100.0, 300.0, 2000.0])
def test_an_ordinary_publisher_jumps_less_than_once_in_a_hundred_releases(mean: float) -> None:
    random = np.random.default_rng(61)
    told = [len(jumps(fullness(made(random, mean)))) for _ in range(50)]
    assert sum(told) / (50 * (RELEASES - 7)) < 0.01


@pytest.mark.parametrize(("mean", "at_once"), [(300.0, 0.1), (2000.0, 0.8)])
def test_a_month_of_60_percent_where_85_is_usual_is_told(mean: float, at_once: float) -> None:
    """At once where counts are large; where they are small one release later, when it is seen to catch up."""
    random = np.random.default_rng(62)
    found = [jumps(fullness(made(random, mean, {30: 0.6}))) for _ in range(50)]
    assert np.mean([("r30", Side.TOTAL, False) in one for one in found]) >= at_once
    assert np.mean([("r31", Side.GROWTH, True) in one for one in found]) >= 0.95


def test_the_usual_share_is_recovered() -> None:
    random = np.random.default_rng(63)
    found = [fullness(made(random, 2000.0, {30: 0.55})).get("r30", ()) for _ in range(30)]
    told: NDArray[np.float64] = np.array([one.usual for jump in found for one in jump if one.side is Side.TOTAL])
    assert len(told) >= 25 and np.median(told) == pytest.approx(0.85, abs=0.02)


def test_a_later_release_changes_nothing_of_an_earlier_one() -> None:
    whole = made(np.random.default_rng(64), 300.0, {20: 0.5, 30: 0.6})
    cut = whole.filter(pa.array([release <= "r25" for release in whole["release"].to_pylist()], pa.bool_()))
    late = {release: told for release, told in fullness(whole).items() if release <= "r25"}
    assert late == fullness(cut) and "r21" in late
