"""Broken lines: a level that grows, or falls, from an unknown moment on; compiled loops that release the GIL."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.line_ratios import WEEKLY, line_growth, line_ratios, season_about
from tocsin.numerics.seasonal_level import decomposed, gathered, seasonal_level, solved
from tocsin.numerics.segmentation import present_begins

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
P_RISE, P_FALL, GROWTH, ERROR, ONSET, LEVEL, PHI, NUMBER, STEADY, STEADY_ERROR, P_UP, P_DOWN, FREEDOM = range(13)
FIGURES = 13
FEWEST = 4
WHOLE = 1_000_000  # a span that means all there is
TURNED = 0.05  # no rise is told of what falls so surely as it stands, while one year alone has told the season
UNSEASONED = 1.2  # p-values are multiplied by it while the season is not known: some of the growth may be one


@numba.njit(nogil=True, cache=True, error_model="numpy")
def broken_lines(
    value: Floats,
    due: Floats,
    bound: Bools,
    begins: Whole,
    season: Floats,
    waves: Whole,
    at: Whole,
    spans: Whole,
    year: int,
) -> Floats:
    """Growth from an unknown onset, of many series in many periods; (N, M, FIGURES), indexed by the names above.

    `value` (N, T) is NaN where it is not to be used, `due` what a rate is multiplied by, `bound` marks lower bounds (used
    where they lie a standard deviation above the level, less that deviation). `begins` (N, T) is the first column that may
    be read. `season` (T, Q) are the seasonal columns, used from two years on, and the first two from `waves` (N,) periods
    on; `spans` the lengths tried of the growth, in periods, increasing; `at` (M,) the columns judged. Three
    years (at least sixteen periods) are read, no column after `at`; with fewer than `WEEKLY` periods a year only what came
    after the newest change of level of long ago.
    P_RISE and P_FALL are one-sided and allow for the search over onsets (Davies 1987, doi:10.1093/biomet/74.1.33); GROWTH
    and its ERROR are of the logarithm, per period, averaged over the onsets that fit; ONSET is the length of the growth
    that fits best; LEVEL the expected value without it; STEADY the growth since one year ago; P_UP and P_DOWN are those of
    the slope of the newest stretches alone, whatever was before. NaN with fewer than four values or none above nothing.
    """
    rows, reach = value.shape[0], max(3 * year, 16)
    told = np.full((rows, len(at), FIGURES), np.nan)
    for i in range(rows):
        for m in range(len(at)):
            t, some = at[m], waves[i]
            first = max(begins[i, t], t - reach + 1)
            y, e, age, x = gathered(value[i], due[i], season, first, t, some, 2 * year)
            if year < WEEKLY and len(y) > 6 and y.sum() > 0:
                present = _present(y, e, age, x, bound[i], t, year)
                first, some = present, some if present == t - age[0] else 2 * year
                y, e, age, x = gathered(value[i], due[i], season, first, t, some, 2 * year)
            if len(y) < FEWEST or y.sum() <= 0:
                told[i, m, LEVEL] = 0.0 if len(y) >= FEWEST else np.nan
                continue
            _judged(y, e, age, x, bound[i], spans, t, year, told[i, m])
            told[i, m, LEVEL] = np.nan if math.isnan(due[i, t]) else told[i, m, LEVEL] * due[i, t]
    return told


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _judged(
    y: Floats, e: Floats, age: Whole, x: Floats, bound: Bools, spans: Whole, t: int, year: int, told: Floats
) -> None:
    mean, phi, beta, ridge = seasonal_level(y, e, x)
    for k in range(len(y)):
        if bound[t - age[k]]:
            spare = y[k] - mean[k] - math.sqrt(phi * mean[k])
            y[k], e[k], mean[k] = (mean[k] + spare, e[k], mean[k]) if spare > 0 else (0.0, 0.0, 0.0)
    tried = _tried(spans, age)
    score, info, joint, skew, parts, plain = _scores(y, mean, age, x, phi, ridge, tried)
    squares = score**2 / info
    best = int(np.argmax(squares))
    number, taken = float((e > 0).sum()), x.shape[1]
    freedom = max(float(((e > 0) & (y > 0)).sum()) - taken - 1.0, 1.0)
    spare = max(number - taken, 1.0)
    phi_now = max(phi * (spare - squares[best]) / max(spare - 1.0, 1.0), 1.0)
    beta -= parts[best] * score[best] / info[best]
    beta[0] = 0.0
    factor = np.empty(len(y))
    for k in range(len(y)):
        factor[k] = e[k] * math.exp((x[k] * beta).sum())
    if year < WEEKLY:
        for _ in range(2 if taken > 1 else 0):
            beta = season_about(y, e, factor, age, x, tried)
            for k in range(len(y)):
                factor[k] = e[k] * math.exp((x[k] * beta).sum())
        roots, scatter = line_ratios(y, factor, age, tried, info / plain, taken)
        phi_now, squares = scatter[int(np.argmax(roots**2))], np.ones(len(tried))
        z_up, z_down = _normal(roots.max(), freedom), _normal(-roots.min(), freedom)
    else:
        z_up, z_down = _standardised(score, info, skew, math.sqrt(phi / phi_now), freedom, phi_now)
    crossings = 0.0
    for j in range(1, len(tried)):
        crossings += math.acos(min(1.0, max(-1.0, joint[j])))
    doubt = UNSEASONED if taken == 1 else 1.0
    told[P_RISE], told[P_FALL] = min(doubt * _tail(z_up, crossings), 1.0), min(doubt * _tail(z_down, crossings), 1.0)
    told[PHI], told[FREEDOM], told[NUMBER] = phi_now, freedom, 0.0
    for k in range(len(y)):
        told[NUMBER] += not bound[t - age[k]]
    _averaged(y, factor, age, tried, squares * phi / phi_now, phi_now, told)
    told[LEVEL] *= math.exp((x[-1] * beta).sum())
    span = min(max(year, FEWEST), age[0] + 1)
    told[STEADY], told[STEADY_ERROR], _, _ = line_growth(y, factor, age, span, phi_now, False)
    told[P_UP], told[P_DOWN] = _alone(y, factor, age, tried, int(told[ONSET]), phi_now, freedom)
    if taken > 1 and age[0] + 1 < 2 * year:
        up, down = _alone(y, e, age, tried, int(told[ONSET]), phi_now, freedom)
        told[P_RISE], told[P_FALL] = 1.0 if down < TURNED else told[P_RISE], 1.0 if up < TURNED else told[P_FALL]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _present(y: Floats, e: Floats, age: Whole, x: Floats, bound: Bools, t: int, year: int) -> int:
    """The column at which the present history begins, by the closed values."""
    closed = np.array([k for k in range(len(y)) if not bound[t - age[k]]])
    if len(closed) <= 6 or y[closed].sum() <= 0:
        return t - int(age[0])
    return t - int(age[closed[present_begins(y[closed], e[closed], age[closed], x[closed], year)]])


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _alone(
    y: Floats, factor: Floats, age: Whole, tried: Whole, onset: int, phi: float, freedom: float
) -> tuple[float, float]:
    """One-sided p-values of the slopes of three stretches, not held against what was before them."""
    up, down = 1.0, 1.0
    for span in (onset, tried[min(2, len(tried) - 1)], tried[min(3, len(tried) - 1)]):
        slope, error, _, _ = line_growth(y, factor, age, span, phi, True)
        tail = math.erfc(_normal(slope / error, freedom) / math.sqrt(2.0)) / 2
        up, down = min(up, 3 * tail), min(down, 3 * (1 - tail))
    return up, down


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _tried(spans: Whole, age: Whole) -> Whole:
    """Lengths of growth that leave half as much before it; the whole stretch where there are none, or `WHOLE` is asked."""
    fit = 0
    for j in range(len(spans)):
        fit += 2 * (age[0] + 1) >= 3 * spans[j] if len(age) > 6 else 0
    if fit == 0:
        return np.array([age[0] + 1])
    if spans[-1] == WHOLE:
        return np.append(spans[:fit], age[0] + 1)
    return spans[:fit].copy()


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _scores(
    y: Floats, mean: Floats, age: Whole, x: Floats, phi: float, ridge: Floats, tried: Whole
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """Score of each broken line, its information without what level and season explain, and how neighbours correlate.

    Beside them the cubes of the lines about their mean, what of the season goes with each, and the information without
    the level only.
    """
    n, q, lines = len(y), x.shape[1], len(tried)
    matrix, total, trend = np.zeros((q, q)), 0.0, np.zeros((lines, q))
    for k in range(n):
        total += mean[k]
        for a in range(q):
            for b in range(a + 1):
                matrix[a, b] += x[k, a] * x[k, b] * mean[k] / phi
    for a in range(q):
        matrix[a, a] += ridge[a]
    decomposed(matrix)
    score, square, cross, cube = np.zeros(lines), np.zeros(lines), np.zeros(lines), np.zeros(lines)
    for j in range(lines):
        for k in range(n - 1, -1, -1):
            h = float(tried[j] - age[k])
            if h <= 0:
                break
            score[j] += h * (y[k] - mean[k]) / phi
            square[j] += h * h * mean[k] / phi
            if j > 0:
                cross[j] += h * max(tried[j - 1] - age[k], 0) * mean[k] / phi
            for a in range(q):
                trend[j, a] += h * x[k, a] * mean[k] / phi
    info, joint, parts, plain = np.zeros(lines), np.ones(lines), np.zeros((lines, q)), np.zeros(lines)
    for j in range(lines):
        parts[j] = solved(matrix, trend[j].copy())
        info[j] = max(square[j] - (trend[j] * parts[j]).sum(), 1e-12)
        plain[j] = max(square[j] - trend[j, 0] ** 2 * phi / total, 1e-12)
        if j > 0:
            joint[j] = (cross[j] - (trend[j] * parts[j - 1]).sum()) / math.sqrt(info[j] * info[j - 1])
        centre = trend[j, 0] * phi / total
        for k in range(n):
            cube[j] += (max(float(tried[j] - age[k]), 0.0) - centre) ** 3 * mean[k]
    return score, info, joint, cube / phi, parts, plain


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _standardised(
    score: Floats, info: Floats, cube: Floats, scale: float, freedom: float, phi: float
) -> tuple[float, float]:
    """The largest rise and fall over the lines, as normal deviates: skewness and the freedom of `phi` taken off."""
    up, down = -8.0, -8.0
    for j in range(len(score)):
        z = _normal(score[j] / math.sqrt(info[j]) * scale, freedom)
        skewness = cube[j] * (2 * phi - 1) / phi / info[j] ** 1.5 / math.sqrt(phi)
        shift = min(max(skewness, -1.0), 1.0) * (min(z * z, 12.0) - 1) / 6
        up, down = max(up, z - shift), max(down, shift - z)
    return up, down


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _normal(t: float, freedom: float) -> float:
    """The normal deviate as far out as Student's `t` (Wallace 1959, doi:10.1214/aoms/1177706096)."""
    size = math.sqrt(freedom * math.log1p(t * t / freedom)) * (8 * freedom + 1) / (8 * freedom + 3)
    return math.copysign(size, t)


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _tail(z: float, crossings: float) -> float:
    return min(1.0, math.erfc(z / math.sqrt(2.0)) / 2 + math.exp(-(max(z, 0.0) ** 2) / 2) * crossings / (2 * math.pi))


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _averaged(y: Floats, factor: Floats, age: Whole, tried: Whole, squares: Floats, phi: float, told: Floats) -> None:
    """Growth, its error and the level before it, averaged over the lines by their likelihoods; the onset of the best."""
    fits, largest = np.full((len(tried), 4), -np.inf), squares.max()
    for j in range(len(tried)):
        if squares[j] > largest / 2 - 16:
            fits[j] = line_growth(y, factor, age, tried[j], phi, False)
    best = int(np.argmax(fits[:, 3]))
    weight, centre, spread, level = 0.0, 0.0, 0.0, 0.0
    for j in range(len(tried)):
        w = math.exp(fits[j, 3] - fits[best, 3])
        if w > 0:
            weight, centre, level = weight + w, centre + w * fits[j, 0], level + w * fits[j, 2]
            spread += w * (fits[j, 1] ** 2 + fits[j, 0] ** 2)
    told[GROWTH], told[LEVEL], told[ONSET] = centre / weight, level / weight, tried[best]
    told[ERROR] = math.sqrt(max(spread / weight - told[GROWTH] ** 2, 0.0))
