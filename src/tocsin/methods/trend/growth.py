"""Growth: whether a series increases, rests or decreases, tested over all moments at which that may have begun."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns
from tocsin.methods.judged import ABOVE, BELOW, CANNOT_SAY, NONE, OWN, Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import ABOVE_ONE, CHANCE, check_ranges
from tocsin.methods.trend.change_points import Changes, change_points
from tocsin.methods.trend.doubling import Doubling, doubling_times
from tocsin.methods.trend.readable import Readable, readable, spans
from tocsin.numerics import broken_line as lines
from tocsin.records.period import first_day, last_day

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
AGAINST = 0.15  # newest stretches (three are tried) that go the other way forbid a call
ALONE = 30  # what a slope held against nothing before it must be less likely by, to be called
LONG = 9  # periods: no history is cut to fewer
MOST = np.log(1000.0)  # no growth is told beyond a thousandfold a year, either way
VAGUE = 100.0
SHORTEST = 3  # so many periods of growth, or fewer, make no trend
HINT = 0.05  # no series is called stable whose growth or fall is as likely as this


class Trend(IntEnum):
    """Classes of a trend, as codes."""

    INCREASE = 0
    STABLE = 1
    DECREASE = 2
    UNCLEAR = 3


@dataclass(frozen=True, slots=True)
class TrendTold:
    """The trends of N series at one period; arrays (N,) unless said.

    `code` indexes `Trend`. `probability` is, of an increase or decrease, one less its p-value (which allows for the search
    over onsets); of a stable series the posterior mass of its growth within the margin; NaN of an unclear one. `growth` with
    `low` and `high` (95 %) is the logarithm per year: since `since`, the column at which growth began, for all but stable
    series, over the newest year for these; a thousandfold a year stands for all beyond. `doubling` is in periods.
    `newest` and its `newest_error` are the growth over the newest year, by which streams compare, between the days `first` and `last`. `changes` are the changes of level.
    """

    code: NDArray[np.int8]
    probability: Floats
    p_increase: Floats
    p_decrease: Floats
    growth: Floats
    low: Floats
    high: Floats
    since: Whole
    doubling: Doubling
    newest: Floats
    newest_error: Floats
    freedom: Floats
    first: NDArray[np.datetime64]
    last: np.datetime64
    changes: Changes


@dataclass(frozen=True, slots=True)
class TrendClass:
    """Ring where a series increases: a level that grows from an unknown moment on, within the newest year or periods.

    Broken lines (flat, then growing for 10, 14, 20, 28, 40 or 52 weeks or as many months; for 3, 4, 6 or 9 quarters,
    half-years or years, or all along) are tested by standardised quasi-Poisson scores corrected for skewness, or, of
    months and longer periods, by likelihood ratios over the scatter about the line; the p-value allows for the search.
    The flat part is up to three years (or 16 periods) of the same epoch; of months and longer periods, what came after
    the newest change of level that is long ago: a wave that has gone hides no rise after it. A shrunken season is taken
    off, of one harmonic from a year on (half-years and quarters: from two) and of two harmonics from two years on.
    An increase is told at `alpha`, unless the newest stretch alone falls; `stable` where growth over the newest year lies
    within a factor of `margin` a year either way by two one-sided tests at 5 %; else the trend is unclear.
    Missing periods and known outbreaks are passed over; open periods speak only by what they exceed. A series needs four
    known periods; with fewer than 15 weeks the line has no flat part. When not to use: sums over twelve months (no answer);
    the first outlier of a quiet series (a spike is cut); a season of which less than a year is known, which nothing tells
    from growth. A step is an increase: `judge`, which never looks back on changes of level of weeks, calls it one for about
    a year; `describe` reads what came after a change that is more than a year (or nine periods) old.
    False alarms: 2 to 5 in 100 flat series are called increase in any of 20 weeks, and as many decrease (mean 0.1 to 50,
    variance 1 to 5 times the mean, 26 to 260 weeks before); 0 to 3 in any of 5 months or in a year of quarters, half-years
    or years; 8 to 9 where a whole year of weeks is watched, and 13 where values of ten times the mean come within. Growth
    doubling every 26 weeks from a mean of 10 is called within 20 weeks in 92 to 97 of 100 at variance 1 and 80 to 88 at 1.5
    (76 with 35 weeks before it). Seasons: 6 to 11 in 100 in any of 48 weeks after the first year, in each direction.
    Measured in bench/trend.
    Source: Davies 1987, doi:10.1093/biomet/74.1.33 (an onset that exists only under growth); Schuirmann 1987,
    doi:10.1007/BF01068419 (equivalence).
    """

    alpha: Annotated[float, CHANCE] = 0.007
    margin: Annotated[float, ABOVE_ONE] = 1.25
    needs: ClassVar[Needs] = Needs(history=4)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def name(self) -> str:
        return f"trend/1 alpha={self.alpha} margin={self.margin}"

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Above for an increase, below for a decrease; expected is what there would be without it; (N, M).

        A decrease up to a period that is not all in is `cannot_say`.
        """
        at, read = all_columns(counts, columns), readable(counts)
        found = _found(read, at)
        code, _ = self._classes(found, read.year)
        expected = found[..., lines.LEVEL]
        told = judged(
            at,
            counts.value[:, at],
            expected,
            np.full(expected.shape, np.nan),
            p_value=_chances(found)[0],
            alarm=code == Trend.INCREASE,
            rung=np.where(np.isfinite(expected), OWN, NONE).astype(np.int8),
            more=_more(found, code, read.year),
        )
        fell = (code == Trend.DECREASE) & (told.verdict != CANNOT_SAY) & (told.verdict != ABOVE)
        fall = np.where(counts.partial[:, at], CANNOT_SAY, BELOW)
        return replace(told, verdict=np.where(fell, fall, told.verdict).astype(np.int8))

    def describe(self, counts: Counts, column: int | None = None) -> TrendTold:
        """The trend of each series at `column` (the newest, if left out), for a page.

        No increase or decrease is told from fewer than four periods, or where the interval of its growth holds rest and
        is a hundredfold a year wide.
        Where a change of level lies more than a year back, only what came after it is read.
        """
        last = counts.value.shape[1] - 1 if column is None else column
        changes, read = change_points(counts, last), readable(counts)
        old = np.where(changes.column < last - max(read.year, LONG), changes.column, -1).max(1)
        waves = np.where(old >= 0, 2 * read.year, read.waves)  # a rise and its fall look like a season of one year
        own = replace(read, begins=np.maximum(read.begins, old[:, None]), waves=waves)
        found = _found(own, np.array([last]))[:, 0]
        code, probability = self._classes(found, read.year)
        resting = code == Trend.STABLE
        growth, low, high = _interval(found, resting)
        span = np.minimum(max(read.year, lines.FEWEST), last + 1)
        since = np.where(resting, last - span + 1, last + 1 - np.nan_to_num(found[:, lines.ONSET], nan=0.0))
        begins = np.maximum(last - span + 1, 0)
        vague = ~(low * high > 0) & ((high - low) * read.year > np.log(VAGUE))
        unsure = np.isin(code, (Trend.INCREASE, Trend.DECREASE)) & (vague | (found[:, lines.ONSET] <= SHORTEST))
        code = np.where(unsure, Trend.UNCLEAR, code).astype(np.int8)
        probability = np.where(unsure, np.nan, probability)
        return TrendTold(
            code,
            probability,
            *_chances(found),
            *_yearly(read.year, growth, low, high),
            since.astype(np.int64),
            doubling_times(growth, low, high, found[:, lines.NUMBER]),
            found[:, lines.STEADY] * read.year,
            found[:, lines.STEADY_ERROR] * read.year,
            found[:, lines.FREEDOM],
            np.full(len(code), first_day(counts.periods[begins : begins + 1], counts.cadence)[0]),
            last_day(counts.periods[last : last + 1], counts.cadence)[0],
            changes,
        )

    def _classes(self, found: Floats, year: int) -> tuple[NDArray[np.int8], Floats]:
        """Codes and their probabilities, of the figures (..., FIGURES)."""
        p_rise, p_fall = _chances(found)
        with np.errstate(invalid="ignore"):
            growth = found[..., lines.GROWTH]
            rises = (p_rise <= self.alpha) & (found[..., lines.P_DOWN] > AGAINST) & (growth > 0)
            falls = (p_fall <= self.alpha) & (found[..., lines.P_UP] > AGAINST) & (growth < 0)
            reach, freedom = np.log(self.margin) / year, found[..., lines.FREEDOM]
            centre, error = found[..., lines.STEADY], np.maximum(found[..., lines.STEADY_ERROR], 1e-12)
            above, below = (reach - centre) / error, (-reach - centre) / error
            inside = np.minimum(special.stdtr(freedom, above), special.stdtr(freedom, -below)) >= 0.95
            rests = inside & (np.minimum(p_rise, p_fall) > HINT)
            mass = special.stdtr(freedom, above) - special.stdtr(freedom, below)
        code = np.select([rises, falls, rests], [Trend.INCREASE, Trend.DECREASE, Trend.STABLE], Trend.UNCLEAR)
        return code.astype(np.int8), np.select([rises, falls, rests], [1 - p_rise, 1 - p_fall, mass], np.nan)


def _found(read: Readable, at: Whole) -> Floats:
    return lines.broken_lines(
        read.value, read.due, read.bound, read.begins, read.season, read.waves, at, spans(read.year), read.year
    )


def _chances(found: Floats) -> tuple[Floats, Floats]:
    """One-sided p-values of an increase and of a decrease: of a broken line, or of a newest stretch by itself."""
    rise = np.minimum(found[..., lines.P_RISE], np.minimum(ALONE * found[..., lines.P_UP], 1.0))
    return rise, np.minimum(found[..., lines.P_FALL], np.minimum(ALONE * found[..., lines.P_DOWN], 1.0))


def _interval(found: Floats, resting: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Growth per period with its 95 % interval: over the newest year where `resting`, else since its onset."""
    growth = np.where(resting, found[..., lines.STEADY], found[..., lines.GROWTH])
    error = np.where(resting, found[..., lines.STEADY_ERROR], found[..., lines.ERROR])
    reach = special.stdtrit(found[..., lines.FREEDOM], 0.975) * error
    return growth, growth - reach, growth + reach


def _yearly(year: int, growth: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """Logarithms per year of those per period, as far as they are told."""
    return np.clip(growth * year, -MOST, MOST), np.clip(low * year, -MOST, MOST), np.clip(high * year, -MOST, MOST)


def _more(found: Floats, code: NDArray[np.int8], year: int) -> dict[str, Floats]:
    growth, low, high = _yearly(year, *_interval(found, code == Trend.STABLE))
    return {
        "class": code.astype(float),
        "p_below": _chances(found)[1],
        "phi": found[..., lines.PHI],
        "growth": growth,
        "growth_low": low,
        "growth_high": high,
        "onset": found[..., lines.ONSET],
    }
