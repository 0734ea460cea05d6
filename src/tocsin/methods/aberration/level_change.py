"""Levels: potency, purity and other positive figures, whose newest values are held against the earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.answer import Answer, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel, Status

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
SPREADS = 3.0  # earlier values further than this from their median are drawn in to it
MAD = 1.4826  # of a normal sample: one standard deviation


@dataclass(frozen=True, slots=True)
class LevelChange:
    """Compare the newest `newest` values of a level with up to `earlier` values before them, by their logarithms.

    One panel holds one measure in one unit, and only values of one epoch compare. Months without a figure are no
    figure: the newest values that are there count, however far apart. Earlier values beyond three robust standard
    deviations of their median are drawn in to that distance, and no longer count for how surely the mean is known: one odd
    report neither moves nor blinds the comparison. The ratio is that of typical (geometric mean) values, its interval
    that of a pooled t-test on logarithms.
    Fewer than `least_earlier` earlier values: `cannot_say`, reason `short_history`.
    When not to use: counts and shares with known denominators; values that may be zero (zeros are left out).
    False alarms: at most `level` per series and direction for independent log-normal values (0.010 by simulation, with 5
    to 24 earlier ones), up to twice that where tails are heavier (t with 3 degrees); more where values drift by nature.
    Source: Student 1908, doi:10.1093/biomet/6.1.1; drawing in: Tukey 1962, doi:10.1214/aoms/1177704711.
    """

    newest: int = 3
    earlier: int = 24
    least_earlier: int = 5
    level: float = 0.01
    least: float = 1.1
    needs: ClassVar[Needs] = Needs(history=7, whole_numbers=False)

    @property
    def name(self) -> str:
        return f"level_change/1 newest={self.newest}"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per series that changed, or whose history is too short; all of them with `everything`."""
        at = self._newest_first(panel)
        part = panel.take(rows := np.flatnonzero((at >= 0).any(1)))
        if len(rows) == 0:
            return findings(panel, self.name, no_answer())
        return findings(part, self.name, self._answer(part, at[rows], everything))

    def _newest_first(self, panel: Panel) -> Whole:
        """Columns of the newest levels of each series, the newest first, (N, newest + earlier); -1 where there are none.

        Only those of the newest level's epoch.
        """
        known = (panel.status == Status.OBSERVED) & (panel.value > 0)
        last = known.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
        known &= panel.epoch == panel.epoch[np.arange(len(panel)), last][:, None]
        back = np.cumsum(known[:, ::-1], axis=1)[:, ::-1] - 1  # how many levels are newer
        at = np.full((len(panel), self.newest + self.earlier), -1, np.int64)
        rows, columns = np.nonzero(known & (back < at.shape[1]))
        at[rows, back[rows, columns]] = columns
        return at

    def _answer(self, panel: Panel, at: Whole, everything: bool) -> Answer:
        levels = np.take_along_axis(panel.value, np.maximum(at, 0), axis=1)
        logs = np.log(np.where(at >= 0, levels, np.nan))
        figures = _compared(logs[:, : self.newest], logs[:, self.newest :])
        short = (at >= 0).sum(1) < self.newest + self.least_earlier
        above = ~short & (figures["p_above"] <= self.level) & (figures["ratio_low"] >= self.least)
        below = ~short & (figures["p_below"] <= self.level) & (figures["ratio_high"] <= 1 / self.least)
        figures["p_value"] = np.where(below, figures.pop("p_below"), figures.pop("p_above"))
        kept = np.flatnonzero(short | above | below | everything)
        count = (at >= 0).sum(1)
        oldest = np.take_along_axis(at, count[:, None] - 1, axis=1)[:, 0]
        return Answer(
            kept,
            np.take_along_axis(at, (np.minimum(count, self.newest) - 1)[:, None], axis=1)[kept, 0],
            at[kept, 0],
            np.select([short, above, below], ["cannot_say", "above", "below"], "within")[kept],
            np.select([short, above, below], ["unclear", "rising", "falling"], "stable")[kept],
            Basis.LEVEL,
            np.where(short, -1, oldest)[kept],
            np.where(short, -1, at[:, self.newest])[kept],
            {n: np.where(short & (n != "observed"), np.nan, array)[kept] for n, array in figures.items()},
            [["short_history"] if short[row] else [] for row in kept.tolist()],
        )


def _compared(now: Floats, then: Floats) -> dict[str, Floats]:
    """Typical values, their ratio with its interval, and the p-values of either side; NaN where none is there.

    Values that were drawn in count for the mean and not for how surely it is known.
    """
    held = drawn_in(then)
    n_now, n_then = np.isfinite(now).sum(1), np.isfinite(then).sum(1)
    sure = np.maximum(n_then - (held != then).sum(1, where=np.isfinite(then)), 1)
    means, squares = zip(*(_mean_and_squares(logs) for logs in (now, held)), strict=True)
    freedom = np.maximum(n_now + sure - 2, 1)
    with np.errstate(divide="ignore"):
        pooled = (squares[0] + squares[1] * (n_then / sure)) / freedom
        error = np.maximum(np.sqrt(pooled * (1 / n_now + 1 / sure)), 1e-9)
    shift, width = means[0] - means[1], special.stdtrit(freedom, 0.975) * error
    return {
        "observed": np.exp(means[0]),
        "baseline": np.exp(means[1]),
        "expected": np.exp(means[1]),
        "ratio": np.exp(shift),
        "ratio_low": np.exp(shift - width),
        "ratio_high": np.exp(shift + width),
        "p_above": special.stdtr(freedom, -shift / error),
        "p_below": special.stdtr(freedom, shift / error),
    }


def _mean_and_squares(logs: Floats) -> tuple[Floats, Floats]:
    """Mean of each row and the sum of squares about it, over what is there; NaN and 0 where nothing is."""
    count = np.isfinite(logs).sum(1)
    mean = np.where(count > 0, np.nansum(logs, axis=1) / np.maximum(count, 1), np.nan)
    return mean, np.nansum((logs - mean[:, None]) ** 2, axis=1)


def drawn_in(logs: Floats) -> Floats:
    """The values of each row, those far from their median brought in to `SPREADS` robust standard deviations of it."""
    held = np.where(np.isfinite(logs).any(axis=1, keepdims=True), logs, 0.0)
    middle = np.nanmedian(held, axis=1, keepdims=True)
    spread = SPREADS * MAD * np.nanmedian(np.abs(held - middle), axis=1, keepdims=True)
    return np.where(spread > 0, np.clip(logs, middle - spread, middle + spread), logs)
