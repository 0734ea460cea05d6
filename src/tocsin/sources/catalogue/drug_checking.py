"""What drug checking services find in samples that people bring."""

from __future__ import annotations

from tocsin.records.mark import Mark, Purpose
from tocsin.records.period import Cadence
from tocsin.records.source import Denominator, HistoryNote, Settling, Source

NYC = Source(
    name="nyc-drugchecking",
    publisher="New York City Department of Health and Mental Hygiene",
    title="New York City drug checking",
    stream="drug_checking",
    country="US",
    licence="published figures, cited",
    attribution="NYC Health, drug checking programme",
    use_statement="health_only.nyc",
    purpose=Purpose.HEALTH_ONLY,
    mark=Mark.CLEAR,
    unit_counted="sample",
    measures=("detections", "samples"),
    cadence=Cadence.MONTH,
    rhythm_days=31,
    delay_days=5,
    settling=(Settling("detections", 0), Settling("samples", 0)),
    year_starts=1,
    level="city",
    roll_up=False,
    absent_means="not_reported",
    denominator=Denominator("tested"),
    panels_method="shares_by_window",
    small_numbers="few_samples",
    overlaps=(),
    laboratory="NYC Health and its laboratory",
    release_kind="window",
    history=(HistoryNote("2025-01-01", "nyc.first_window"),),
    limits=("nyc.volunteers", "nyc.opioids_only", "nyc.window_cut"),
)

UNC = Source(
    name="unc-drugchecking",
    publisher="UNC Street Drug Analysis Lab",
    title="UNC drug checking, monthly counts",
    stream="drug_checking",
    country="US",
    licence="published figures, cited (MIT, Opioid Data Lab)",
    attribution="UNC Street Drug Analysis Lab, Opioid Data Lab",
    use_statement="health_only.unc",
    purpose=Purpose.HEALTH_ONLY,
    mark=Mark.CLEAR,
    unit_counted="sample",
    measures=("detections", "samples"),
    cadence=Cadence.MONTH,
    rhythm_days=31,
    delay_days=10,
    settling=(Settling("detections", 0), Settling("samples", 0)),
    year_starts=1,
    level="group",
    roll_up=False,
    absent_means="zero",
    denominator=Denominator("tested"),
    panels_method="shares_by_window",
    small_numbers="few_samples",
    overlaps=(),
    laboratory="UNC",
    release_kind="snapshot",
    history=(HistoryNote("2022-01-01", "unc.first_month"),),
    limits=("unc.volunteers", "unc.mix_changes", "unc.analysis_date"),
)

ROWS: tuple[Source, ...] = (NYC, UNC)
