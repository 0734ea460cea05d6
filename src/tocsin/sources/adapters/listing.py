"""The adapters in service. Of two whose columns fit, the first listed is taken: the narrower comes first."""

from __future__ import annotations

from tocsin.sources.adapters.cbp import CbpDrugSeizures
from tocsin.sources.adapters.nflis import NflisQuery
from tocsin.sources.adapters.nyc import NycOpioidPanel, NycSamples
from tocsin.sources.adapters.score import ScoreDailyLoads
from tocsin.sources.adapters.sesnsp import SesnspDealing, SesnspNewRegister
from tocsin.sources.adapters.unc import UncMonthlyCounts
from tocsin.sources.arrival import Adapter

ADAPTERS: tuple[Adapter, ...] = (
    CbpDrugSeizures(),
    NflisQuery(),
    NycOpioidPanel(),
    NycSamples(),
    UncMonthlyCounts(),
    ScoreDailyLoads(),
    SesnspNewRegister(),
    SesnspDealing(),
)
