"""Small good files of seizures, arms, money and laboratory years, one for each adapter, in the order of the listing."""

from __future__ import annotations

from tests.contracts.made_files import Made
from tocsin.sources.adapters.amo import CbpAirAndMarine
from tocsin.sources.adapters.cbp_currency import CbpCurrency
from tocsin.sources.adapters.cbp_weapons import CbpWeapons
from tocsin.sources.adapters.fincen_counts import FincenActivities, FincenCountyMonths, FincenProductActivities
from tocsin.sources.adapters.fincen_years import FincenBankMonths, FincenMoneyServiceMonths, FincenStateYears
from tocsin.sources.adapters.nflis_annual import NflisAnnual
from tocsin.sources.adapters.nflis_both import NflisWithFentanyl
from tocsin.sources.adapters.nflis_county import NflisCounty
from tocsin.sources.arrival import Adapter

OFO = "Office of Field Operations"


def _made(
    adapter: Adapter,
    rows: str,
    number: str,
    period: str,
    name: str = "",
    place: str = "",
    far_future: str = "2099",
) -> Made:
    """A file of this adapter's columns, in its order; cells stand between bars."""
    cells = tuple(tuple(line.strip().split("|")) for line in rows.strip().splitlines())
    return Made(adapter, cells, adapter.header, number, period, far_future, name, place)


TRADE = (
    _made(
        CbpAirAndMarine(),
        """2025|OCT|Air and Marine Operations|Southwest Border|Land|Mesa Air Branch|Fentanyl|3|10.5
        2025|NOV|Air and Marine Operations|Southwest Border|Land|Mesa Air Branch|Cocaine|2|7
        2026 (FYTD)|JAN|Air and Marine Operations|Coastal/Interior|Other|Lakeside Air Branch|Heroin|1|0""",
        "Count of Event",
        "FY",
        "Drug Type",
    ),
    _made(
        CbpWeapons(),
        f"""2025|JUL|{OFO}|Northern Border|Buffalo Field Office|OUTBOUND|Land|Weapons|Handgun|7001.0|2.0
        2025|JUL|{OFO}|Northern Border|Buffalo Field Office|OUTBOUND|Land|Weapons|Long Arm|7001.0|1.0
        2026 (FYTD)|JAN|U.S. Border Patrol|Southwest Border|Tucson Sector|OTHER|Other|Weapons|Handgun|7002.0|1.0""",
        "Quantity Seized",
        "Fiscal Year",
        "Category",
        "Area of Responsibility",
    ),
    _made(
        CbpCurrency(),
        f"""2025|OCT|{OFO}|Northern Border|Land Only|DETROIT FIELD OFFICE|Inbound|3|33000.5
        2025|OCT|{OFO}|Northern Border|Land Only|DETROIT FIELD OFFICE|Outbound|1|16000
        2026 (FYTD)|JAN|U.S. Border Patrol|Southwest Border|Land Only|TUCSON SECTOR|Other|1|1.0""",
        "Count of Seizure Events",
        "Fiscal Year",
        "",
        "Area of Responsibility",
    ),
    _made(
        NflisAnnual(),
        "2021|Fentanyl|60|60.0\n2021|Xylazine|40|40.0\n2022|Fentanyl|7|100",
        "Freq",
        "YYYY",
        "SubstanceDetected",
    ),
    _made(
        NflisWithFentanyl(),
        "0.US|2021-03|Cocaine|200|10|5\n0.US|2021-03|Heroin|50|25|50\n0.US|2021-04|Cocaine|100|7|7",
        "Count_fent",
        "Time",
    ),
    _made(
        NflisCounty(),
        """2016|OH|39001|Carfentanil|3|50|150
        2016|OH|39017|Carfentanil|7|100|150
        2017|WV|54011|Heroin|1|60|60""",
        "DrugReports",
        "YYYY",
        "SubstanceName",
        "FIPS_Combined",
    ),
    _made(
        FincenStateYears(),
        "Check.Kiting|Ohio|2009|4\nCheck.Fraud|Ohio|2009|7\nCheck.Fraud|Palau|2010|0",
        "Incidents",
        "Year",
        "Nature",
        "State",
    ),
    _made(FincenBankMonths(), "2009|Jan|120\n2009|Feb|99\n2010|Jan|0", "Incidents", "Year"),
    _made(FincenMoneyServiceMonths(), "2002|December|57\n2003|January|99\n2003|May|1", "Incidents", "Year"),
    _made(
        FincenCountyMonths(),
        """2014|January|Nevada|Clark County, NV|Casino/Card Club|Check|IRS|Customer|Credit Card|Other|3
        2014|January|Nevada|Clark County, NV|Casino/Card Club|Forgeries|IRS|Customer|Credit Card|Other|2
        2015|May|Nevada|Carson City, NV|Casino/Card Club|Check|IRS|Employee|Other|U.S. Currency|1""",
        "Count",
        "Year",
        "Suspicious.Activity",
        "Countym",
    ),
    _made(
        FincenProductActivities(),
        """2020|Alabama|Depository Institution|Funnel Account|Deposit Account|1,529|Money Laundering
        2020|Alabama|Depository Institution|Wire Transfers|Deposit Account|7|Money Laundering
        2020|Alabama|Depository Institution|[Total]|Deposit Account|1,536|Money Laundering""",
        "Count",
        "Year Month",
        "Suspicious Activity",
        "State",
    ),
    _made(
        FincenActivities(),
        """2020|Alabama|Depository Institution|Other Terrorist|5|Terrorist Financing
        2020|Ohio|Depository Institution|Other Terrorist|8|Terrorist Financing
        2020|Ohio|Depository Institution|[Total]|8|Terrorist Financing""",
        "Count",
        "Year Month",
        "Suspicious Activity",
        "State",
    ),
)
