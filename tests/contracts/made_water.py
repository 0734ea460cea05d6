"""Small good files of wastewater, one for each adapter in the order of the listing, and what is asked of an answer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from tests.contracts.made_files import Made, Read, taken_in
from tocsin.sources.adapters.cws import LOAD, SPREAD, UNIT, CanadianWastewaterSurvey
from tocsin.sources.adapters.nwss import NwssSamples
from tocsin.sources.adapters.odm import OdmVersion1, OdmVersion2
from tocsin.sources.adapters.odm_wide import OdmWide

MADE_FILES = Path(__file__).resolve().parents[1] / "made"
FILES = {
    "statcan-cws/wastewater.csv": "statcan-cws",
    "nwss/samples.csv": "nwss",
    "odm/version1.csv": "odm",
    "odm/version2.csv": "odm",
    "odm/wide.csv": "odm",
}
LOW = next(iter(SPREAD))


def taken(name: str) -> Read:
    """Read one of the made files."""
    return taken_in(MADE_FILES / name, FILES[name])


def facts(answer: Read) -> set[tuple[str, ...]]:
    """What was said, without the release that said it."""
    names = ("observation", "place", "period_start", "period_end", "value", "bound", "bound_kind", "mark", "attributes")
    return {(*(str(row[name]) for name in names),) for row in answer.observations.to_pylist()}


def rules_of(answer: Read) -> Counter[tuple[str, str]]:
    """How often each rule was broken, and in which column."""
    return Counter((row["rule"], row["column"]) for row in answer.quarantine.to_pylist())


def found(answer: Read, **wanted: object) -> list[dict[str, Any]]:
    """The observations that hold all of these."""
    rows = [row | {"attributes": dict(row["attributes"] or ())} for row in answer.observations.to_pylist()]
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


WATER = (
    Made(
        CanadianWastewaterSurvey(),
        (
            ("2022-01", "Halifax, Nova Scotia", "Codeine", LOAD, UNIT, "50.20", ""),
            ("2023-03", "Toronto, Ontario", "Morphine", LOAD, UNIT, "12", "E"),
            ("2022-01", "Halifax, Nova Scotia", "Codeine", LOW, UNIT, "44.10", ""),
        ),
        CanadianWastewaterSurvey.header,
        "VALUE",
        "REF_DATE",
        "2099-01",
        "Measure",
        "GEO",
    ),
    Made(
        NwssSamples(),
        (
            (
                "OH",
                "A",
                "1",
                "40000",
                "wwtp",
                "raw wastewater",
                "copies/l wastewater",
                "FLUAV",
                "3",
                "1",
                "0",
                "2026-01-05",
                "NA",
            ),
            (
                "OH",
                "B",
                "1",
                "40000",
                "wwtp",
                "raw wastewater",
                "copies/l wastewater",
                "FLUAV",
                "4",
                "1",
                "0",
                "2026-01-05",
                "NA",
            ),
            (
                "OH",
                "B",
                "1",
                "40000",
                "wwtp",
                "raw wastewater",
                "copies/l wastewater",
                "FLUAV",
                "5",
                "1",
                "1",
                "2026-01-06",
                "NA",
            ),
        ),
        NwssSamples.header,
        "pcr_target_avg_conc",
        "sample_collect_date",
        "2099-01-05",
        "pcr_target",
        "wwtp_jurisdiction",
    ),
    Made(
        OdmVersion1(),
        (
            ("Ottawa-1", "2026-01-05", "covN1", "gcPMMoV", "meanNr", "3", "FALSE", "TRUE", "TRUE"),
            ("Ottawa-1", "2026-01-06", "covN1", "gcPMMoV", "meanNr", "4", "FALSE", "TRUE", "TRUE"),
            ("Ottawa-1", "2026-01-06", "nPMMoV", "Ct", "mean", "27.5", "TRUE", "TRUE", "TRUE"),
        ),
        OdmVersion1.header,
        "value",
        "analysisDate",
        "2099-01-05",
        "type",
        "labID",
    ),
    Made(
        OdmVersion2(),
        (
            ("m1", "s1", "CA-ON/ottawa", "2026-01-05", "mdma", "3", "ngL", "sin"),
            ("m2", "s2", "CA-ON/ottawa", "2026-01-06", "mdma", "4", "ngL", "sin"),
            ("m3", "s2", "CA-ON/ottawa", "2026-01-06", "cocaine", "5", "ugL", "sin"),
        ),
        OdmVersion2.header,
        "value",
        "aDateEnd",
        "2099-01-05",
        "measure",
        "siteID",
    ),
    Made(
        OdmWide(),
        (
            ("CA-ON/ottawa", "s1", "2026-01-05", "3", "480"),
            ("CA-ON/ottawa", "s2", "2026-01-06", "4", ""),
            ("CA-ON/ottawa", "s3", "2026-01-07", "5", "490"),
        ),
        (*OdmWide.header, "wat_sa_liq_mdma_ngL_sin_NR_value", "wat_sit_NA_flowVol_mld_sin_NR_value"),
        "wat_sa_liq_mdma_ngL_sin_NR_value",
        "sm_collDT",
        "2099-01-05",
        "",
        "si_siteID",
    ),
)
