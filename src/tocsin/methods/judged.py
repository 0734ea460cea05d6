"""Judged: what a detector says of many series and periods at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tocsin.records.finding import Rung, Verdict

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Codes = NDArray[np.int8]
VERDICTS = (Verdict.WITHIN, Verdict.ABOVE, Verdict.BELOW, Verdict.CANNOT_SAY)
WITHIN, ABOVE, BELOW, CANNOT_SAY = range(4)
RUNGS = tuple(Rung)
OWN, YEARS, LENT, POOLED, FIRST, NONE = range(6)


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer for each of N series in each of M judged periods; all arrays are (N, M) but `columns` (M,).

    `columns` index the periods of the counts. `expected` is the count foreseen, on the scale of what is observed (its
    exposure and completeness included); the detector rings above `upper`. NaN where it cannot say. `p_value` is
    one-sided, for so many or more. `verdict` and `rung` index `VERDICTS` and `RUNGS`. `e_value` (NaN where a method has
    none) is evidence that may be multiplied over independent periods. `lower`: falls are told below it; NaN: never.
    `more` holds what a method has beside this, by name (dispersion, trend, statistic).
    """

    columns: Whole
    expected: Floats
    upper: Floats
    p_value: Floats
    verdict: Codes
    rung: Codes
    e_value: Floats
    lower: Floats
    more: dict[str, Floats] = field(default_factory=dict)

    @property
    def alarm(self) -> NDArray[np.bool_]:
        """Where the detector rings."""
        return self.verdict == ABOVE

    def take(self, rows: Whole) -> Judged:
        """Some series only."""
        cut = {name: getattr(self, name)[rows] for name in GRIDS}
        return replace(self, **cut, more={name: grid[rows] for name, grid in self.more.items()})

    @staticmethod
    def stacked(parts: Sequence[Judged]) -> Judged:
        """The answers for several chunks of series, one below the other; all were asked of the same periods."""
        whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in GRIDS}
        more = {name: np.concatenate([part.more[name] for part in parts]) for name in parts[0].more}
        return Judged(parts[0].columns, **whole, more=more)


GRIDS = ("expected", "upper", "p_value", "verdict", "rung", "e_value", "lower")


def judged(
    columns: Whole,
    observed: Floats,
    expected: Floats,
    upper: Floats,
    *,
    p_value: Floats | None = None,
    alarm: NDArray[np.bool_] | None = None,
    rung: Codes | None = None,
    e_value: Floats | None = None,
    lower: Floats | None = None,
    more: dict[str, Floats] | None = None,
) -> Judged:
    """An answer from its limits: above where `alarm` (by default `observed > upper`), cannot say where a side is NaN.

    A method whose limit is of another scale than the counts (a statistic) gives `alarm`, and `upper` as NaN where no
    count would ring it.
    """
    nothing = np.full(observed.shape, np.nan)
    rang = observed > upper if alarm is None else alarm
    fell = np.zeros(observed.shape, bool) if lower is None else observed < lower
    unknown = np.isnan(observed) | (np.isnan(upper) & (alarm is None)) | np.isnan(expected)
    verdict = np.select([unknown, rang, fell], [CANNOT_SAY, ABOVE, BELOW], WITHIN).astype(np.int8)
    return Judged(
        columns,
        expected,
        upper,
        nothing if p_value is None else np.where(np.isnan(observed), np.nan, p_value),
        verdict,
        np.full(observed.shape, OWN, np.int8) if rung is None else rung,
        nothing if e_value is None else e_value,
        nothing if lower is None else lower,
        more or {},
    )
