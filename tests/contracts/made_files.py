"""Small good files, one for each adapter, and ways to spoil them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from tocsin.records.release import Release
from tocsin.sources.adapters.listing import ADAPTERS
from tocsin.sources.arrival import Adapter
from tocsin.sources.catalogue import source
from tocsin.sources.reading import read

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Made:
    """A file as rows of cells, and which column plays which part; empty where a format has none."""

    adapter: Adapter
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    number: str
    period: str
    far_future: str  # a period of 2099 as this publisher writes it
    name: str = ""
    place: str = ""

    def with_cell(self, row: int, column: str, cell: str) -> Made:
        """The same file with one cell changed."""
        at = self.columns.index(column)
        changed = (*self.rows[row][:at], cell, *self.rows[row][at + 1 :])
        return replace(self, rows=(*self.rows[:row], changed, *self.rows[row + 1 :]))

    def text(self) -> str:
        """The file as its publisher would write it."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([self.columns, *self.rows])
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a file: all its releases together."""

    releases: tuple[Release, ...]
    observations: pa.Table
    quarantine: pa.Table

    @property
    def rules(self) -> set[str]:
        """The rules that rows broke."""
        return set(self.quarantine["rule"].to_pylist())


def taken_in(path: Path, name: str, known_at: datetime | None = None, now: datetime = NOW) -> Read:
    """Read a file to the end; its rows must add up."""
    releases, observations, quarantine = [], [], []
    for arrival in read(path, source(name), known_at=known_at, now=now):
        releases.append(arrival.release)
        observations.append(arrival.observations.read_all())
        quarantine.append(arrival.quarantine)
    for release in releases:
        assert release.rows_in == release.rows_accepted + release.rows_quarantined
    answer = Read(tuple(releases), pa.concat_tables(observations), pa.concat_tables(quarantine))
    assert sum(r.rows_quarantined for r in releases) == answer.quarantine.num_rows
    return answer


def rows_in(answer: Read) -> int:
    """File rows over all releases."""
    return sum(release.rows_in for release in answer.releases)


def _adapter(kind: str) -> Adapter:
    return next(adapter for adapter in ADAPTERS if type(adapter).__name__ == kind)


def _made(
    kind: str, columns: str, rows: str, number: str, period: str, far_future: str, name: str = "", place: str = ""
) -> Made:
    cells = tuple(tuple(line.strip().split(",")) for line in rows.strip().splitlines())
    return Made(_adapter(kind), cells, tuple(columns.split(",")), number, period, far_future, name, place)


MADE = (
    _made(
        "CbpDrugSeizures",
        "FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,Count of Event,Sum Qty (lbs)",
        """2025,OCT,Office of Field Operations,Southwest Border,Land Only,SAN DIEGO FIELD OFFICE,Fentanyl,3,10.5
        2025,OCT,Office of Field Operations,Southwest Border,Land Only,SAN DIEGO FIELD OFFICE,Cocaine,2,7
        2026 (FYTD),JAN,U.S. Border Patrol,Southwest Border,Other,TUCSON SECTOR,Fentanyl,1,0""",
        "Count of Event",
        "FY",
        "2099",
        "Drug Type",
        "Area of Responsibility",
    ),
    _made(
        "NflisQuery",
        "LABTYPE,RPTAGGR,YYYY,PERIOD,DRUG_REPORTS,QUERY_RUN_DATE,SUBSTANCE_ID,SUBSTANCE_DESCRIPTION,BASE_ID,BASE_DESCRIPTION,"
        "DRUG_CATEGORY_DESCRIPTION,STATE",
        """State,DrugReport  ,2025,SA1 (JAN - JUN),5,2026-03-03 13:26:55,1504,FENTANYL,1504,Fentanyl,Fentanyl and Fentanyl-related,OH
        State,DrugReport  ,2025,SA1 (JAN - JUN),2,2026-03-03 13:26:55,2408,FENTANYL SALT,1504,Fentanyl,Fentanyl and Fentanyl-related,OH
        State,DrugReport  ,2025,SA2 (JUL - DEC),1,2026-03-03 13:26:55,3001,CARFENTANIL,3001,Carfentanil,Fentanyl and Fentanyl-related,PR""",
        "DRUG_REPORTS",
        "YYYY",
        "2099",
        "BASE_DESCRIPTION",
        "STATE",
    ),
    _made(
        "NycOpioidPanel",
        "yr_mo,Total_Lab_Fent_Pos,Total_Lab_Xyl_Pos,Total_Lab_Med_Pos,Total_Lab",
        "Jan 2026,1,0,0,2\nFeb 2026,30,10,15,40\nMar 2026,20,8,9,33",
        "Total_Lab_Fent_Pos",
        "yr_mo",
        "Jan 2099",
    ),
    _made("NycSamples", "month,count", "2026-01,20\n2026-02,41\n2026-03,38", "count", "month", "2099-01"),
    _made(
        "UncMonthlyCounts",
        "month,substance,n",
        "2024-11,monthly_total,300\n2024-11,lidocaine,84\n2024-12,monthly_total,250",
        "n",
        "month",
        "2099-01",
        "substance",
    ),
    _made(
        "ScoreDailyLoads",
        "Year,Metabolite,Site ID,Country,City,Wednesday,Thursday,Friday,Saturday,Sunday,Monday,Tuesday,Daily mean",
        """2023,MDMA,AT001,AT,Graz,1,2,3,4,5,6,7,4
        2024,MDMA,AT001,AT,Graz,8.5,,0,28,26.8,10.5,9.1,13.82
        2024,cocaine,AT001,AT,Graz,1,1,1,1,1,1,1,1""",
        "Friday",
        "Year",
        "2099",
        "Metabolite",
        "Site ID",
    ),
    _made(
        "SesnspNewRegister",
        "vintage,cve_ent,state,year,month,subtype,n",
        """2026-02-21,01,Aguascalientes,2026,1,Narcomenudeo con fines de venta,0
        2026-02-21,01,Aguascalientes,2026,1,Narcomenudeo posesión simple,389
        2026-03-22,02,Baja California,2026,2,Narcomenudeo posesión simple,12""",
        "n",
        "year",
        "2099",
        "subtype",
        "cve_ent",
    ),
    _made(
        "SesnspDealing",
        "vintage,cve_ent,state,year,month,n",
        "2024-12-21,01,Aguascalientes,2024,10,37\n2024-12-21,02,Baja California,2024,10,0\n2024-12-21,01,Aguascalientes,2024,11,50",
        "n",
        "year",
        "2099",
        "",
        "cve_ent",
    ),
)
