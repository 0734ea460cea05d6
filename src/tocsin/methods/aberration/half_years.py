"""Short half-yearly series: a plain test of step or rise, in shares where a denominator is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.methods.aberration.compared import Window, choose, compare, told, window
from tocsin.methods.answer import Answer, cannot_say, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.numerics.dispersion import between_neighbours
from tocsin.numerics.rate_ratio import RateRatio
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel, Status

Whole = NDArray[np.int64]
TEMPTING = 0.9


@dataclass(frozen=True, slots=True)
class HalfYearRise:
    """Compare the newest complete half-year with those two to six half-years before.

    Works on shares of the category where `Panel.tested` is known and on counts elsewhere. One robust
    dispersion for the whole panel (from neighbouring half-years) widens the exact interval. The newest
    *incomplete* half-year is never called a fall: where it tempts, the answer is `cannot_say`, reason
    `incomplete_period`. When not to use: series of months or weeks.
    False alarms: at most `level` per series and direction when laboratories report alike; a moving feed
    breaks that, and is caught by `FeedLoss`. Source: as `numerics.rate_ratio`.
    """

    level: float = 0.01
    least: float = 1.2
    least_events: float = 10
    needs: ClassVar[Needs] = Needs(history=3)

    @property
    def name(self) -> str:
        return "half_year_rise/1"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per series that changed or tempts; all of them with `everything`."""
        shares = np.isfinite(panel.tested).any(1)
        parts = [
            self._detect(panel, np.flatnonzero(shares), True, everything),
            self._detect(panel, np.flatnonzero(~shares), False, everything),
        ]
        return pa.concat_tables(parts)

    def _detect(self, panel: Panel, rows: Whole, exposed: bool, everything: bool) -> pa.Table:
        part = panel.take(rows)
        last = part.newest_complete()
        if last < 3 or len(part) == 0:
            return findings(part, self.name, no_answer())
        exposure = part.tested if exposed else np.ones_like(part.value)
        spread = np.full(
            len(part),
            between_neighbours(part.value[:, max(0, last - 8) : last + 1], exposure[:, max(0, last - 8) : last + 1]),
        )
        now = window(part, np.array([last]), exposed)
        lags = [k for k in range(2, 7) if last - k >= 0]
        then = [window(part, np.array([last - k]), exposed) for k in lags]
        tests = [compare(now, before, spread, 0.95) for before in then]
        changes = self._answer(part, last, lags, now, then, tests, exposed, everything)
        return pa.concat_tables(
            [findings(part, self.name, changes), findings(part, self.name, _tempting(part, last, now))]
        )

    def _answer(
        self,
        panel: Panel,
        last: int,
        lags: list[int],
        now: Window,
        then: list[Window],
        tests: list[RateRatio],
        exposed: bool,
        everything: bool,
    ) -> Answer:
        chosen = choose(tests, then, self.level, self.least)
        lag = np.maximum(chosen.lag, 0)
        figures = told(now, then, tests, lag, chosen.below)
        enough = np.maximum(now.count, figures["baseline"]) >= self.least_events
        above, below = chosen.above & enough, chosen.below & enough
        verdict = np.select([above, below], ["above", "below"], "within")
        trend = np.select([above & chosen.fresh, above, below], ["rising", "high_unclear", "falling"], "stable")
        kept = np.flatnonzero(above | below | everything)
        for name in () if exposed else ("observed_tested", "baseline_tested"):
            figures[name] = np.full(len(panel), np.nan)
        base = np.array([last - k for k in lags])[lag[kept]]
        return Answer(
            rows=kept,
            first=np.full(len(kept), last),
            last=np.full(len(kept), last),
            verdict=verdict[kept],
            trend=trend[kept],
            basis=Basis.SHARE if exposed else Basis.COUNT,
            base_first=base,
            base_last=base,
            figures={name: array[kept] for name, array in figures.items()},
            facts=[_newest_facts(panel, i, last) for i in kept.tolist()],
        )


def _tempting(panel: Panel, last: int, now: Window) -> Answer:
    """The incomplete half-year after the newest complete one, where its bare count would look like a fall."""
    if last + 1 >= len(panel.periods):
        return no_answer()
    at, later = last + 1, panel.value[:, last + 1]
    rows = np.flatnonzero(
        (panel.status[:, at] == Status.INCOMPLETE) & (later < TEMPTING * now.count) & (now.count >= 100)
    )
    column = np.full(len(rows), at)
    figures = {
        "observed": later[rows],
        "observed_tested": panel.tested[rows, at],
        "baseline": now.count[rows],
        "baseline_tested": panel.tested[rows, last],
        "ratio": later[rows] / now.count[rows],
    }
    return cannot_say(rows, column, "incomplete_period", Basis.COUNT, (column - 1, column - 1), figures)


def _newest_facts(panel: Panel, row: int, last: int) -> dict[str, object]:
    later = panel.value[row, last + 1 :]
    return {"incomplete": [float(v) for v in later if np.isfinite(v)]}
