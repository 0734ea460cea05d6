"""Loans: what sister series know that a short series does not: the shape of its year, and how high such levels are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.aberration.own_past import due, epoch_begins
from tocsin.methods.counts import Counts
from tocsin.numerics.shrunken_seasons import Law, shrunken_seasons

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
GRAIN = 2.0**-12  # sums of multiples of this are exact, so that neither order nor chunks of series change them
CIRCLES = ("sister", "kin", "all")  # from near to far
DOUBT, WORTH, SURE = 1.0, 3.0, 0.05  # variance of levels before any is seen, what that is worth, and its least
ALONE, APART = 0.3, (0.1, 0.15, 0.25)  # sd of a season's coefficients where nobody lends; about those of each circle
LEAST_APART, SCATTER, FILLED, WEEKS = 0.02, 1.5, 0.9, 52
ENOUGH = 40.0  # events of others from which a season is lent


def reference(counts: Counts) -> Bools:
    """Periods fit to learn from: known, closed, in no known outbreak, with something due; (N, T)."""
    return np.isfinite(counts.value) & np.isfinite(due(counts)) & ~counts.open & ~counts.excluded


def _members(counts: Counts, circle: str) -> Whole:
    return np.zeros(len(counts), np.int64) if circle == "all" else getattr(counts, circle)


def _grained(grid: Floats) -> Floats:
    return np.round(grid / GRAIN) * GRAIN


@dataclass(frozen=True, slots=True)
class Circle:
    """Sums over the series of each group, in grains; `ids` (G,) are sorted.

    `events` and `due` of single periods from the first of `Reach` on, (G, W). All else is (G, M), of the periods asked:
    `number`, `level` and `square` of the series' logarithms of rates in the year before, `noise` of their sampling
    variances, and `periods` that these stand on. `shaped` of them filled that year: sums of the `cosine` and `sine` of
    their year, of both squared, and of sampling variances (`doubt`).
    """

    ids: Whole
    events: Floats
    due: Floats
    number: Floats
    level: Floats
    square: Floats
    noise: Floats
    periods: Floats
    shaped: Floats
    cosine: Floats
    sine: Floats
    amplitude: Floats
    doubt: Floats


SUMS = tuple(part.name for part in fields(Circle))[1:]


@dataclass(frozen=True, slots=True)
class Loans:
    """What all series of some counts can lend to each other, by circle; see `lent_levels` and `lent_seasons`."""

    circles: tuple[Circle, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """The periods asked (M,), and those that loans are read from: `first` to the newest asked. `year`: periods in one."""

    at: Whole
    first: int
    year: int

    @property
    def read(self) -> slice:
        """Its columns."""
        return slice(self.first, int(self.at.max(initial=0)) + 1)


def reach(at: Whole, periods: int, year: int, years: float) -> Reach:
    """Look back `years`, and at least the year before, of so many `periods`."""
    back = int(max(years, 1) * (year + 1)) + 1
    return Reach(at, max(int(at.min(initial=periods)) - back, 0), year)


def own_sums(counts: Counts, reach: Reach) -> tuple[Floats, ...]:
    """What each series brings to the sums of `Circle`, in that order."""
    known = reference(counts)[:, reach.read]
    events = _grained(np.where(known, counts.value[:, reach.read], 0.0))
    weight = _grained(np.where(known, due(counts)[:, reach.read], 0.0))
    start = np.maximum(reach.at - reach.year, epoch_begins(counts)[:, reach.at])
    before = partial(_year_before, start=np.maximum(start - reach.first, 0), at=reach.at - reach.first)
    x, share, periods = before(events), before(weight), before(known.astype(float))
    told = share > 0
    safe = np.where(told, share, 1.0)
    level = np.where(told, _grained(np.log((x + 0.5) / safe)), 0.0)
    noise = np.where(told, _grained(1 / (x + 0.5)), 0.0)
    shapes = _shapes(counts.periods[reach.read], events, periods, x, reach.year, before)
    return (events, weight, told.astype(float), level, _grained(level * level), noise, periods, *shapes)


def _year_before(grid: Floats, start: Whole, at: Whole) -> Floats:
    """Sums of the periods from `start` (N, M) to before each of `at`; (N, M)."""
    total = np.concatenate([np.zeros((len(grid), 1)), np.cumsum(grid, 1)], 1)
    return total[:, at] - np.take_along_axis(total, start, 1)


def _shapes(
    time: Whole, events: Floats, periods: Floats, x: Floats, year: int, before: Callable[[Floats], Floats]
) -> tuple[Floats, ...]:
    """The first wave of each series' year before: whether it is told of, its two parts, their squares, their noise."""
    angle = 2 * np.pi * time / (365.2425 / 7 if year == WEEKS else year)
    told = (periods >= FILLED * year) & (x >= ENOUGH)
    safe = np.where(told, x, 1.0)
    parts = (before(_grained(events * wave(angle))) for wave in (np.cos, np.sin))
    cosine, sine = (np.where(told, _grained(2 * part / safe), 0.0) for part in parts)
    doubt = np.where(told, _grained(2 * SCATTER / safe), 0.0)
    return told.astype(float), cosine, sine, _grained(cosine * cosine + sine * sine), doubt


def _apart(circle: tuple[Floats, ...], before: float) -> Floats:
    """The variance between the others' seasons, per coefficient, by moments; drawn to `before` squared. (N, M)."""
    number, cosine, sine, amplitude, doubt = circle[7:12]
    size = np.maximum(number, 1.0)
    scatter = amplitude - (cosine**2 + sine**2) / size - 2 * doubt * (size - 1) / size
    return np.maximum((np.maximum(scatter, 0.0) / 2 + before**2 * WORTH) / (size - 1 + WORTH), LEAST_APART**2)


def loans(counts: Counts, reach: Reach) -> Loans:
    """Sum up what the series of `counts` can lend at the periods asked."""
    own = own_sums(counts, reach)
    circles: list[Circle] = []
    for circle in CIRCLES:
        ids, places = np.unique(_members(counts, circle), return_inverse=True)
        circles.append(Circle(ids, *(_by_group(grid, places, len(ids)) for grid in own)))
    return Loans(tuple(circles))


def _by_group(grid: Floats, places: Whole, groups: int) -> Floats:
    order = np.argsort(places, kind="stable")
    begins = np.searchsorted(places[order], np.arange(groups))
    return np.add.reduceat(grid[order], begins, axis=0) if len(grid) else np.zeros((0, grid.shape[1]))


def others(counts: Counts, loan: Loans, own: tuple[Floats, ...]) -> list[tuple[Floats, ...]]:
    """For each circle, its sums without what each series brought itself, in the order of `Circle`."""
    rest: list[tuple[Floats, ...]] = []
    for name, circle in zip(CIRCLES, loan.circles, strict=True):
        places = np.searchsorted(circle.ids, _members(counts, name))
        sums = tuple(getattr(circle, name) for name in SUMS)
        rest.append(tuple(total[places] - mine for total, mine in zip(sums, own, strict=True)))
    return rest


def lent_levels(rest: list[tuple[Floats, ...]]) -> Floats:
    """How high the levels of the others are, as so many events in so much that was due; (N, M, 3).

    The third is how many periods of theirs say so. (0.5, 0, 0) where nobody does.

    The nearest circle with two others or more lends, else the nearest with one. The levels are taken as log-normal: their
    variance is estimated by moments, the sampling variance taken off, and drawn towards 1 as if three more had said so.
    """
    counted = [circle[2] for circle in rest]
    best = np.select(
        [counted[0] > 1, counted[1] > 1, counted[2] > 1, counted[0] > 0, counted[1] > 0], [0, 1, 2, 0, 1], 2
    )
    picked = (np.choose(best, [circle[k] for circle in rest]) for k in range(2, 7))
    number, level, square, noise, periods = picked
    known = number > 0
    size = np.where(known, number, 1.0)
    scatter = np.maximum(square - level * level / size - noise * (size - 1) / size, 0.0)
    variance = np.maximum((scatter + DOUBT * WORTH) / (size - 1 + WORTH), SURE)
    variance = variance * (1 + 1 / size)
    shape = 1 / variance
    due_for_it = shape / np.exp(level / size + variance / 4)
    return np.stack([np.where(known, shape, 0.5), np.where(known, due_for_it, 0.0), np.where(known, periods, 0.0)], -1)


def lent_seasons(
    rest: list[tuple[Floats, ...]], reach: Reach, short: Bools, calendar: tuple[Floats, Floats], law: Law,
    years: float, trials: bool,
) -> tuple[Floats, Floats]:  # fmt: skip
    """The season's coefficients to be drawn to, and their variances: (N, M, K) each; 0 and `ALONE` squared where unlent.

    Only where `short`, and nothing where `rest` is empty. The nearest circle lends whose other members had `ENOUGH` events
    in the `years` before, and a whole year of them: their sum is fitted as one series. The variance is that of the fit
    and that between the series of the circle, which is estimated and drawn to `APART` squared.
    """
    waves, time = (grid[reach.read] for grid in calendar)
    at, shape = reach.at - reach.first, (*short.shape, waves.shape[1])
    centre, spread, left = np.zeros(shape), np.full(shape, ALONE**2), short & (shape[2] > 0)
    level, flat, wide = np.broadcast_to(np.array([0.5, 0.0]), (*short.shape, 2)).copy(), np.zeros(shape), spread.copy()
    start = np.broadcast_to(np.searchsorted(time, time[at] - years), short.shape)
    for circle, before in zip(rest, APART, strict=False):
        events, share = circle[:2]
        told = _year_before((share > 0).astype(float), start, at) >= FILLED * reach.year
        wanted = left & told & (_year_before(events, start, at) >= ENOUGH)
        if not wanted.any():
            continue
        begins = np.zeros(events.shape, np.int64)
        season = shrunken_seasons(
            events, np.where(share > 0, share, 1.0), share > 0, begins, waves, time, at, wanted,
            level, flat, wide, law, (years, 0), trials,
        )[1]  # fmt: skip
        known, apart = wanted[..., None], _apart(circle, before)[..., None]
        centre = np.where(known, season[:, :, 0], centre)
        spread = np.where(known, np.minimum(season[:, :, 1] + apart, ALONE**2), spread)
        left = left & ~wanted
    return centre, spread
