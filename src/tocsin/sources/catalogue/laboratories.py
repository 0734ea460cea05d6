"""What forensic laboratories identify."""

from __future__ import annotations

from tocsin.records.mark import Mark, Purpose
from tocsin.records.period import Cadence
from tocsin.records.source import Denominator, HistoryNote, Settling, Source

NFLIS = Source(
    name="nflis-dqs",
    publisher="U.S. Drug Enforcement Administration",
    title="NFLIS-Drug public data query",
    stream="lab_identification",
    country="US",
    licence="public domain (US Government work)",
    attribution="U.S. DEA, Diversion Control Division, NFLIS-Drug",
    use_statement="",
    purpose=Purpose.ANY,
    mark=Mark.CLEAR,
    unit_counted="report",
    measures=("reports",),
    cadence=Cadence.HALF_YEAR,
    rhythm_days=184,
    delay_days=62,
    settling=(Settling("reports", 180),),
    year_starts=1,
    level="state",
    roll_up=True,
    absent_means="zero",
    denominator=Denominator("family"),
    panels_method="half_years",
    small_numbers="none_needed",
    overlaps=("nflis-annual", "nflis-county"),
    laboratory="US crime laboratories",
    release_kind="query",
    history=(HistoryNote("2017-01-01", "nflis.whole_category"),),
    limits=("nflis.reports_not_samples", "nflis.scope_unknown", "nflis.late", "nflis.police_cases"),
)

ROWS: tuple[Source, ...] = (NFLIS,)
