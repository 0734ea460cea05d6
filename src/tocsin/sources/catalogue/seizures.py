"""What customs, border and police services seize."""

from __future__ import annotations

from tocsin.records.mark import Mark, Purpose
from tocsin.records.period import Cadence
from tocsin.records.source import Denominator, HistoryNote, Settling, Source

CBP = Source(
    name="cbp-drug-seizures",
    publisher="U.S. Customs and Border Protection",
    title="CBP nationwide drug seizures",
    stream="seizure",
    country="US",
    licence="public domain (US Government work)",
    attribution="U.S. Customs and Border Protection, Public Data Portal",
    use_statement="",
    purpose=Purpose.ANY,
    mark=Mark.CLEAR,
    unit_counted="event",
    measures=("seizures", "mass_kg"),
    cadence=Cadence.MONTH,
    rhythm_days=31,
    delay_days=12,
    settling=(Settling("seizures", 30, open_year=True), Settling("mass_kg", 10)),
    year_starts=10,
    level="field_office",
    roll_up=True,
    absent_means="zero",
    denominator=Denominator("none"),
    panels_method="counts_by_year",
    small_numbers="none_needed",
    overlaps=("cbp-amo",),
    laboratory="CBP",
    release_kind="snapshot",
    history=(HistoryNote("2018-10-01", "cbp.first_month"), HistoryNote("2025-10-01", "cbp.open_year")),
    limits=("cbp.effort_or_flow", "cbp.no_denominator", "cbp.no_ports", "cbp.amo_overlaps"),
)

ROWS: tuple[Source, ...] = (CBP,)
