"""Expectation: the newest period of every series, held against what the ladder leads one to expect of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

from tocsin.methods.aberration.ladder import Ladder
from tocsin.methods.detector import found, unusual
from tocsin.methods.needs import Needs
from tocsin.records.panel import Panel


@dataclass(frozen=True, slots=True)
class Expectation:
    """Hold the newest period against what its series leads one to expect, on the highest step that its history allows.

    The ladder asks the series' own years first, then its sisters, and says which step it stood on. With `exposed` the
    expectation is of a share: counts out of `Panel.tested`, by a beta-binomial law. The newest complete period is
    answered; of counts, a newer one
    that is a lower bound still takes its place where it rings. Below `least` events nothing is told.
    When not to use: weights and money (`WeightChange`), potency (`LevelChange`), counts whose publisher reports what it
    likes.
    False alarms: 0.001 to 0.006 per series and direction, by simulation with four years of monthly counts of mean 5 to 200
    and the ladder's alpha of 0.005 (see bench/false_alarms).
    Source: Noufaily et al. 2013, doi:10.1002/sim.5595, and the steps of `Ladder`.
    """

    exposed: bool = False
    least: float = 5
    needs: ClassVar[Needs] = Needs(history=1)

    @property
    def name(self) -> str:
        return "expectation/1" + (" exposed" if self.exposed else "") + unusual(self, "least")

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per series that rang; all that can be told of with `everything`."""
        return found(panel, Ladder(), everything, self.least, self.exposed, bounds=not self.exposed)
