"""Own years: what a series' own earlier years lead one to expect of a period, by Farrington's regression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.aberration.own_past import due, due_at_most, epoch_begins
from tocsin.methods.aberration.reference_periods import same_season, season_width
from tocsin.methods.counts import Counts
from tocsin.numerics.seasonal_baseline import seasonal_baselines

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
FAR = 4.0  # standard errors from which a robust fit leaves a count out


@dataclass(frozen=True, slots=True)
class Regression:
    """The settings of a Farrington regression; see `FarringtonFlexible`.

    With `working_test` the slope is tested against the dispersion of the working residuals, as R's surveillance does in
    the flexible method. With `from_known` the slope reaches so many periods short as are missing where the reference
    begins, as there.
    """

    years: int
    half_window: int | None
    seasons: int
    left_out: int | None
    weights_threshold: float
    reweight: bool
    trend: bool
    trend_level: float
    by_date: bool
    robust: bool
    working_test: bool
    from_known: bool = False


@dataclass(frozen=True, slots=True)
class OwnYears:
    """What own years say of each of N series in M periods; all (N, M), NaN where the season is known of no year.

    `mu0` is the expected count (exposure and completeness included), `phi` the dispersion of complete counts, at least 1,
    `se` the standard error of log `mu0` (dispersion included), `trend` the slope of the log mean per period (0 where left
    out, `trended` 0), `n` and `x` number and sum of the reference counts, `years` how many years reach into them, `working` the
    dispersion of the working residuals, (y - mu) / mu, about 0.
    """

    mu0: Floats
    phi: Floats
    n: Floats
    x: Floats
    se: Floats
    trend: Floats
    trended: Floats
    years: Floats
    working: Floats

    @property
    def published_error(self) -> Floats:
        """Standard error of log `mu0` as R's surveillance has it: with the dispersion of the working residuals."""
        return self.se * np.sqrt(self.working / self.phi)


def own_years(counts: Counts, columns: Whole, settings: Regression) -> OwnYears:
    """Fit each judged period's reference periods: those of its epoch that are known, closed and in no known outbreak.

    Counts that are incomplete by a known share enter with that share as offset, and so does exposure where it varies; the
    judged period with the most that its share may be.
    A history of fewer years than asked for is used as far as it goes; a slope needs three years.
    """
    offsets = due(counts)
    usable = np.isfinite(counts.value) & (offsets > 0) & ~counts.open & ~counts.excluded
    half, levels, left_out = season_width(counts.cadence, settings.half_window, settings.seasons, settings.left_out)
    centres = same_season(counts, columns, settings.years, settings.by_date)
    width = settings.years * int((centres[:, 0] - centres[:, -1]).max(initial=1)) + 2 * half + 2
    limit = settings.weights_threshold if settings.reweight else np.inf
    rules = (half, levels, left_out, settings.trend, limit, FAR if settings.robust else np.inf, settings.working_test)
    values, begins = np.where(usable, counts.value, np.nan), epoch_begins(counts)
    told = (rules, _critical(settings.trend_level, width))
    found = seasonal_baselines(values, offsets, begins, columns, centres, *told)
    if settings.from_known:
        short = _missing_first(usable, begins[:, columns], centres, half)
        for k in np.unique(short[short > 0]).tolist():
            rows, at = np.flatnonzero((short == k).any(1)), np.flatnonzero((short == k).any(0))
            asked, whole = np.append(columns[at] - k, columns.max()), np.append(at, np.argmax(columns))
            again = seasonal_baselines(values[rows], offsets[rows], begins[rows], asked, centres[whole], *told)
            own, block = short[np.ix_(rows, at)] == k, found[:, rows[:, None], at]
            found[:, rows[:, None], at] = np.where(own, again[:, :, :-1], block)
    mu0, phi, error, trend, trended, number, total, years, working = found
    return OwnYears(mu0 * due_at_most(counts)[:, columns], phi, number, total, error, trend, trended, years, working)


def _missing_first(usable: NDArray[np.bool_], begins: Whole, centres: Whole, half: int) -> Whole:
    """How many periods are not usable from where the reference of each judged period begins; (N, M).

    None where nothing is known before: that history is short, and has no gap.
    """
    places = np.where(usable, np.arange(usable.shape[1]), usable.shape[1])
    following = np.minimum.accumulate(places[:, ::-1], axis=1)[:, ::-1]
    first = np.maximum(centres[:, -1] - half, begins)
    known = np.take_along_axis(following, first, axis=1)
    gap = (known < centres[:, 0]) & (following[:, :1] < first)
    return np.where(gap, known - first, 0)


def _critical(level: float, width: int) -> Floats:
    """Limits of Student's t by degrees of freedom; without a test (`level` 1) any slope is steep enough."""
    if level >= 1:
        return np.full(width, -1.0)
    return np.concatenate([[np.inf], special.stdtrit(np.arange(1, width), 1 - level / 2)])
