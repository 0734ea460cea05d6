"""Money: what is seized in cash, and what financial institutions report."""

from __future__ import annotations

from tocsin.records.mark import Mark, Purpose
from tocsin.records.period import Cadence
from tocsin.records.source import Denominator, HistoryNote, Settling, Source

CURRENCY = Source(
    name="cbp-currency",
    publisher="U.S. Customs and Border Protection",
    title="CBP currency and other monetary instrument seizures",
    stream="money",
    country="US",
    licence="public domain (US Government work)",
    attribution="U.S. Customs and Border Protection, Public Data Portal",
    use_statement="",
    purpose=Purpose.ANY,
    mark=Mark.CLEAR,
    unit_counted="event",
    measures=("seizures", "amount_usd"),
    cadence=Cadence.MONTH,
    rhythm_days=31,
    delay_days=12,
    settling=(Settling("seizures", 30, open_year=True), Settling("amount_usd", 30, open_year=True)),
    year_starts=10,
    level="field_office",
    roll_up=False,
    absent_means="zero",
    denominator=Denominator("none"),
    panels_method="counts",
    small_numbers="none_needed",
    overlaps=(),
    laboratory="CBP",
    release_kind="snapshot",
    history=(HistoryNote("2025-10-01", "cbp.open_year"),),
    limits=("cbp.effort_or_flow", "cbp_currency.placeholders", "cbp_currency.outliers", "cbp_currency.not_drug_money"),
)

FINCEN = Source(
    name="fincen-sar",
    publisher="Financial Crimes Enforcement Network (FinCEN)",
    title="Suspicious activity report statistics",
    stream="money",
    country="US",
    licence="US Government figures; the copy of 1996-2015 is CC BY 4.0 (Berkman Klein Center), that of 2020 names no licence",
    attribution="FinCEN, SAR Stats; copies by the Berkman Klein Center (wrahool/FinCEN_SARsData) and kcbutler456/sar-cluster-analysis",
    use_statement="",
    purpose=Purpose.ANY,
    mark=Mark.CLEAR,
    unit_counted="suspicious_report",
    measures=("money_reports",),
    cadence=Cadence.YEAR,
    rhythm_days=365,
    delay_days=60,
    settling=(Settling("money_reports", 60),),
    year_starts=1,
    level="state",
    roll_up=False,
    absent_means="not_reported",
    denominator=Denominator("none"),
    panels_method="levels",
    small_numbers="none_needed",
    overlaps=(),
    laboratory="US financial institutions",
    release_kind="query",
    history=(
        HistoryNote("2002-01-01", "fincen.money_services_begin"),
        HistoryNote("2010-01-01", "fincen.months_stop"),
        HistoryNote("2012-01-01", "fincen.new_form"),
    ),
    limits=(
        "fincen.several_activities",
        "fincen.reports_not_crimes",
        "fincen.no_drug",
        "fincen.zeros",
        "fincen.parts_of_queries",
    ),
)

ROWS: tuple[Source, ...] = (CURRENCY, FINCEN)
