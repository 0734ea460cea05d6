"""What is measured in wastewater."""

from __future__ import annotations

from tocsin.records.mark import Mark, Purpose
from tocsin.records.period import Cadence
from tocsin.records.source import Denominator, HistoryNote, Settling, Source

SCORE = Source(
    name="euda-score",
    publisher="European Union Drugs Agency and SCORE",
    title="Wastewater analysis and drugs, a multi-city study",
    stream="wastewater",
    country="EU",
    licence="CC BY 4.0",
    attribution="EUDA and SCORE, wastewater analysis and drugs, 2025 source data",
    use_statement="",
    purpose=Purpose.ANY,
    mark=Mark.CLEAR,
    unit_counted="load",
    measures=("load_mg_per_day_per_1000",),
    cadence=Cadence.YEAR,
    rhythm_days=366,
    delay_days=90,
    settling=(Settling("load_mg_per_day_per_1000", 0),),
    year_starts=1,
    level="site",
    roll_up=False,
    absent_means="not_reported",
    denominator=Denominator("none"),
    panels_method="yearly_sites",
    small_numbers="catchment",
    overlaps=(),
    laboratory="SCORE laboratories",
    release_kind="increment",
    history=(HistoryNote("2011-01-01", "score.one_week"), HistoryNote("2022-01-01", "score.ketamine")),
    limits=("score.one_week", "score.site_mix", "score.biomarker_load", "score.zero_ambiguous"),
)

ROWS: tuple[Source, ...] = (SCORE,)
