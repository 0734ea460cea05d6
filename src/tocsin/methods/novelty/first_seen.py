"""First seen: is it new here, newly tested, newly named, back after a silence, or can nobody say?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.methods.answer import Answer, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.methods.novelty.evidence import Evidence, evidence, scatter
from tocsin.methods.novelty.kin import named_before, unnamed_fell
from tocsin.methods.novelty.laboratories import Laboratories, laboratories_of
from tocsin.methods.novelty.rate_of_firsts import rate_of_firsts
from tocsin.methods.novelty.re_emergence import returns
from tocsin.methods.novelty.scope import Scope, scope_of, telling
from tocsin.methods.novelty.telling import CANNOT, KNOWN, NAMED, SURPRISING, TESTED, firsts_told, returns_told
from tocsin.records.panel import Panel
from tocsin.records.period import periods_a_year

Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FirstSeen:
    """Tell first finds and returns within the newest `window` periods, and what the history of testing makes of them.

    A first find is `above`, trend `new`, when the place had looked for the substance in at least `history` earlier
    periods of one epoch (a zero, not a gap; the number tested above zero where it is known) and not found it. Otherwise
    it cannot be told, and the reason says why: `newly_named` (a broader name, such as its isomer group, was found there
    before, or names unknown to the vocabulary fell by as much), `newly_tested` (looks began lately, or held fewer
    samples than `history` periods hold now, or began within a year and are no evidence: p above 0.05),
    `scope_unknown` (the source does not tell what it looks for). Where samples are counted, the p-value is
    exact for independent lots (counts over their dispersion, one at least); for bare counts it is that of the rank, 1 in
    n + 1 for finds in one period after n looks, however many. A return after `silence` looks or
    more (left out: a year, at least `history`) is `above`, reason `re_emergence`, with the larger of two p-values, that
    of the silence and that of the return; where the silence is no surprise (p above 0.05) it cannot be told.
    Facts: `first` (ever in this source, or here), `rank` of `of` periods, the laboratory's chance that its next
    detection is of a kind never found there (Good-Turing, with interval), its firsts in the window, how many were
    expected, and the p-value of so many.
    False alarms: one find after n looks of the same size has p of at least 1 / (n + 1). New kinds arrive at every
    laboratory: `p_firsts`
    below 0.05 came in at most 5 % of laboratories of steady background (docs/reference/novelty.md).
    Not for weights and levels. Source: as `numerics.rate_ratio` and `numerics.good_turing`.
    """

    window: int = 2
    history: int = 4
    silence: int | None = None
    needs: ClassVar[Needs] = Needs(history=4)

    @property
    def name(self) -> str:
        silence = "" if self.silence is None else f" silence={self.silence}"
        return f"first_seen/2 window={self.window}{silence}"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per series first found, or found again, in the window. `everything` changes nothing here."""
        if len(panel.periods) <= self.history or len(panel) == 0:
            return findings(panel, self.name, no_answer())
        own, scope = laboratories_of(panel), scope_of(panel)
        start = max(len(panel.periods) - self.window, 1)
        spread = scatter(panel, own)
        answers = self._firsts(panel, own, scope, start, spread) + self._returns(panel, own, scope, start, spread)
        return pa.concat_tables([findings(panel, self.name, answer) for answer in answers])

    def _firsts(self, panel: Panel, own: Laboratories, scope: Scope, start: int, spread: float) -> list[Answer]:
        single = own.single[own.substance]
        rows = np.flatnonzero(single & (scope.first >= start))
        at = scope.first[rows]
        held = evidence(panel, scope, (rows, at, np.full(len(rows), -1)), spread)
        named = named_before(panel, scope, own, rows) | unnamed_fell(panel, own, rows, held.count, start, spread)
        code = self._standing(panel, own, scope, rows, named, held)
        told = single & (scope.looks >= self.history)
        told[rows] = code == KNOWN
        rates = rate_of_firsts(panel, own, scope, told, start)
        return firsts_told(panel, scope, own, (rows, code), held, rates)

    def _standing(
        self, panel: Panel, own: Laboratories, scope: Scope, rows: Whole, named: Bools, held: Evidence
    ) -> Whole:
        """What the history of testing makes of each first find, (M,)."""
        at, thin, tells = held.at, held.thin(self.history), telling(panel, own)
        broke = panel.epoch[rows, at] != panel.epoch[rows, np.maximum(at - self.history, 0)]
        began = (held.since > 0) & (tells | (panel.epoch[rows, at] != panel.epoch[rows, 0]))
        young = began & (held.looks < self._year(panel)) & (held.test.p_above > SURPRISING)
        known = (held.looks >= self.history) & ~thin & ~young
        lately = thin | young | (scope.looks_ever[rows] > 0) | broke | tells
        return np.select([named, known, lately], [NAMED, KNOWN, TESTED], CANNOT)

    def _year(self, panel: Panel) -> int:
        """A year of periods, and at least `history`."""
        return max(self.history, periods_a_year(panel.cadence))

    def _returns(self, panel: Panel, own: Laboratories, scope: Scope, start: int, spread: float) -> list[Answer]:
        silence = self.silence or self._year(panel)
        back = returns(panel, scope, start, silence)
        back = back.take(np.flatnonzero(own.single[own.substance[back.rows]]))
        held = evidence(panel, scope, (back.rows, back.at, back.last), spread)
        return returns_told(panel, back, held, silence)
