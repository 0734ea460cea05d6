"""Yearly shares in per cent: the newest year against the two before, and which other kinds gave way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.methods.aberration.compared import Held, Window, answered, compare, window
from tocsin.methods.answer import findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel, Status

Floats = NDArray[np.float64]
GAVE_WAY = 0.8  # another kind whose share fell to this part of itself in the same events


@dataclass(frozen=True, slots=True)
class YearShares:
    """Compare the share of events that involve a kind of drug with its share one and two years before.

    `Panel.value` is per cent, `Panel.tested` the events it is a share of. The published share is turned into a whole
    number of events, and two ratios of shares are compared by their exact interval; a part of a year is compared as
    the share that it is (reason `part_year`). Kinds overlap: one event may involve several, so shares need not add up
    to one, and a fall of another kind is told beside. When not to use: without the number of events; counts.
    False alarms: at most `level` per series and direction (see bench/false_alarms); far fewer for shares above one
    half, whose interval is too wide.
    Source: Przyborowski and Wilenski 1940, doi:10.1093/biomet/31.3-4.313.
    """

    level: float = 0.01
    least: float = 1.1
    least_events: float = 20
    needs: ClassVar[Needs] = Needs(history=3, denominators=True)

    @property
    def name(self) -> str:
        return "year_shares/1"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per series whose share changed; all of them with `everything`."""
        last = len(panel.periods) - 1
        lags = [k for k in (1, 2) if last - k >= 0]
        if not lags:
            return findings(panel, self.name, no_answer())
        counted = _counted(panel)
        now, *then = (window(counted, np.array([last - lag]), exposed=True) for lag in (0, *lags))
        one = np.ones(len(panel))
        tests = [compare(now, before, one, 0.95) for before in then]
        answer = answered(
            panel,
            Held(last, tuple(lags), now, then, tests),
            level=self.level,
            least=self.least,
            least_events=self.least_events,
            everything=everything,
            facts=lambda row: _facts(panel, row, now, then[0]),
            basis=Basis.SHARE,
        )
        part = panel.status[:, last] == Status.INCOMPLETE
        answer = replace(answer, reasons=[["part_year"] if part[row] else [] for row in answer.rows.tolist()])
        return findings(panel, self.name, answer)


def _counted(panel: Panel) -> Panel:
    """The same panel in events: per cent of `tested`, rounded to whole numbers."""
    with np.errstate(invalid="ignore"):
        events = np.rint(panel.value / 100 * panel.tested)
    return Panel(panel.keys, panel.cadence, panel.periods, events, panel.tested, panel.status, panel.epoch, panel.as_of)


def _facts(panel: Panel, row: int, now: Window, before: Window) -> dict[str, Any]:
    """The shares year by year, and the kinds that lost share in the same place and year."""
    years = panel.starts.astype("datetime64[Y]").astype(int) + 1970
    known = np.flatnonzero(np.isfinite(panel.value[row]))[-5:]
    places, names = panel.column("place"), panel.column("substance")
    with np.errstate(invalid="ignore", divide="ignore"):
        step = panel.value[:, -1] / panel.value[:, -2] if len(years) > 1 else np.full(len(panel), np.nan)
    gave_way = [
        [names[i], float(panel.value[i, -2]), float(panel.value[i, -1])]
        for i in np.flatnonzero(step <= GAVE_WAY).tolist()
        if i != row and places[i] == places[row] and before.count[i] >= 20
    ]
    rose = now.count[row] * before.exposure[row] > before.count[row] * now.exposure[row]
    return {
        "years": years[known].tolist(),
        "shares": [float(panel.value[row, c]) for c in known],
        "gave_way": gave_way if rose else [],
    }
