"""Recording: a series that was zero for a year and more and then is not, where zero cannot be the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa

from tocsin.methods.answer import cannot_say, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel
from tocsin.vocabulary import substances


@dataclass(frozen=True, slots=True)
class RecordingStart:
    """Name series of everything (a class, all drugs) that leave a run of at least `zeros` zero periods at once.

    No market of all drugs goes from nothing to its later level in one step: that is a change of recording. The
    answer is `cannot_say`, reason `recording_change`, at the first period above zero, whenever it was. Told only
    where the three periods after the run reach a tenth of the series' later median.
    False alarms: needs a year of zeros, then a step; rare series (later median below `least`) are left alone.
    """

    zeros: int = 12
    least: float = 10
    needs: ClassVar[Needs] = Needs(history=12)

    @property
    def name(self) -> str:
        return "recording_start/1"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per such series. `everything` changes nothing here."""
        totals = [substances.is_total(s) for s in panel.column("substance")]
        part = panel.take(np.flatnonzero(totals))
        if len(part) == 0 or len(part.periods) < self.zeros + 4:
            return findings(part, self.name, no_answer())
        value = np.nan_to_num(part.value, nan=-1.0)
        start = np.where((value > 0).any(1), (value > 0).argmax(1), 0)
        silent = np.array([(value[row, :at] == 0).sum() for row, at in enumerate(start)])
        later = np.array([np.median(value[row, at : at + 24]) for row, at in enumerate(start)])
        first = np.array([value[row, at : at + 4].max(initial=0.0) for row, at in enumerate(start)])
        rows = np.flatnonzero((silent >= self.zeros) & (later >= self.least) & (first >= later / 10))
        at = start[rows]
        figures = {
            "observed": value[rows, at],
            "baseline": np.zeros(len(rows)),
            "observed_tested": np.full(len(rows), np.nan),
        }
        facts = [
            {"first": [float(v) for v in value[row, start[row] : start[row] + 3]], "zeros": int(silent[row])}
            for row in rows
        ]
        told = cannot_say(rows, at, "recording_change", Basis.COUNT, (at - self.zeros, at - 1), figures, facts)
        return findings(part, self.name, told)
