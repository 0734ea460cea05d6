"""What the sniffers promise: each way of writing, in three languages, is read as a person would read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tocsin.errors import FileRefused
from tocsin.records.mapping import Numbers, PeriodColumns
from tocsin.sources.mapping.headings import headings
from tocsin.sources.mapping.periods import read_period
from tocsin.sources.mapping.questions import Desk
from tocsin.sources.mapping.remarks import is_remark
from tocsin.sources.mapping.sniffing import figures, marks, places, substances
from tocsin.sources.mapping.sniffing.dates import forms_of
from tocsin.sources.mapping.sniffing.delimiter import delimiter_of
from tocsin.sources.mapping.sniffing.encoding import encoding_of
from tocsin.sources.mapping.sniffing.frame import header_count
from tocsin.sources.mapping.sniffing.numbers import numbers_of
from tocsin.sources.mapping.units import factor_of, unit_of

PERIODS = [
    ("2024-03-05", "day_iso", "2024-03-05", "2024-03-05"),
    ("2024-03-05 13:45:00", "day_iso", "2024-03-05", "2024-03-05"),
    ("03/05/24", "day_mdy", "2024-03-05", "2024-03-05"),
    ("31.12.2024", "day_dmy", "2024-12-31", "2024-12-31"),
    ("March 5, 2024", "day_named", "2024-03-05", "2024-03-05"),
    ("5 mars 2024", "day_named", "2024-03-05", "2024-03-05"),
    ("5 de marzo de 2024", "day_named", "2024-03-05", "2024-03-05"),
    ("05-ene-24", "day_named", "2024-01-05", "2024-01-05"),
    ("45292", "excel_day", "2024-01-01", "2024-01-01"),
    ("2024-02", "month", "2024-02-01", "2024-02-29"),
    ("02/2024", "month", "2024-02-01", "2024-02-29"),
    ("Feb 2024", "month", "2024-02-01", "2024-02-29"),
    ("févr. 2024", "month", "2024-02-01", "2024-02-29"),
    ("febrero de 2024", "month", "2024-02-01", "2024-02-29"),
    ("ago-24", "month", "2024-08-01", "2024-08-31"),
    ("août 2024", "month", "2024-08-01", "2024-08-31"),
    ("2024 Q3", "quarter", "2024-07-01", "2024-09-30"),
    ("T3 2024", "quarter", "2024-07-01", "2024-09-30"),
    ("3er trimestre 2024", "quarter", "2024-07-01", "2024-09-30"),
    ("III trimestre de 2024", "quarter", "2024-07-01", "2024-09-30"),
    ("July to September 2024", "quarter", "2024-07-01", "2024-09-30"),
    ("2024 H2", "half_year", "2024-07-01", "2024-12-31"),
    ("S2 2024", "half_year", "2024-07-01", "2024-12-31"),
    ("2e semestre 2024", "half_year", "2024-07-01", "2024-12-31"),
    ("segundo semestre de 2024", "half_year", "2024-07-01", "2024-12-31"),
    ("enero-junio 2024", "half_year", "2024-01-01", "2024-06-30"),
    ("2024", "year", "2024-01-01", "2024-12-31"),
    ("2024-W01", "iso_week", "2024-01-01", "2024-01-07"),
    ("semaine 53 2020", "iso_week", "2020-12-28", "2021-01-03"),
    ("2024 week 1", "mmwr_week", "2023-12-31", "2024-01-06"),
    ("202001", "mmwr_week", "2019-12-29", "2020-01-04"),
]


@pytest.mark.parametrize(("text", "form", "first", "last"), PERIODS)
def test_a_period_is_read_in_its_form(text: str, form: str, first: str, last: str) -> None:
    assert read_period(text, PeriodColumns(form)) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("30.02.2024", "day_dmy"),
        ("2024-13", "month"),
        ("2024 Q5", "quarter"),
        ("S3 2024", "half_year"),
        ("2023-W53", "iso_week"),
        ("2024 week 53", "mmwr_week"),
        ("Fentanyl 2024", "month"),
        ("1899", "year"),
        ("12", "excel_day"),
    ],
)
def test_what_is_no_such_period_is_not_made_one(text: str, form: str) -> None:
    assert read_period(text, PeriodColumns(form)) is None


def test_fiscal_years_begin_where_they_are_said_to() -> None:
    american, canadian = (PeriodColumns("fiscal_year", year_starts=month) for month in (10, 4))
    assert read_period("FY2024", american) == (date(2023, 10, 1), date(2024, 9, 30))
    assert read_period("2023-24", canadian) == (date(2023, 4, 1), date(2024, 3, 31))
    october = PeriodColumns("fiscal_month", year_starts=10)
    assert read_period("FY2024 Oct", october) == (date(2023, 10, 1), date(2023, 10, 31))


def test_a_day_can_stand_for_the_week_it_ends() -> None:
    ending = PeriodColumns("day_iso", span="week_ending")
    assert read_period("2024-01-06", ending) == (date(2023, 12, 31), date(2024, 1, 6))


@pytest.mark.parametrize(
    ("texts", "likeliest"),
    [
        (["2024-01", "2024-02", "2024-11"], "month"),
        (["3/4/2024", "13/4/2024"], "day_dmy"),
        (["3/4/2024", "4/13/2024"], "day_mdy"),
        (["S1 2024", "S2 2024"], "half_year"),
        (["2010-11", "2011-12", "2012-13"], "fiscal_year"),
        (["2024", "2025"], "year"),
        (["202401", "202452"], "iso_week"),
    ],
)
def test_a_column_of_periods_finds_its_form(texts: list[str], likeliest: str) -> None:
    assert forms_of(texts)[0] == likeliest


def test_a_day_that_can_be_two_leaves_both_orders_open() -> None:
    assert {"day_mdy", "day_dmy"} <= set(forms_of(["3/4/2024", "5/6/2024"]))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1.234,5", "0,25"], Numbers(",", ".")),
        (["1,234.5"], Numbers(".", ",")),
        (["1.234.567"], Numbers(",", ".")),
        (["0.125", "3"], Numbers(".", ",")),
        (["12", "<5"], Numbers(".", "")),
        (["1\u00a0234,5"], Numbers(",", ".")),
    ],
)
def test_the_figures_themselves_tell_the_decimal_sign(cells: list[str], expected: Numbers) -> None:
    desk = Desk({})
    assert numbers_of(cells, desk, whole=False, typed=False, language="en") == expected
    assert not desk.asked


def test_counts_have_no_decimals_and_other_figures_are_asked_about() -> None:
    desk = Desk({})
    assert numbers_of(["1.234"], desk, whole=True, typed=False, language="es").thousands == "."
    assert not desk.asked
    assert numbers_of(["1.234"], Desk({"decimal": "decimal"}), whole=False, typed=False, language="es").decimal == "."
    numbers_of(["1.234"], desk, whole=False, typed=False, language="es")
    assert [question.code for question in desk.asked] == ["decimal"]


@pytest.mark.parametrize(
    ("text", "measure", "factor"),
    [
        ("lbs", "mass_kg", 0.45359237),
        ("libras", "mass_kg", 0.45359237),
        ("kilogrammes", "mass_kg", 1),
        ("µg/L", "concentration_ng_per_l", 1000),
        ("MGD", "flow_m3_per_day", 3785.411784),
        ("m³/day", "flow_m3_per_day", 1),
        ("mg/day/1000 inh", "load_mg_per_day_per_1000", 1),
    ],
)
def test_units_have_their_exact_factor(text: str, measure: str, factor: float) -> None:
    unit = unit_of(text)
    assert unit is not None
    assert (unit.measure, unit.factor) == (measure, factor)
    assert factor_of(measure, unit.name) == factor


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Sum Qty (lbs)", "lb"),
        ("Flow, MGD", "MGD"),
        ("Modelled_flow-L_per_day", "L/day"),
        ("Peso [g]", "g"),
        ("Kilogramos asegurados", "kg"),
        ("Débit (m3/jour)", "m3/day"),
    ],
)
def test_a_heading_tells_its_unit(heading: str, unit: str) -> None:
    found = figures.unit_in(heading)
    assert found is not None
    assert found.name == unit


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("Suppr.", "suppressed"), ("*", "suppressed"), ("<LOD", "below_lod"), ("< LOQ", "below_loq"), ("s/d", "missing")],
)
def test_marks_are_known_in_any_case(cell: str, kind: str) -> None:
    assert marks.marks_of([cell.upper()], Desk({}), concentration=False) == ((cell.upper().lower(), kind),)


def test_nd_is_asked_about_once() -> None:
    desk = Desk({})
    marks.marks_of(["n.d.", "nd", "ND"], desk, concentration=True)
    assert [(question.code, question.default) for question in desk.asked] == [("mark_nd", "below_lod")]


@pytest.mark.parametrize(
    ("texts", "scheme"),
    [
        (["Ohio", "Texas", "Total"], "us_postal"),
        (["Sonora", "Michoacán"], "inegi"),
        (["Québec", "Nouveau-Brunswick"], "ca_postal"),
        (["US-OH", "MX-SON"], "iso"),
    ],
)
def test_places_are_found_under_their_scheme(texts: list[str], scheme: str) -> None:
    schemes, share = places.scheme_of(texts)
    assert scheme in schemes
    assert share == 1


@pytest.mark.parametrize(
    ("heading", "name"), [("Cocaine (ng/L)", "Cocaine"), ("ftir_fentanyl", "fentanyl"), ("pH", ""), ("Con metanfetamina", "metanfetamina")]
)  # fmt: skip
def test_a_heading_tells_its_substance(heading: str, name: str) -> None:
    assert substances.named_in(heading) == name


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", ";"),
        ("a,b\n1,2\n", ","),
        ("a\tb\n1\t2\n", "\t"),
        ("A report, with a comma\na|b\n1|2\n", "|"),
        ("alone\n1\n", ","),
    ],
)
def test_the_delimiter_is_the_sign_that_most_rows_share(text: str, sign: str) -> None:
    assert delimiter_of(text) == sign


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        ("año;ñandú\n".encode(), "utf-8"),
        ("año\n".encode("latin-1"), "latin-1"),
        ("“año”\n".encode("cp1252"), "cp1252"),
        ("año\n".encode("utf-16"), "utf-16"),
        ("ano,b\n".encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_the_encoding_is_told_by_the_bytes(tmp_path: Path, written: bytes, encoding: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(written)
    assert encoding_of(path) == encoding


def test_binary_data_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(bytes(range(256)) * 4)
    with pytest.raises(FileRefused, match="NUL"):
        encoding_of(path)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ([("State", "Deaths"), ("Ohio", "3"), ("Texas", "4")], 1),
        ([("State", "2023", "2024"), ("Ohio", "3", "4"), ("Texas", "*", "4")], 1),
        ([("", "2023", ""), ("State", "Q1", "Q2"), ("Ohio", "3", "4"), ("Texas", "1", "4")], 2),
        ([("Ohio", "3"), ("Texas", "4")], 0),
    ],
)
def test_header_rows_are_counted(table: list[tuple[str, ...]], rows: int) -> None:
    assert header_count(table) == rows


def test_upper_headings_hold_over_the_columns_on_their_right() -> None:
    named = headings([["", "2023", "", "Total"], ["State", "Q1", "Q2", ""]], 4)
    assert named.names == ("State", "2023 / Q1", "2023 / Q2", "Total")


def test_names_of_columns_are_told_apart_in_any_case() -> None:
    assert headings([["n", "N", "", "file_row"]], 4).names == ("n", "N (2)", "column 3", "file_row (2)")


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        (("Source: Statistics Canada", "", ""), True),
        (("* Fewer than 5 events are not shown.",) * 3, True),
        (("Ohio", "3", "4"), False),
        (("5", "5", "5"), False),
        (("", "", ""), True),
    ],
)
def test_remarks_are_told_from_rows(cells: tuple[str, ...], remark: bool) -> None:
    assert is_remark(cells, len(cells)) is remark
