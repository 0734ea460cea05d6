"""Counts: what a detector reads of a panel. Arrays only, so that a notebook needs no database to use one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.errors import BadValue
from tocsin.records.panel import Panel, Status
from tocsin.records.period import Cadence, first_day, number_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
READABLE = (Status.OBSERVED, Status.ZERO, Status.INCOMPLETE)
LEAST_SHARE = 1e-6  # no share is taken for less
GRIDS = ("value", "exposure", "completeness", "open", "excluded", "epoch", "concentration")


@dataclass(frozen=True, slots=True)
class Counts:
    """N series over T consecutive periods. All grids are (N, T) and read-only; `periods` (T,) are running numbers.

    `value` is NaN where nothing is known: a missing period is never a zero. `exposure` is what the count is out of or
    per (samples tested, inhabitants); NaN where unknown, ones where counts stand alone. `completeness` is the expected
    share of a period's count that is reported by now (1: all of it), `concentration` how sure that share c is: its variance
    is c (1 - c) / (1 + concentration). `open` marks values that are lower bounds still:
    they may ring, and are no baseline. `excluded` marks known outbreaks: they are no baseline either. `epoch` rises at
    each break: only periods of one epoch compare. `sister` and `kin` (N,) number the series: those with one `sister`
    number count the same substance in different places, those with one `kin` number count substances of one group.
    `trials`: each count is so many of its exposure (positives of samples tested), and never more. `day`: on which day of
    its week (0: the first) a row is dated; it decides which week lies nearest to the same date of another year.
    """

    value: Floats
    periods: Whole
    cadence: Cadence
    exposure: Floats
    completeness: Floats
    open: Bools
    excluded: Bools
    epoch: NDArray[np.int16]
    sister: Whole
    kin: Whole
    trials: bool = False
    day: int = 0
    concentration: Floats = field(default_factory=lambda: np.empty((0, 0)))

    def __post_init__(self) -> None:
        if self.concentration.size == 0:
            object.__setattr__(self, "concentration", np.broadcast_to(np.inf, self.value.shape))
        for name in GRIDS:
            array = getattr(self, name)
            if array.shape != self.value.shape:
                raise BadValue(f"counts.{name} has the wrong shape", wanted=str(self.value.shape), got=str(array.shape))
            kept = array.view()
            kept.flags.writeable = False
            object.__setattr__(self, name, kept)
        self._check_axes()

    def _check_axes(self) -> None:
        """One running number for each period, one sister and one kin number for each series."""
        rows, width = self.value.shape
        for name, wanted in (("periods", width), ("sister", rows), ("kin", rows)):
            if (got := getattr(self, name).shape) != (wanted,):
                raise BadValue(f"counts.{name} has the wrong shape", wanted=f"({wanted},)", got=str(got))

    def __len__(self) -> int:
        return len(self.value)

    @property
    def partial(self) -> Bools:
        """Where more reports are still to come: a lower bound, or a known share of what will be; (N, T)."""
        return self.open | (self.completeness < 1)

    @property
    def unsure(self) -> Floats:
        """The variance of the completeness over its square, which the count's own variance is added to; (N, T).

        A concentration that is not known is none.
        """
        share = np.clip(self.completeness, LEAST_SHARE, 1.0)
        sure = np.where(np.isnan(self.concentration), 0.0, self.concentration)
        return (1 - share) / (share * (1 + sure))

    def take(self, rows: Whole | slice) -> Counts:
        """Some series only; a slice copies nothing."""
        cut = {name: getattr(self, name)[rows] for name in (*GRIDS, "sister", "kin")}
        return replace(self, **cut)

    def until(self, column: int) -> Counts:
        """What was there by period `column`, which is kept: the past without its future."""
        cut = {name: getattr(self, name)[:, : column + 1] for name in GRIDS}
        return replace(self, periods=self.periods[: column + 1], **cut)


def of_values(
    value: Floats,
    *,
    cadence: Cadence = Cadence.WEEK,
    first: date = date(2001, 1, 1),
    exposure: Floats | None = None,
    completeness: Floats | None = None,
    excluded: Bools | None = None,
    sister: Whole | None = None,
    kin: Whole | None = None,
    trials: bool = False,
) -> Counts:
    """Counts from an array (N, T), or (T,) for one series; `first` lies in the first period. What is left out is not known.

    With `trials` each count is so many of its `exposure`.

    Raises `BadValue` for negative or infinite counts.
    """
    grid = np.atleast_2d(np.asarray(value, float))
    if np.isinf(grid).any() or (grid < 0).any():
        raise BadValue("these are no counts", wanted="numbers from 0 on, NaN for a missing period", got=str(grid.min()))
    start = number_of(np.array([first], "datetime64[D]"), cadence)
    into = int((np.datetime64(first, "D") - first_day(start, cadence)[0]).astype(np.int64))
    rows = len(grid)
    return Counts(
        grid,
        int(start[0]) + np.arange(grid.shape[1]),
        cadence,
        np.ones_like(grid) if exposure is None else np.atleast_2d(np.asarray(exposure, float)),
        np.ones_like(grid) if completeness is None else np.atleast_2d(np.asarray(completeness, float)),
        np.zeros(grid.shape, bool),
        np.zeros(grid.shape, bool) if excluded is None else np.atleast_2d(np.asarray(excluded, bool)),
        np.zeros(grid.shape, np.int16),
        np.arange(rows) if sister is None else np.asarray(sister, np.int64),
        np.arange(rows) if kin is None else np.asarray(kin, np.int64),
        trials,
        into if cadence in (Cadence.WEEK, Cadence.MMWR_WEEK) else 0,
    )


def of_panel(panel: Panel, exposed: bool = False) -> Counts:
    """The counts of a panel; with `exposed` they are out of `Panel.tested`, as trials where none is more than that.

    Series of one substance are sisters. Of trials, the completeness cancels: what is not all in stays `open`.
    """
    from tocsin.vocabulary import substances

    readable = np.isin(panel.status, READABLE)
    names = panel.column("substance")
    groups = [substances.group_of(substances.parts(name)[-1]) for name in names]  # a pair: kin of what stands beside
    trials = exposed and out_of_samples(panel)
    whole = np.ones_like(panel.value) if trials else np.array(panel.completeness)
    return Counts(
        np.where(readable, panel.value, np.nan),
        panel.periods,
        panel.cadence,
        np.array(panel.tested) if exposed else np.ones(panel.value.shape),
        whole,
        (panel.status == Status.INCOMPLETE) & (whole >= 1),
        np.zeros(panel.value.shape, bool),
        np.array(panel.epoch),
        np.unique(names, return_inverse=True)[1].astype(np.int64),
        np.unique(groups, return_inverse=True)[1].astype(np.int64),
        trials,
        concentration=np.broadcast_to(np.inf, whole.shape) if trials else np.array(panel.concentration),
    )


def share_at(share: Floats, sure: Floats, chance: float) -> Floats:
    """The share told that is not exceeded with `chance`, by a beta law of mean `share` and concentration `sure`.

    The share itself where it is certain, and where it is nothing, all, more than all or not known; a concentration that is
    not known is none. For how much may be told already (`chance` near 1), or may still come (near 0). Shapes alike.
    """
    told, sure = np.array(share, float), np.where(np.isnan(sure), 0.0, sure)
    at = np.nonzero((told > 0) & (told < 1) & np.isfinite(sure))
    mean, held = np.maximum(told[at], LEAST_SHARE), np.maximum(sure[at], LEAST_SHARE)
    told[at] = np.maximum(special.betaincinv(mean * held, (1 - mean) * held, chance), LEAST_SHARE)
    return told


def out_of_samples(panel: Panel) -> bool:
    """Whether no count is more than its `tested`: samples, which are as late as what is found in them; else people."""
    return not bool((panel.value > panel.tested)[np.isin(panel.status, READABLE)].any())
