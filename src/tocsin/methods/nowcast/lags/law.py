"""All that pairs of releases have taught: curve, spread, levels, falls, and how wide to be so as to hold the promise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.lags.curve import LagCurve, Lessons, curve_of, learned, lessons, middles
from tocsin.methods.nowcast.lags.pairs import LagPairs
from tocsin.methods.nowcast.lags.spread import DEVIATIONS, STEP, Spread, of_anybody, shares_at
from tocsin.numerics.negative_binomial_mixture import log_chances, mixture_chances

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
SHAPES = (0.3, 0.5, 0.8, 1.2, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 35.0, 60.0)
WIDER = (1.0, 0.85, 1.15, 0.7, 1.35, 1.6, 1.9, 2.3)
FOLDS, SEVERAL = 8, 8
FLAT = 0.5  # the shape of a level of which nothing is known
LEAST_SHARE = 1e-4
LOST = (
    0.005  # one period in two hundred, whatever its series showed before, may be lost on its way: taken, not measured
)
OF_LOST = (DEVIATIONS >= 0) / (DEVIATIONS >= 0).sum()
MOVING = 0.995  # lags at which more is told teach nothing of widths


@dataclass(frozen=True, slots=True)
class LagLaw:
    """`shape`: of levels around what the year before says (NaN: not used). `falls`, `fallen`: how often, by what part."""

    whole: bool
    curve: LagCurve
    spread: Spread
    taught: Lessons
    shape: float = np.nan
    falls: float = 0.0
    fallen: float = 0.0
    nought: float = 1.0  # the chance that an amount of nothing stays so
    arisen: tuple[float, ...] = ()  # amounts that came where there was nothing


@dataclass(frozen=True, slots=True)
class Parts:
    """Predictive laws of what comes on top of M counts: mixtures of negative binomial counts."""

    weight: Floats
    size: Floats
    chance: Floats

    @property
    def mean(self) -> Floats:
        """Expected counts still to come, (M,)."""
        return self.size * (self.weight * (1 - self.chance) / self.chance).sum(1)


def parts(early: Floats, middle: Floats, weight: Floats, level: Floats, shape: float) -> Parts:
    """What comes on top of `early` (M,) counts, shares on the grid around `middle` (M,) with chances `weight` (M, K).

    `level` (M,) is what the year before lets one expect of the whole figure, NaN where nothing does.
    """
    share = np.maximum(shares_at(middle), LEAST_SHARE)
    known = np.isfinite(level) & np.isfinite(shape)
    size = early + np.where(known, shape, FLAT)
    if known.any():
        weight = np.where(known[:, None], (1 - LOST) * weight + LOST * OF_LOST, weight)
        log = log_chances(
            np.repeat(early[:, None], share.shape[1], 1), shape, share * np.where(known, level, 1.0)[:, None]
        )
        log = np.where(known[:, None], log, 0.0)
        moved = weight * np.exp(log - log.max(1, keepdims=True, where=weight > 0, initial=-1e6))
        total = moved.sum(1, keepdims=True)
        weight = np.where(total > 0, moved / np.maximum(total, 1e-300), weight)
    rate = np.where(known, shape / np.where(known, level, 1.0), 0.0)[:, None]
    mean = size[:, None] * (1 - share) / (rate + share)
    size = 1 / (1 / size + STEP**2 / 12)  # a part stands for all shares up to the next part
    return Parts(weight, size, size[:, None] / (size[:, None] + mean))


def law_of(cells: LagPairs, place: Whole, whole: bool) -> LagLaw | None:
    """What the cells of a pool teach; None where there are none."""
    if not len(cells):
        return None
    found, spread = learned(lessons(cells), place, whole, Spread())
    law = LagLaw(whole, curve_of(found), spread, found)
    return with_falls(law, found.cells)


def with_falls(law: LagLaw, cells: LagPairs) -> LagLaw:
    """How often figures fell and by what part, where figures still move; and what came where there was nothing."""
    moving = law.curve.shares(cells.lag.astype(float), law.spread) < MOVING
    fell = moving & (cells.late < cells.early)
    gone, stood = (cells.early - cells.late)[fell].sum(), cells.early[fell].sum()
    law = replace(law, falls=float((fell.sum()) / (moving.sum() + 1.0)), fallen=float(gone / max(stood, 1.0)))
    empty = moving & (cells.early == 0)
    came = np.sort(cells.late[empty & (cells.late > 0)])
    return replace(law, nought=1 - len(came) / (empty.sum() + 1.0), arisen=tuple(came.tolist()))


def with_shape(law: LagLaw, cells: LagPairs, level: Floats) -> LagLaw:
    """How far whole figures lie from what the year before them said: the likeliest shape of a gamma law.

    Where figures still move: a series' first years, when it went from nothing to many, are long closed.
    """
    moving, late = law.curve.shares(cells.lag.astype(float), law.spread) < MOVING, cells.late
    known = np.isfinite(level) & np.isfinite(late) & moving
    if known.sum() < SEVERAL:
        return law
    late, level = late[known], level[known]
    told = [log_chances(late, shape, level).sum() for shape in SHAPES]
    return replace(law, shape=SHAPES[int(np.argmax(told))])


def calibrated(law: LagLaw, place: Whole, level: Floats) -> LagLaw:
    """The spread made wider or narrower until, of series left out, half lie within 50 % and four fifths within 80 %.

    `level` (P,) belongs to the cells that taught. Places are left out in eight parts; fewer than eight change nothing.
    """
    cells = law.taught.cells
    groups = np.unique(place[cells.row], return_inverse=True)[1]
    moving = law.curve.shares(cells.lag.astype(float), law.spread) < MOVING
    if groups.max(initial=0) + 1 < SEVERAL or moving.sum() < SEVERAL or not law.whole:
        return law
    folds = [(groups % FOLDS == fold) for fold in range(FOLDS)]
    centre = np.full(len(cells), np.nan)
    for left_out in folds:
        taught = Lessons(cells.take(~left_out), law.taught.group[~left_out], law.taught.middle)
        if (there := left_out & moving).any():
            centre[there] = middles(taught, law.spread, law.whole).middle[law.taught.group[there]]
    some = moving & np.isfinite(centre)
    cells, centre, level = cells.take(some), centre[some], level[some]
    misses = [_missed(cells, centre, level, law.shape, law.spread.times(factor)) for factor in WIDER]
    return replace(law, spread=law.spread.times(WIDER[int(np.argmin(misses))]))


def _missed(cells: LagPairs, centre: Floats, level: Floats, shape: float, spread: Spread) -> float:
    """How far the parts of cells within their 50 and 80 % intervals are from half and four fifths."""
    weight = np.repeat(of_anybody(spread)[None], len(cells), 0)
    law = parts(cells.early, centre, weight, level, shape)
    rest = np.maximum(cells.late - cells.early, 0)
    high = mixture_chances(rest, law.weight, law.size, law.chance)
    low = mixture_chances(rest - 1, law.weight, law.size, law.chance)
    within = [np.clip(np.minimum(high, 1 - t) - np.maximum(low, t), 0, None) for t in (0.25, 0.1)]
    held = [(part / np.maximum(high - low, 1e-12)).mean() for part in within]
    return abs(held[0] - 0.5) + abs(held[1] - 0.8)
