"""The adapters in service. Of two whose columns fit, the first listed is taken: the narrower comes first."""

from __future__ import annotations

from tocsin.sources.adapters.amo import CbpAirAndMarine
from tocsin.sources.adapters.bc_checking import BcDrugChecking
from tocsin.sources.adapters.cbp import CbpDrugSeizures
from tocsin.sources.adapters.cbp_currency import CbpCurrency
from tocsin.sources.adapters.cbp_weapons import CbpWeapons
from tocsin.sources.adapters.ct_deaths import CtDeathsTo2018, CtDeathsTo2022
from tocsin.sources.adapters.cws import CanadianWastewaterSurvey
from tocsin.sources.adapters.fgr import FgrFiles
from tocsin.sources.adapters.fincen_counts import FincenActivities, FincenCountyMonths, FincenProductActivities
from tocsin.sources.adapters.fincen_years import FincenBankMonths, FincenMoneyServiceMonths, FincenStateYears
from tocsin.sources.adapters.infobase import Infobase2022, Infobase2023, Infobase2026
from tocsin.sources.adapters.nflis import NflisQuery
from tocsin.sources.adapters.nflis_annual import NflisAnnual
from tocsin.sources.adapters.nflis_both import NflisWithFentanyl
from tocsin.sources.adapters.nflis_county import NflisCounty
from tocsin.sources.adapters.nwss import NwssSamples
from tocsin.sources.adapters.nyc import NycOpioidPanel, NycSamples
from tocsin.sources.adapters.odm import OdmVersion1, OdmVersion2
from tocsin.sources.adapters.odm_wide import OdmWide
from tocsin.sources.adapters.published_checking import TorontoAndInterior, VancouverIslandMonths
from tocsin.sources.adapters.score import ScoreDailyLoads
from tocsin.sources.adapters.sesnsp import SesnspDealing, SesnspFirearmCrimes, SesnspNewRegister
from tocsin.sources.adapters.shelters import TorontoSheltersCity, TorontoSheltersSite
from tocsin.sources.adapters.sonora import SonoraPoisonings
from tocsin.sources.adapters.unc import UncMonthlyCounts
from tocsin.sources.adapters.unodc import UnodcSeizures
from tocsin.sources.adapters.vsrr import VsrrSnake, VsrrTitled
from tocsin.sources.arrival import Adapter

ADAPTERS: tuple[Adapter, ...] = (
    CbpDrugSeizures(),
    NflisQuery(),
    NycOpioidPanel(),
    NycSamples(),
    UncMonthlyCounts(),
    ScoreDailyLoads(),
    CanadianWastewaterSurvey(),
    NwssSamples(),
    OdmVersion1(),
    OdmVersion2(),
    OdmWide(),
    SesnspNewRegister(),
    SesnspDealing(),
    SesnspFirearmCrimes(),
    FgrFiles(),
    VsrrTitled(),
    VsrrSnake(),
    Infobase2023(),
    Infobase2022(),
    Infobase2026(),
    CtDeathsTo2018(),
    CtDeathsTo2022(),
    CbpAirAndMarine(),
    CbpWeapons(),
    CbpCurrency(),
    NflisAnnual(),
    NflisWithFentanyl(),
    NflisCounty(),
    UnodcSeizures(),
    FincenStateYears(),
    FincenBankMonths(),
    FincenMoneyServiceMonths(),
    FincenCountyMonths(),
    FincenProductActivities(),
    FincenActivities(),
    BcDrugChecking(),
    VancouverIslandMonths(),
    TorontoAndInterior(),
    TorontoSheltersCity(),
    TorontoSheltersSite(),
    SonoraPoisonings(),
)
