"""Yearly site studies: the same sites in two years, and what the changed mix of sites pretends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.answer import Answer, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel

Whole = NDArray[np.int64]
TEMPTING = 1.25


@dataclass(frozen=True, slots=True)
class MatchedSites:
    """Compare the newest year with the one before over the sites that took part in both.

    The effect is the geometric mean of the sites' ratios with a t interval over sites; loads below `floor` are
    raised to it. Where the plain mean of all sites moves by a quarter and the matched sites do not follow, the
    answer is `cannot_say`, reason `site_mix`. One week a year is one point: a single site's change is never told.
    A finding is about the place `network`, and links to the series of the site with the largest load.
    False alarms: about `level` per substance and direction if sites change independently; a season that is
    warm everywhere breaks that. Source: Student 1908, doi:10.1093/biomet/6.1.1.
    """

    level: float = 0.01
    least: float = 1.05
    floor: float = 0.1
    least_sites: int = 5
    network: str = "score"
    needs: ClassVar[Needs] = Needs(history=1, whole_numbers=False)

    @property
    def name(self) -> str:
        return "matched_sites/1"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per substance that changed or tempts. `everything` adds those that did not."""
        if len(panel.periods) < 2:
            return findings(panel, self.name, no_answer())
        names = np.array(panel.column("substance"))
        tables = [self._substance(panel, np.flatnonzero(names == name), everything) for name in np.unique(names)]
        return pa.concat_tables(tables) if tables else findings(panel, self.name, no_answer())

    def _substance(self, panel: Panel, rows: Whole, everything: bool) -> pa.Table:
        now, then = panel.value[rows, -1], panel.value[rows, -2]
        both = np.isfinite(now) & np.isfinite(then)
        if both.sum() < self.least_sites:
            return findings(panel, self.name, no_answer())
        logs = np.log(np.maximum(now[both], self.floor) / np.maximum(then[both], self.floor))
        error, freedom = logs.std(ddof=1) / np.sqrt(both.sum()), both.sum() - 1
        width, p_above = special.stdtrit(freedom, 0.975) * error, 1 - special.stdtr(freedom, logs.mean() / error)
        low, high = np.exp(logs.mean() - width), np.exp(logs.mean() + width)
        naive = np.nanmean(now) / np.nanmean(then)
        above, below = p_above <= self.level and low >= self.least, 1 - p_above <= self.level and high <= 1 / self.least
        mixed = (naive >= TEMPTING and not above) or (naive <= 1 / TEMPTING and not below)
        above, below = above and not mixed, below and not mixed
        if not (above or below or mixed or everything):
            return findings(panel, self.name, no_answer())
        facts = self._facts(panel, rows, both, float(naive))
        figures = {
            "observed": np.nanmean(now),
            "baseline": np.nanmean(then),
            "ratio": np.exp(logs.mean()),
            "ratio_low": low,
            "ratio_high": high,
            "p_value": 1 - p_above if below else p_above,
        }
        return findings(
            panel,
            self.name,
            Answer(
                rows[[int(np.nanargmax(now))]],
                np.array([len(panel.periods) - 1]),
                np.array([len(panel.periods) - 1]),
                np.array(["above" if above else "below" if below else "cannot_say" if mixed else "within"]),
                np.array(["rising" if above else "falling" if below else "unclear" if mixed else "stable"]),
                Basis.LOAD,
                np.array([len(panel.periods) - 2]),
                np.array([len(panel.periods) - 2]),
                {n: np.array([v], float) for n, v in figures.items()},
                [["site_mix"] if mixed else []],
                [facts],
                place=self.network,
            ),
        )

    def _facts(self, panel: Panel, rows: Whole, both: NDArray[np.bool_], naive: float) -> dict[str, Any]:
        now, then = panel.value[rows, -1], panel.value[rows, -2]
        return {
            "sites_now": int(np.isfinite(now).sum()),
            "sites_then": int(np.isfinite(then).sum()),
            "matched": int(both.sum()),
            "naive": naive,
            "matched_now": float(now[both].mean()),
            "matched_then": float(then[both].mean()),
            "by_year": [
                None if np.isnan(column).all() else float(np.nanmean(column)) for column in panel.value[rows].T
            ],
        }
