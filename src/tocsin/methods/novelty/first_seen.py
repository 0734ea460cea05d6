"""First seen: a substance in a place where it was looked for before and never found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa

from tocsin.methods.answer import Answer, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.numerics.rate_ratio import rate_ratio
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel, Status
from tocsin.vocabulary import substances


@dataclass(frozen=True, slots=True)
class FirstSeen:
    """Tell a first detection within the newest `window` periods, and whether it was looked for before.

    With at least `history` earlier periods in which the place reported and the substance was in scope (a zero,
    not a gap), the verdict is `above`, trend `new`; with fewer, or when a break starts a new epoch in between,
    it is `cannot_say` with reason `newly_tested`. The p-value is the chance of at least so many detections now
    given none in the exposure before (exact, given the total).
    False alarms: a first is a fact, not an estimate; how surprising firsts are as such is not answered here.
    Source: as `numerics.rate_ratio`.
    """

    window: int = 2
    history: int = 4
    needs: ClassVar[Needs] = Needs(history=4)

    @property
    def name(self) -> str:
        return f"first_seen/1 window={self.window}"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per series first seen in the window. `everything` changes nothing here."""
        if len(panel.periods) <= self.history:
            return findings(panel, self.name, no_answer())
        value = np.nan_to_num(panel.value)
        single = np.array(
            [
                substances.substance(s).kind not in ("class", "all", "basket", "not_a_substance")
                for s in panel.column("substance")
            ]
        )
        first = np.where((value > 0).any(1), (value > 0).argmax(1), -1)
        start = len(panel.periods) - self.window
        rows = np.flatnonzero(single & (first >= max(start, 1)))
        looked = np.array([int((panel.status[row, : first[row]] == Status.ZERO).sum()) for row in rows], int)
        same = np.array(
            [panel.epoch[row, first[row]] == panel.epoch[row, max(0, first[row] - self.history)] for row in rows], bool
        )
        known = (looked >= self.history) & same
        rows, known, looked = rows[known | (looked > 0)], known[known | (looked > 0)], looked[known | (looked > 0)]
        return findings(panel, self.name, self._answer(panel, rows, first[rows], known, looked, value))

    def _answer(
        self,
        panel: Panel,
        rows: np.ndarray,
        first: np.ndarray,
        known: np.ndarray,
        looked: np.ndarray,
        value: np.ndarray,
    ) -> Answer:
        tested = np.where(np.isfinite(panel.tested), panel.tested, np.nan)
        shares = np.asarray(np.isfinite(tested[rows]).any(1))
        now = np.array([value[row, at:].sum() for row, at in zip(rows, first, strict=True)], float)
        exposure = np.array(
            [
                np.nansum(tested[row, at:]) if share else value.shape[1] - at
                for row, at, share in zip(rows, first, shares, strict=True)
            ],
            float,
        )
        before = np.array(
            [
                np.nansum(tested[row, :at]) if share else n
                for row, at, share, n in zip(rows, first, shares, looked, strict=True)
            ],
            float,
        )
        test = rate_ratio(now, np.maximum(exposure, 1), np.zeros(len(rows)), np.maximum(before, 1))
        figures = {
            "observed": now,
            "observed_tested": np.where(shares, exposure, np.nan),
            "baseline": np.zeros(len(rows)),
            "baseline_tested": np.where(shares, before, np.nan),
            "ratio_low": test.low,
            "p_value": test.p_above,
        }
        last = np.full(len(rows), len(panel.periods) - 1)
        return Answer(
            rows,
            first,
            last,
            np.where(known, "above", "cannot_say"),
            np.where(known, "new", "unclear"),
            Basis.SHARE if len(rows) and shares.all() else Basis.COUNT,
            np.maximum(first - looked, 0),
            first - 1,
            figures,
            [[] if k else ["newly_tested"] for k in known],
            [{"looked_for": int(n)} for n in looked],
        )
