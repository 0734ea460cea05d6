"""Judged: what a detector says of many series and periods at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

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
        whole = {name: _joined([getattr(part, name) for part in parts]) for name in GRIDS}
        more = {name: np.concatenate([part.more[name] for part in parts]) for name in parts[0].more}
        return Judged(parts[0].columns, **whole, more=more)


def _joined(grids: Sequence[NDArray[Any]]) -> NDArray[Any]:
    rows, width = sum(len(grid) for grid in grids), grids[0].shape[1]
    if all(grid.size and not any(grid.strides) and np.isnan(grid[0, 0]) for grid in grids):
        return _absent((rows, width))
    return np.concatenate(grids)


def _absent(shape: tuple[int, ...]) -> Floats:
    """NaN everywhere, read-only, in the memory of one."""
    return np.broadcast_to(np.float64(np.nan), shape)


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
    nothing, silent = _absent(observed.shape), np.isnan(observed)
    rang = observed > upper if alarm is None else alarm
    verdict = np.where(rang, np.int8(ABOVE), np.int8(WITHIN))
    if lower is not None:
        verdict[~rang & (observed < lower)] = BELOW
    unknown = silent | np.isnan(expected)
    if alarm is None:
        unknown |= np.isnan(upper)
    verdict[unknown] = CANNOT_SAY
    return Judged(
        columns,
        expected,
        upper,
        nothing if p_value is None else np.where(silent, np.nan, p_value),
        verdict,
        np.full(observed.shape, OWN, np.int8) if rung is None else rung,
        nothing if e_value is None else e_value,
        nothing if lower is None else lower,
        more or {},
    )
