"""The mean that a season's levels and a slope foresee for a period, from the periods of the years before; many series."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.seasonal_history import NUMBER, Rules, by_points
from tocsin.numerics.seasonal_history_in_sums import by_sums
from tocsin.numerics.seasonal_poisson import START
from tocsin.numerics.seasonal_sums import NUMBER as NUMBER_OF_LEVEL
from tocsin.numerics.seasonal_sums import SUMS, numbers

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
TABLE, FEW = 256, 24  # counts whose forms are kept; missing points up to which sums are the faster way


@numba.njit(nogil=True, cache=True, error_model="numpy")
def season_runs(centres: Whole, half: int, levels: int, left_out: int, first: int) -> Whole:
    """Runs (start, length, level) of the reference columns of one period; oldest first.

    `centres` (years + 1,) are the columns of the same season, the judged one first. Level 0 lies within `half` of a centre;
    the columns between two such are dealt to the other levels in order, the first getting what is left over. Columns
    before `first`, and the newest `left_out` with the judged one, are left out.
    """
    runs, number = np.empty(((levels + 1) * len(centres), 3), np.int64), 0
    end = centres[0] - left_out
    for year in range(len(centres) - 1, -1, -1):
        start = centres[year] - half
        gap = centres[year - 1] - half - (centres[year] + half + 1) if year > 0 else 0
        for level in range(levels if year > 0 else 1):
            length = 2 * half + 1 if level == 0 else gap // (levels - 1) + (level - 1 < gap % (levels - 1))
            low, high = max(start, first), min(start + length, end, centres[0])
            if high > low:
                runs[number, 0], runs[number, 1], runs[number, 2] = low, high - low, level
                number += 1
            start += length
    return runs[:number]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def seasonal_baselines(
    counts: Floats,
    offsets: Floats,
    begins: Whole,
    at: Whole,
    centres: Whole,
    rules: Rules,
    critical: Floats,
) -> Floats:
    """Mean per unit of offset, dispersion, standard error of the log mean, slope, whether it was kept, number and total of
    the reference periods, and years reached; (9, N, M), the mean NaN where the same season of no year is known.

    `counts` (N, T) NaN where no baseline, `offsets` (N, T) above 0, `begins` (N, T) the first column that may be read,
    `at` (M,), `centres` (M, years + 1). `rules`: half width, levels, newest left out, trend, the residual from which points
    weigh less, that from which they are left out (both may be infinite),
    whether the slope is tested against the dispersion of the working residuals. `critical` by degrees of freedom: a slope is kept
    where its t statistic is above, and the mean not above all that was seen, and three years are known.
    """
    rows, columns = counts.shape
    answers, answer = np.full((9, rows, len(at)), np.nan), np.empty(9)
    grids, gaps = np.empty((11, columns)), np.zeros((2, columns + 1), np.int64)
    first, last = max(0, centres.min() - rules[0]), at.max() if len(at) else 0
    small = np.empty((TABLE, 4))
    for y in range(TABLE):
        _forms(float(y), small[y])
    runs, lengths, origins, design, longest = _plans(centres, rules)
    work = _work(rules[1], longest, columns)
    for i in range(rows):
        _prepare(counts[i], offsets[i], first, last, small, grids, gaps)
        for m in range(len(at)):
            answer[:] = np.nan
            answer[NUMBER:] = 0.0
            own, origin, alike = runs[m, : lengths[m]], origins[m], True
            if len(own) > 0 and own[0, 0] < begins[i, at[m]]:
                own, alike = season_runs(centres[m], rules[0], rules[1], rules[2], begins[i, at[m]]), False
            if len(own) > 0:
                low, high = own[0, 0], own[len(own) - 1, 0] + own[len(own) - 1, 1]
                unknown = gaps[0, high] - gaps[0, low]
                if rules[5] < np.inf or unknown > FEW or gaps[1, high] > gaps[1, low]:
                    by_points(grids, own, at[m], rules, critical, answer)
                else:
                    if alike:
                        for row in range(3):
                            for k in range(rules[1]):
                                work[0][NUMBER_OF_LEVEL + row, k] = design[m, row, k]
                    else:
                        origin = low + (high - low) // 2
                        numbers(own, origin, work[0])
                    by_sums(grids, own, at[m], origin, unknown == 0, rules, critical, work, answer)
            for a in range(len(answer)):
                answers[a, i, m] = answer[a]
    return answers


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _plans(centres: Whole, rules: Rules) -> tuple[Whole, Whole, Whole, Floats, int]:
    """For each judged period, where all its past may be read: runs, how many, the middle column, and `numbers`; the longest run."""
    asked, most = len(centres), (rules[1] + 1) * centres.shape[1]
    runs, lengths, origins = np.zeros((asked, most, 3), np.int64), np.zeros(asked, np.int64), np.zeros(asked, np.int64)
    design, data, longest = np.zeros((asked, 3, rules[1])), np.zeros((8, rules[1])), 0
    for m in range(asked):
        own = season_runs(centres[m], rules[0], rules[1], rules[2], 0)
        lengths[m] = len(own)
        if len(own) > 0:
            low, high = own[0, 0], own[len(own) - 1, 0] + own[len(own) - 1, 1]
            runs[m, : len(own)], origins[m] = own, low + (high - low) // 2
            numbers(own, origins[m], data)
            design[m] = data[NUMBER_OF_LEVEL:]
            longest = max(longest, own[:, 1].max())
    return runs, lengths, origins, design, longest


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _work(levels: int, longest: int, columns: int) -> tuple[Floats, ...]:
    """What `by_sums` works in."""
    return (
        np.zeros((8, levels)),
        np.zeros((8, levels)),
        np.zeros((4, levels)),
        np.zeros((SUMS, levels)),
        np.zeros((longest + 1, 4)),
        np.zeros((columns, 3)),
        np.zeros(3),
        np.zeros(3),
        np.zeros(6),
    )


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _forms(y: float, forms: Floats) -> None:
    """What a fit asks of a count: log(y + 0.1), y log y, half its deviance against y + 0.1, y to the power 2/3."""
    forms[0], forms[2], forms[3] = np.log(y + START), START, y ** (2 / 3)
    forms[1] = y * np.log(y) if y > 0 else 0.0
    if y > 0:
        forms[2] += y * np.log(y / (y + START))


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _prepare(counts: Floats, offsets: Floats, first: int, last: int, small: Floats, grids: Floats, gaps: Whole) -> None:
    """Rows of `points` for one series, in its columns from `first` to before `last`; `small` holds the forms of 0, 1, ... and
    a row for work. `gaps` count the columns before each: those not known, and those with another offset than 1.
    """
    for t in range(first, last):
        known = counts[t] >= 0 and offsets[t] > 0
        y = counts[t] if known else 0.0
        log_offset = np.log(offsets[t]) if known and offsets[t] != 1 else 0.0
        row = int(y) if y < len(small) - 1 and y == np.floor(y) else len(small) - 1
        if row == len(small) - 1:
            _forms(y, small[row])
        gaps[0, t + 1], gaps[1, t + 1] = gaps[0, t] + (not known), gaps[1, t] + (known and offsets[t] != 1)
        grids[0, t] = y
        grids[1, t] = 1.0 if known else 0.0
        grids[2, t] = offsets[t] if known else 0.0
        grids[3, t] = small[row, 0] - log_offset
        grids[4, t] = small[row, 1] - y * log_offset
        grids[5, t] = small[row, 2]
        grids[6, t] = small[row, 3]
        grids[7, t] = offsets[t] if known else 1.0
        grids[8, t] = 1.0 if grids[7, t] == 1 else grids[7, t] ** (1 / 6)
        grids[9, t] = (y + START) * grids[3, t] - START if known else 0.0
        grids[10, t] = small[row, 2] if known else 0.0
