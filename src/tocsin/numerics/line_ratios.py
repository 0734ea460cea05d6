"""Lines that grow or fall from an onset on: their slopes, and likelihood ratios against rest; compiled loops."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.seasonal_level import seasonal_level

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
WEEKLY = 52  # periods a year from which lines are tested by scores, which are quick


@numba.njit(nogil=True, cache=True, error_model="numpy")
def line_ratios(y: Floats, factor: Floats, age: Whole, tried: Whole, kept: Floats, taken: int) -> tuple[Floats, Floats]:
    """Signed roots of twice the log-likelihood ratio of each line against rest, over its dispersion; both (L,).

    The dispersion is that about the line (at least 1), so growth that bends more than a straight line does not hide itself
    by its own scatter. `kept` (L,) is the part of a line's information that the season leaves, `taken` how many
    coefficients are fitted beside the line.
    """
    total, rest = y.sum(), 0.0
    if total > 0:
        rest = total * math.log(total / factor.sum()) - total
    roots, scatter = np.zeros(len(tried)), np.ones(len(tried))
    for j in range(len(tried)):
        slope, _, level, told = line_growth(y, factor, age, tried[j], 1.0, False)
        chi = 0.0
        for k in range(len(y)):
            mean = factor[k] * level * math.exp(slope * max(tried[j] - age[k], 0))
            chi += (y[k] - mean) ** 2 / max(mean, 0.5)
        scatter[j] = max(chi / max(len(y) - taken - 1, 1), 1.0)
        roots[j] = math.copysign(math.sqrt(2 * max(told - rest, 0.0) * kept[j] / scatter[j]), slope)
    return roots, scatter


@numba.njit(nogil=True, cache=True, error_model="numpy")
def season_about(y: Floats, e: Floats, factor: Floats, age: Whole, x: Floats, tried: Whole) -> Floats:
    """Seasonal coefficients (q,), the level's being nothing, about the line that fits best with the season in `factor`."""
    best, span, slope = -np.inf, 0, 0.0
    for j in range(len(tried)):
        growth, _, _, told = line_growth(y, factor, age, tried[j], 1.0, False)
        if told > best:
            best, span, slope = told, tried[j], growth
    if y.sum() <= 0:
        return np.zeros(x.shape[1])
    grown = np.empty(len(y))
    for k in range(len(y)):
        grown[k] = e[k] * math.exp(slope * max(span - age[k], 0))
    _, _, beta, _ = seasonal_level(y, grown, x)
    beta[0] = 0.0
    return beta


@numba.njit(nogil=True, cache=True, error_model="numpy")
def line_growth(
    y: Floats, factor: Floats, age: Whole, span: int, phi: float, alone: bool
) -> tuple[float, float, float, float]:
    """Log-linear growth per period over the newest `span` periods, its error, the level before and the log-likelihood.

    With `alone` the values before are not read; else they hold the level.
    """
    before_y, before_f, slope = 0.0, 0.0, 0.0
    for k in range(len(y)):
        if age[k] >= span and not alone:
            before_y, before_f = before_y + y[k], before_f + factor[k]
    level, info, told, first = 0.0, 0.0, 0.0, len(y)
    while first > 0 and age[first - 1] < span:
        first -= 1
    for _ in range(8):
        s0, s1, s2, y0, y1 = before_f, 0.0, 0.0, before_y, 0.0
        step, reached, power = math.exp(slope), 0, 1.0
        for k in range(first, len(y)):
            while reached < span - age[k]:
                reached, power = reached + 1, power * step
            h = float(reached)
            f = factor[k] * power
            s0, s1, s2, y0, y1 = s0 + f, s1 + h * f, s2 + h * h * f, y0 + y[k], y1 + h * y[k]
        level = max(y0, 0.5) / max(s0, 1e-300)
        told = (y0 * math.log(level) + slope * y1 - level * s0) / phi
        info = level * (s2 - s1 * s1 / max(s0, 1e-300))
        if info <= 1e-12:
            return 0.0, 1e6, level, 0.0
        step = (y1 - level * s1) / info
        slope = min(max(slope + min(max(step, -2.0 / span), 2.0 / span), -30.0 / span), 30.0 / span)
        if abs(step) * span < 1e-4:
            break
    return slope, math.sqrt(phi / info), level, told
