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
    measures=("files", "firearm_files"),
    cadence=Cadence.MONTH,
    rhythm_days=31,
    delay_days=40,
    settling=(Settling("files", 0), Settling("firearm_files", 0)),
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
    limits=("sesnsp.police_activity", "sesnsp.recording", "sesnsp.no_substance", "sesnsp.firearms"),
)
FGR = Source(
    name="mx-fgr",
    publisher="Fiscalía General de la República, by way of SESNSP",
    title="Federal crimes against health and under the firearms law",
    stream="police_file",
    country="MX",
    licence="Libre Uso MX",
    attribution="FGR and SESNSP, Incidencia Delictiva del Fuero Federal",
    use_statement="",
    purpose=Purpose.ANY,
    mark=Mark.CLEAR,
    unit_counted="file",
    measures=("files", "firearm_files"),
    cadence=Cadence.MONTH,
    rhythm_days=31,
    delay_days=20,
    settling=(Settling("files", 0), Settling("firearm_files", 0)),
    year_starts=1,
    level="state",
    roll_up=True,
    absent_means="not_reported",
    denominator=Denominator("population"),
    panels_method="counts_by_year",
    small_numbers="none_needed",
    overlaps=(),
    laboratory="FGR",
    release_kind="increment",
    history=(
        HistoryNote("2013-01-01", "fgr.dealing_to_states"),
        HistoryNote("2019-01-01", "fgr.recoded_trafficking"),
        HistoryNote("2020-01-01", "fgr.recoded_production"),
    ),
    limits=("fgr.where_opened", "fgr.police_activity", "fgr.one_copy", "fgr.no_substance"),
)
ROWS: tuple[Source, ...] = (SESNSP, FGR)
