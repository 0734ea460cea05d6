"""One window of periods held against earlier ones: the arithmetic that the rise tests share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.answer import Answer
from tocsin.methods.counts import LEAST_SHARE, out_of_samples, share_at
from tocsin.numerics.rate_ratio import RateRatio, rate_ratio
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel, Status

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def year_so_far(panel: Panel, year_starts: int, least_months: int = 3) -> Whole:
    """Columns of the reporting year from its first month to the panel's newest; of the whole year before while it is young."""
    month = panel.starts.astype("datetime64[M]").astype(int) % 12 + 1
    into = int((month[-1] - year_starts) % 12) + 1
    last = len(panel.periods) - 1
    if into < least_months:
        return np.arange(last - into - 11, last - into + 1)
    return np.arange(last - into + 1, last + 1)


def years_before(columns: Whole) -> list[Whole]:
    """The same months of one, two and three years before, as far back as the panel reaches."""
    return [columns - 12 * k for k in (1, 2, 3) if (columns - 12 * k).min() >= 0]


@dataclass(frozen=True, slots=True)
class Window:
    """Sums over some periods, one entry per series: count, exposure, and whether all of it is known.

    `coming` is the count that is expected once all is told, by the completeness of each period; `gained` the most that it
    may come to (97.5 %).
    """

    count: Floats
    coming: Floats
    gained: Floats
    exposure: Floats
    known: NDArray[np.bool_]
    open: NDArray[np.bool_]  # holds a period that is a lower bound still
    epoch: Whole  # newest epoch in it; -1 where it spans a break


def window(panel: Panel, columns: Whole, exposed: bool) -> Window:
    """Add up `columns` (indices of periods) of every series. With `exposed`, the exposure is `Panel.tested`."""
    value, status, epoch = panel.value[:, columns], panel.status[:, columns], panel.epoch[:, columns]
    tested = panel.tested[:, columns] if exposed else np.ones_like(value)
    readable = np.isin(status, (Status.OBSERVED, Status.ZERO, Status.INCOMPLETE)) & np.isfinite(tested)
    one_epoch = epoch.min(1) == epoch.max(1)
    share, least = _told(panel, columns, exposed)
    return Window(
        count=np.where(readable, value, 0.0).sum(1),
        coming=np.where(readable, value / share, 0.0).sum(1),
        gained=np.where(readable, value / least, 0.0).sum(1),
        exposure=np.where(readable, tested, 0.0).sum(1),
        known=np.asarray(readable.all(1)),
        open=(status == Status.INCOMPLETE).any(1),
        epoch=np.where(one_epoch, epoch.max(1), -1).astype(np.int64),
    )


def _told(panel: Panel, columns: Whole, exposed: bool) -> tuple[Floats, Floats]:
    """The share told by now, as expected and as all but one in forty exceed, by a beta law.

    1 for shares of samples, whose samples come as late.
    """
    share = np.clip(np.nan_to_num(panel.completeness[:, columns], nan=1.0), LEAST_SHARE, 1.0)
    if exposed and out_of_samples(panel):
        return np.ones_like(share), np.ones_like(share)
    return share, np.maximum(share_at(share, panel.concentration[:, columns], 0.025), LEAST_SHARE)


def compare(now: Window, then: Window, dispersion: Floats, confidence: float) -> RateRatio:
    """The rate ratio of two windows; NaN where either is not known or a break lies between them.

    What is still to come never makes a change: the chance of a rise is that of what is reported now, held against the most
    that then may come to; the chance of a fall is the other way round. How large a change is at least (`low`, `high`), is
    read the same way, with what is expected to come.
    """
    comparable = now.known & then.known & (now.epoch == then.epoch) & (now.epoch >= 0)
    hidden = np.where(comparable, 1.0, np.nan)
    per = (now.exposure, dispersion, confidence)
    seen = _held(now.count * hidden, then.count, then, *per)
    if all(np.array_equal(one.count, one.gained, equal_nan=True) for one in (now, then)):
        return seen
    rise, fall = _held(now.count * hidden, then.coming, then, *per), _held(now.coming * hidden, then.count, then, *per)
    surely, scarcely = (
        _held(now.count * hidden, then.gained, then, *per),
        _held(now.gained * hidden, then.count, then, *per),
    )
    return RateRatio(seen.ratio, rise.low, fall.high, surely.p_above, scarcely.p_below)


def _held(
    count: Floats, base: Floats, then: Window, exposure: Floats, dispersion: Floats, confidence: float
) -> RateRatio:
    return rate_ratio(count, exposure, base, then.exposure, dispersion, confidence)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The comparison that speaks for a series: `lag` indexes the baselines (0 = the newest), -1 for none."""

    lag: Whole
    above: NDArray[np.bool_]
    below: NDArray[np.bool_]
    fresh: NDArray[np.bool_]  # the newest baseline already tells the change; else "high, further rise unclear"


FEWEST = 5.0  # an older baseline of fewer events says "new" rather than "how much"


def choose(tests: list[RateRatio], then: list[Window], level: float, least: float) -> Chosen:
    """Pick, for every series, the baseline that a change is told against.

    A change is told when its one-sided p-value is at most `level` (divided by the number of baselines) and
    the whole interval lies beyond `least` (a ratio above 1; its inverse for falls). The newest baseline that
    tells one decides the direction; older ones in the same direction replace it where they tell more and hold
    at least `FEWEST` events.
    """
    lags = len(tests)
    limit = level / lags
    up = np.stack([(t.p_above <= limit) & (t.low >= least) for t in tests])
    down = np.stack([(t.p_below <= limit) & (t.high <= 1 / least) for t in tests])
    first_up, first_down = (np.where(hit.any(0), hit.argmax(0), lags) for hit in (up, down))
    above, below = first_up < first_down, first_down < first_up
    lag = np.where(above, first_up, np.where(below, first_down, -1)).astype(np.int64)
    for k in range(1, lags):
        stronger_up = above & (k > lag) & up[k] & (then[k].count >= FEWEST) & (tests[k].low > _at(tests, "low", lag))
        stronger_down = below & (k > lag) & down[k] & (tests[k].high < _at(tests, "high", lag))
        lag = np.where(stronger_up | stronger_down, k, lag)
    fresh = np.where(above, up[0], np.where(below, down[0], False))
    return Chosen(lag, above, below, fresh.astype(bool))


def _at(tests: list[RateRatio], name: str, lag: Whole) -> Floats:
    """One figure of the chosen comparison per series; that of the newest baseline where none was chosen."""
    return _chosen([getattr(t, name) for t in tests], lag)


def _chosen(by_lag: list[Floats], lag: Whole) -> Floats:
    stacked = np.stack(by_lag)
    return stacked[np.maximum(lag, 0), np.arange(stacked.shape[1])]


@dataclass(frozen=True, slots=True)
class Held:
    """The period `last` of every series, held against the same one `lags` periods before: sums, and their ratios."""

    last: int
    lags: tuple[int, ...]
    now: Window
    then: list[Window]
    tests: list[RateRatio]

    def columns(self) -> list[int]:
        """Columns of the periods compared, oldest first."""
        return [*(self.last - lag for lag in reversed(self.lags)), self.last]


def answered(
    panel: Panel,
    held: Held,
    *,
    level: float,
    least: float,
    least_events: float,
    everything: bool,
    facts: Callable[[int], dict[str, Any]],
    basis: Basis = Basis.COUNT,
    falls: NDArray[np.bool_] | None = None,
) -> Answer:
    """What changed, one entry per series told (all of them with `everything`); `falls` says where a fall may be told."""
    chosen = choose(held.tests, held.then, level, least)
    enough = np.maximum(held.now.count, held.then[0].count) >= least_events
    above, below = chosen.above & enough, chosen.below & enough & (True if falls is None else falls)
    kept = np.flatnonzero(above | below | everything)
    base = held.last - np.array(held.lags)[np.maximum(chosen.lag, 0)[kept]]
    figures = told(held.now, held.then, held.tests, chosen.lag, below)
    if basis is Basis.COUNT:
        figures |= {name: np.full(len(panel), np.nan) for name in ("observed_tested", "baseline_tested")}
    trend = np.select([above & chosen.fresh, above, below], ["rising", "high_unclear", "falling"], "stable")
    return Answer(
        rows=kept,
        first=np.full(len(kept), held.last),
        last=np.full(len(kept), held.last),
        verdict=np.select([above, below], ["above", "below"], "within")[kept],
        trend=trend[kept],
        basis=basis,
        base_first=base,
        base_last=base,
        figures={name: array[kept] for name, array in figures.items()},
        facts=[facts(row) for row in kept.tolist()],
    )


def told(
    now: Window, then: list[Window], tests: list[RateRatio], lag: Whole, below: NDArray[np.bool_]
) -> dict[str, Floats]:
    """The figures of a finding: the window and its chosen baseline (-1: the newest), their ratio, the p-value of its side."""
    counts, exposures = _chosen([w.count for w in then], lag), _chosen([w.exposure for w in then], lag)
    return {
        "observed": now.count,
        "observed_tested": now.exposure,
        "baseline": counts,
        "baseline_tested": exposures,
        "expected": counts * now.exposure / np.maximum(exposures, 1e-12),
        "ratio": _at(tests, "ratio", lag),
        "ratio_low": _at(tests, "low", lag),
        "ratio_high": _at(tests, "high", lag),
        "p_value": np.where(below, _at(tests, "p_below", lag), _at(tests, "p_above", lag)),
    }
