"""All drugs together: a place where several drugs rise at once shows effort or flow, not one drug's supply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa

from tocsin.methods.aberration.compared import compare, window, year_so_far
from tocsin.methods.answer import Answer, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.numerics.dispersion import within_groups
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel
from tocsin.vocabulary import substances


@dataclass(frozen=True, slots=True)
class Together:
    """Name the places where at least `drugs` different drugs each rose against the same months of last year.

    A drug counts when it had `least_events` or more and its one-sided p-value (overdispersed) is at most
    `each`; baskets such as "other drugs" are left out. The finding is about all drugs of the place; its p-value
    is the binomial chance of so many rises among the drugs looked at, were they independent, times the chance
    of the weakest of them. Drugs of one place are correlated: that is what it looks for, so the p-value is an
    ordering and not a promise. False alarms: see bench/false_alarms.
    """

    year_starts: int = 1
    drugs: int = 3
    each: float = 0.05
    least_events: float = 30
    needs: ClassVar[Needs] = Needs(history=24)

    @property
    def name(self) -> str:
        return f"together/1 year_starts={self.year_starts}"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per place. `everything` changes nothing here."""
        columns = year_so_far(panel, self.year_starts)
        if (columns - 12).min() < 0:
            return findings(panel, self.name, no_answer())
        now, then = window(panel, columns, False), window(panel, columns - 12, False)
        groups = np.full(len(panel.periods), -1)
        groups[columns], groups[columns - 12] = 0, 1
        spread = within_groups(panel.value, np.ones_like(panel.value), groups)
        test = compare(now, then, spread, 0.90)
        kinds = np.array([substances.substance(s).kind for s in panel.column("substance")])
        single = (
            np.isin(kinds, ("substance",))
            & (then.count >= self.least_events)
            & ~np.array(panel.keys["derived"].to_pylist())
        )
        rises = single & (test.p_above <= self.each)
        falls = single & (test.p_below <= self.each)
        places, number = np.unique(np.array(panel.column("place")), return_inverse=True)
        looked, up, down = (np.bincount(number, weights=w, minlength=len(places)) for w in (single, rises, falls))
        told = (up >= self.drugs) & (up > looked / 2) & (down == 0)
        whole = np.flatnonzero((kinds == "all") & told[number])
        return findings(
            panel, self.name, self._answer(panel, whole, columns, rises, single, number, (now.count, then.count), test)
        )

    def _answer(
        self,
        panel: Panel,
        whole: np.ndarray,
        columns: np.ndarray,
        rises: np.ndarray,
        single: np.ndarray,
        number: np.ndarray,
        counts: tuple[np.ndarray, np.ndarray],
        test,
    ) -> Answer:
        now, then = counts
        names = panel.column("substance")
        facts, evidence = [], []
        for row in whole:
            members = np.flatnonzero((number == number[row]) & single)
            up = members[rises[members]]
            up = up[np.argsort(-now[up])]
            facts.append(
                {
                    "drugs": [[names[i], float(then[i]), float(now[i])] for i in up],
                    "looked_at": len(members),
                    "steady": [names[i] for i in members if not rises[i]],
                }
            )
            evidence.append(float(np.prod(np.maximum(test.p_above[up], 1e-6)) ** (1 / 2)))
        p, last = np.array(evidence), np.full(len(whole), columns[-1])
        figures = {
            "observed": now[whole],
            "baseline": then[whole],
            "expected": then[whole],
            "ratio": test.ratio[whole],
            "ratio_low": np.maximum(test.low[whole], 1.0),
            "ratio_high": test.high[whole],
            "p_value": np.minimum(p, 1.0),
        }
        return Answer(
            whole,
            np.full(len(whole), columns[0]),
            last,
            np.full(len(whole), "above"),
            np.full(len(whole), "rising"),
            Basis.COUNT,
            np.full(len(whole), columns[0] - 12),
            last - 12,
            figures,
            [["all_drugs_together"]] * len(whole),
            facts,
        )
