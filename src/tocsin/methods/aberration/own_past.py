"""What the classics read of a series' own past: which periods compare, what counts are per, where a first phase ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.counts import Counts, share_at
from tocsin.methods.judged import NONE, OWN, Codes
from tocsin.numerics.moving import first_known, run_begins
from tocsin.numerics.reference_windows import reference_moments
from tocsin.records.period import periods_a_year

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
UNLIKELY = 0.005  # that a period is more complete than it is judged by: no more than that a calm one rings
ROUNDING = 1e-9  # a count is above its limit if it is so by more than this part: rates are rounded, counts are not


def due(counts: Counts) -> Floats:
    """Exposure times completeness: what a rate is multiplied by; (N, T), NaN where unknown or nothing."""
    weights = counts.exposure * counts.completeness
    if not (known := weights > 0).all():
        weights[~known] = np.nan
    return weights


def due_at_most(counts: Counts) -> Floats:
    """Exposure times the most that the completeness may be: what a period is judged by, where its share is not sure.

    A count rings only if it would even were the reports as complete as that; nothing is more than complete, so what is
    certain already rings at any share. Baselines hold complete counts, of which this is `due`. (N, T).
    """
    if np.isinf(counts.concentration).all():
        return due(counts)
    return due(replace(counts, completeness=most_complete(counts)))


def most_complete(counts: Counts) -> Floats:
    """The share that is exceeded with a chance of `UNLIKELY`, by a beta law of mean and concentration; (N, T)."""
    return share_at(counts.completeness, counts.concentration, 1 - UNLIKELY)


def by_chance(rate: Floats, weights: Floats, exposure: Floats) -> Floats:
    """The variance that a count gains because each event is told by now or is not, by chance; 0 where all are told.

    A whole count of variance v, told to a part p, has variance p^2 v + p (1 - p) mean: for its size more than the whole.
    `rate` is per unit due, `weights` from `due_at_most`; all of one shape.
    """
    part = np.minimum(np.divide(weights, exposure, out=np.ones_like(weights), where=exposure > 0), 1.0)
    return np.where(part < 1, rate * weights * (1 - part), 0.0)


def usable(counts: Counts) -> Bools:
    """Periods fit for a baseline: known, complete, closed, and in no known outbreak; (N, T)."""
    known = np.isfinite(counts.value) & (counts.exposure > 0)
    return known & ~counts.open & ~counts.excluded & (counts.completeness >= 1)


def baseline(counts: Counts) -> Floats:
    """Counts where they are fit for a baseline, else NaN; (N, T)."""
    return np.where(usable(counts), counts.value, np.nan)


def same_season(
    counts: Counts, weights: Floats, at: Whole, years: int, half_width: int, recent: bool
) -> tuple[Floats, Floats, Floats, Whole]:
    """Sum, weight, variance and number of the counts that Bayes and RKI refer to, for each of `at`; (N, M) each.

    They are the `half_width` periods just before (with `recent`) and, for each of `years` back, those around the same one;
    `weights` are from `due`.
    """
    layout = (periods_a_year(counts.cadence), years, half_width, recent)
    return reference_moments(baseline(counts), weights, epoch_begins(counts), at, layout)


def epoch_begins(counts: Counts) -> Whole:
    """The first period of the epoch that each period lies in; (N, T)."""
    return run_begins(np.array(counts.epoch, np.int16, order="C"))


def phase_named(until_asked: bool, newest: int | None, training: int | None) -> str:
    """The first phase, as the name of a detector tells it."""
    return f"until_asked/{newest}" if until_asked else f"training={training or 'two_years'}"


def first_phase(
    counts: Counts, at: Whole, training: int | None, until_asked: bool, newest: int | None = None
) -> tuple[Whole, Whole]:
    """Where the first phase of each period's epoch begins, and where it ends; (N, T) each.

    It is `training` periods long (two years, if None) from the first usable one on; with `until_asked` it is all that
    lies before the first of the periods `at`, as the published programs have it. Where that leaves nothing, because all
    periods are asked for, it is all but the `newest` of each series, and two years at least (if None, nothing).
    """
    begins, two_years = epoch_begins(counts), 2 * periods_a_year(counts.cadence)
    if not until_asked:
        return begins, first_known(usable(counts), begins) + (two_years if training is None else training)
    ends = last_of_phase(counts, int(at.min()) if len(at) else 0, newest, two_years)
    return begins, np.broadcast_to(ends[:, None], begins.shape).copy()


def last_of_phase(counts: Counts, first: int, newest: int | None, least: int) -> Whole:
    """Where a first phase ends that is all before `first`, or all but the `newest` where `first` is the beginning; (N,)."""
    if first > 0 or newest is None:
        return np.full(len(counts), first)
    known = np.isfinite(counts.value)
    length = known.shape[1] - np.argmax(known[:, ::-1], axis=1)
    return np.maximum(length - newest, np.argmax(known, axis=1) + least)


def above(observed: Floats, upper: Floats) -> Bools:
    """Where a count is above its limit, beyond rounding."""
    with np.errstate(invalid="ignore"):
        return observed - upper > ROUNDING * np.maximum(upper, 1.0)


def stands_on(expected: Floats) -> Codes:
    """The rung: the method's own rule, or none where it cannot say."""
    return np.where(np.isfinite(expected), OWN, NONE).astype(np.int8)
