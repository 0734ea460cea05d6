"""Feeds that fall silent: a place whose whole category stops coming in, whatever was in it."""

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
class FeedLoss:
    """Name the places whose total fell below `left` of its own recent median while the country's did not.

    Reads only series that count everything a feed brings (a class or all drugs). The newest complete period
    is held against the median of the four before it and of the best year within six; the country's own change
    is divided out, so that a national fall is not read as fifty lost feeds. Answer: `cannot_say`, reason
    `feed_loss`. False alarms: none expected where a place's totals stay above a third of their median.
    """

    left: float = 0.35
    least: float = 50
    needs: ClassVar[Needs] = Needs(history=4)

    @property
    def name(self) -> str:
        return "feed_loss/1"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per place whose feed was lost. `everything` changes nothing here."""
        totals = [substances.is_total(s) for s in panel.column("substance")]
        part = panel.take(np.flatnonzero(totals))
        if (last := part.newest_complete()) < 4:
            return findings(part, self.name, no_answer())
        value = np.nan_to_num(part.value)
        usual = np.median(value[:, max(0, last - 6) : last], axis=1)
        country = np.array([level == "country" for level in part.column("level")])
        drift = value[country, last].sum() / max(usual[country].sum(), 1) if country.any() else 1.0
        lost = ~country & (usual >= self.least) & (value[:, last] < self.left * usual * min(drift, 1.0))
        rows = np.flatnonzero(lost)
        at = np.full(len(rows), last)
        figures = {"observed": value[rows, last], "baseline": usual[rows], "ratio": value[rows, last] / usual[rows]}
        facts = [{"recent": [float(v) for v in value[row, max(0, last - 2) :]]} for row in rows]
        told = cannot_say(rows, at, "feed_loss", Basis.COUNT, (at - 4, at - 1), figures, facts)
        return findings(part, self.name, told)
