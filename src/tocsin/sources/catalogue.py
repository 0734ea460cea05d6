"""The sources in service. Listing is registering: one literal row for each, and nothing of a source elsewhere."""

from __future__ import annotations

from tocsin.errors import UsageError
from tocsin.records.mark import Mark, Purpose
from tocsin.records.period import Cadence
from tocsin.records.source import Denominator, HistoryNote, Settling, Source

CBP = Source(
    name="cbp-drug-seizures", publisher="U.S. Customs and Border Protection", title="CBP nationwide drug seizures", stream="seizure", country="US",
    licence="public domain (US Government work)", attribution="U.S. Customs and Border Protection, Public Data Portal", use_statement="",
    purpose=Purpose.ANY, mark=Mark.CLEAR, unit_counted="event", measures=("seizures", "mass_kg"), cadence=Cadence.MONTH, rhythm_days=31, delay_days=12,
    settling=(Settling("seizures", 30, open_year=True), Settling("mass_kg", 10)), year_starts=10, level="field_office", roll_up=True,
    absent_means="zero", denominator=Denominator("none"), panels_method="counts_by_year", small_numbers="none_needed",
    overlaps=("cbp-amo",), laboratory="CBP", release_kind="snapshot",
    history=(HistoryNote("2018-10-01", "cbp.first_month"), HistoryNote("2025-10-01", "cbp.open_year")),
    limits=("cbp.effort_or_flow", "cbp.no_denominator", "cbp.no_ports", "cbp.amo_overlaps"),
)
NFLIS = Source(
    name="nflis-dqs", publisher="U.S. Drug Enforcement Administration", title="NFLIS-Drug public data query", stream="lab_identification", country="US",
    licence="public domain (US Government work)", attribution="U.S. DEA, Diversion Control Division, NFLIS-Drug", use_statement="",
    purpose=Purpose.ANY, mark=Mark.CLEAR, unit_counted="report", measures=("reports",), cadence=Cadence.HALF_YEAR, rhythm_days=184, delay_days=62,
    settling=(Settling("reports", 180),), year_starts=1, level="state", roll_up=True, absent_means="zero", denominator=Denominator("family"),
    panels_method="half_years", small_numbers="none_needed", overlaps=("nflis-annual", "nflis-county"), laboratory="US crime laboratories",
    release_kind="query", history=(HistoryNote("2017-01-01", "nflis.whole_category"),),
    limits=("nflis.reports_not_samples", "nflis.scope_unknown", "nflis.late", "nflis.police_cases"),
)
NYC = Source(
    name="nyc-drugchecking", publisher="New York City Department of Health and Mental Hygiene", title="New York City drug checking", stream="drug_checking",
    country="US", licence="published figures, cited", attribution="NYC Health, drug checking programme",
    use_statement="health_only.nyc", purpose=Purpose.HEALTH_ONLY, mark=Mark.CLEAR, unit_counted="sample", measures=("detections", "samples"),
    cadence=Cadence.MONTH, rhythm_days=31, delay_days=5, settling=(Settling("detections", 0), Settling("samples", 0)), year_starts=1, level="city",
    roll_up=False, absent_means="not_reported", denominator=Denominator("tested"), panels_method="shares_by_window", small_numbers="few_samples",
    overlaps=(), laboratory="NYC Health and its laboratory", release_kind="window", history=(HistoryNote("2025-01-01", "nyc.first_window"),),
    limits=("nyc.volunteers", "nyc.opioids_only", "nyc.window_cut"),
)
UNC = Source(
    name="unc-drugchecking", publisher="UNC Street Drug Analysis Lab", title="UNC drug checking, monthly counts", stream="drug_checking", country="US",
    licence="published figures, cited (MIT, Opioid Data Lab)", attribution="UNC Street Drug Analysis Lab, Opioid Data Lab",
    use_statement="health_only.unc", purpose=Purpose.HEALTH_ONLY, mark=Mark.CLEAR, unit_counted="sample", measures=("detections", "samples"),
    cadence=Cadence.MONTH, rhythm_days=31, delay_days=10, settling=(Settling("detections", 0), Settling("samples", 0)), year_starts=1, level="group",
    roll_up=False, absent_means="zero", denominator=Denominator("tested"), panels_method="shares_by_window", small_numbers="few_samples", overlaps=(),
    laboratory="UNC", release_kind="snapshot", history=(HistoryNote("2022-01-01", "unc.first_month"),),
    limits=("unc.volunteers", "unc.mix_changes", "unc.analysis_date"),
)
SCORE = Source(
    name="euda-score", publisher="European Union Drugs Agency and SCORE", title="Wastewater analysis and drugs, a multi-city study", stream="wastewater",
    country="EU", licence="CC BY 4.0", attribution="EUDA and SCORE, wastewater analysis and drugs, 2025 source data", use_statement="",
    purpose=Purpose.ANY, mark=Mark.CLEAR, unit_counted="load", measures=("load_mg_per_day_per_1000",), cadence=Cadence.YEAR, rhythm_days=366, delay_days=90,
    settling=(Settling("load_mg_per_day_per_1000", 0),), year_starts=1, level="site", roll_up=False, absent_means="not_reported",
    denominator=Denominator("none"), panels_method="yearly_sites", small_numbers="catchment", overlaps=(), laboratory="SCORE laboratories",
    release_kind="increment", history=(HistoryNote("2011-01-01", "score.one_week"), HistoryNote("2022-01-01", "score.ketamine")),
    limits=("score.one_week", "score.site_mix", "score.biomarker_load", "score.zero_ambiguous"),
)
SESNSP = Source(
    name="mx-sesnsp", publisher="Secretariado Ejecutivo del Sistema Nacional de Seguridad Pública", title="SESNSP small-scale dealing files",
    stream="police_file", country="MX", licence="Libre Uso MX", attribution="SESNSP, Incidencia Delictiva del Fuero Común", use_statement="",
    purpose=Purpose.ANY, mark=Mark.CLEAR, unit_counted="file", measures=("files",), cadence=Cadence.MONTH, rhythm_days=31, delay_days=40,
    settling=(Settling("files", 0),), year_starts=1, level="state", roll_up=True, absent_means="not_reported", denominator=Denominator("population"),
    panels_method="counts_by_year", small_numbers="none_needed", overlaps=(), laboratory="SESNSP", release_kind="snapshot",
    history=(HistoryNote("2016-06-01", "sesnsp.procedure"), HistoryNote("2026-01-01", "sesnsp.new_register")),
    limits=("sesnsp.police_activity", "sesnsp.recording", "sesnsp.no_substance"),
)
SOURCES: tuple[Source, ...] = (CBP, NFLIS, NYC, UNC, SCORE, SESNSP)


def source(name: str) -> Source:
    """The catalogue row of a source. Raises `UsageError` with the names there are."""
    found = next((one for one in SOURCES if one.name == name), None)
    if found is None:
        raise UsageError("no such source", wanted="one of " + ", ".join(one.name for one in SOURCES), got=name, next_step="run `tocsin sources`")
    return found
