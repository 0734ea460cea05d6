"""Files that police and prosecutors open."""

from __future__ import annotations

from tocsin.records.mark import Mark, Purpose
from tocsin.records.period import Cadence
from tocsin.records.source import Denominator, HistoryNote, Settling, Source

SESNSP = Source(
    name="mx-sesnsp",
    publisher="Secretariado Ejecutivo del Sistema Nacional de Seguridad Pública",
    title="SESNSP small-scale dealing files",
    stream="police_file",
    country="MX",
    licence="Libre Uso MX",
    attribution="SESNSP, Incidencia Delictiva del Fuero Común",
    use_statement="",
    purpose=Purpose.ANY,
    mark=Mark.CLEAR,
    unit_counted="file",
    measures=("files",),
    cadence=Cadence.MONTH,
    rhythm_days=31,
    delay_days=40,
    settling=(Settling("files", 0),),
    year_starts=1,
    level="state",
    roll_up=True,
    absent_means="not_reported",
    denominator=Denominator("population"),
    panels_method="counts_by_year",
    small_numbers="none_needed",
    overlaps=(),
    laboratory="SESNSP",
    release_kind="snapshot",
    history=(HistoryNote("2016-06-01", "sesnsp.procedure"), HistoryNote("2026-01-01", "sesnsp.new_register")),
    limits=("sesnsp.police_activity", "sesnsp.recording", "sesnsp.no_substance"),
)

ROWS: tuple[Source, ...] = (SESNSP,)
