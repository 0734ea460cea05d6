"""Ten strange files: each is mapped with at most three answers, or refused with a sentence that helps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.spec import strange_files as strange

from tocsin.errors import FileRefused
from tocsin.flow import mapping
from tocsin.records.release import Release
from tocsin.sources.mapping.own_file import read_own
from tocsin.sources.reading import read

NOW = datetime(2026, 11, 1, tzinfo=UTC)
Fact = tuple[str, str, date, date, str, float | None, float | None, str | None, float | None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a file: how many questions were open, its one release, and its observations in their order."""

    questions: int
    release: Release
    facts: list[Fact] = field(default_factory=list)


def loaded(path: Path, folder: Path, **answers: str) -> Loaded:
    """Look, answer, write the TOML, read it back, and take the file in with nothing but that."""
    questions = len(mapping.look(path, {}).open)
    seen = mapping.look(path, answers)
    assert not seen.open
    source = read_own(mapping.keep(seen.source, folder / "kept.toml"))
    (arrival,) = read(path, source, known_at=None, now=NOW)
    rows = arrival.observations.read_all().to_pylist()
    names = (
        "place",
        "substance_raw",
        "period_start",
        "period_end",
        "measure",
        "value",
        "bound",
        "bound_kind",
        "tested",
    )
    assert arrival.release.rows_in == arrival.release.rows_accepted + arrival.quarantine.num_rows
    return Loaded(questions, arrival.release, [tuple(row[name] for name in names) for row in rows])


def month(year: int, number: int) -> tuple[date, date]:
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1) - (date(2, 1, 2) - date(2, 1, 1))


def figure(
    place: str, what: str, when: tuple[date, date], measure: str, value: float, tested: float | None = None
) -> Fact:
    return (place, what, *when, measure, value, None, None, tested)


def bounded(place: str, what: str, when: tuple[date, date], measure: str, bound: float | None, kind: str) -> Fact:
    return (place, what, *when, measure, None, bound, kind, None)


def test_semicolons_decimal_commas_and_spanish_in_latin_1(tmp_path: Path) -> None:
    path = strange.text_file(tmp_path / "aseguramientos.csv", strange.SPANISH, "latin-1")
    came = loaded(path, tmp_path, mark_nd="missing")
    january, february = month(2024, 1), month(2024, 2)
    assert came.questions == 1
    assert came.release.rows_in == came.release.rows_accepted == 6  # the total is accepted, and gives nothing
    assert came.facts == [
        figure("MX-BCN", "Metanfetamina", january, "mass_kg", 1234.5),
        figure("MX-BCN", "Metanfetamina", january, "seizures", 41),
        figure("MX-BCN", "Metanfetamina", february, "mass_kg", 987.25),
        figure("MX-BCN", "Metanfetamina", february, "seizures", 37),
        figure("MX-SON", "Fentanilo", january, "mass_kg", 12.75),
        bounded("MX-SON", "Fentanilo", january, "seizures", 4, "suppressed"),
        bounded("MX-SON", "Fentanilo", february, "seizures", None, "suppressed"),
        figure("MX-MIC", "Cocaína", january, "mass_kg", 0.5),
        figure("MX-MIC", "Cocaína", january, "seizures", 3),
    ]


def test_a_pivoted_sheet_with_merged_headers_and_footnotes(tmp_path: Path) -> None:
    came = loaded(strange.pivoted(tmp_path / "report.xlsx"), tmp_path)
    assert came.questions == 0
    assert came.release.rows_in == came.release.rows_accepted == 4
    assert len(came.facts) == 18
    quarter = (date(2023, 4, 1), date(2023, 6, 30))
    assert figure("US-AZ", "all drugs together", quarter, "seizures", 151) in came.facts
    assert bounded("US-NM", "all drugs together", quarter, "seizures", None, "suppressed") in came.facts
    last = (date(2024, 4, 1), date(2024, 6, 30))
    assert sum(fact[5] or 0 for fact in came.facts if fact[2:4] == last) == 668  # as the sheet's own total says


def test_a_french_table_of_half_years(tmp_path: Path) -> None:
    path = strange.text_file(tmp_path / "semestres.csv", strange.FRENCH, "cp1252")
    came = loaded(path, tmp_path, mark_nd="missing")
    assert came.questions == 1
    assert came.release.rows_accepted == 5
    first, second, third = (
        (date(2024, 1, 1), date(2024, 6, 30)),
        (date(2024, 7, 1), date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 6, 30)),
    )
    assert came.facts == [
        figure("CA-QC", "Fentanyl", first, "deaths", 204),
        figure("CA-QC", "Fentanyl", second, "deaths", 198),
        figure("CA-QC", "Fentanyl", third, "deaths", 1067),
        figure("CA-ON", "Fentanyl", first, "deaths", 1204),
        figure("CA-ON", "Fentanyl", second, "deaths", 1098),
        figure("CA-ON", "Fentanyl", third, "deaths", 976),
        bounded("CA-NB", "Fentanyl", first, "deaths", None, "suppressed"),
        figure("CA-NB", "Fentanyl", second, "deaths", 12),
        figure("CA-ON", "Cocaïne", first, "deaths", 310),
        figure("CA-ON", "Cocaïne", second, "deaths", 298),
        figure("CA-ON", "Cocaïne", third, "deaths", 255),
    ]


def test_epidemiological_weeks(tmp_path: Path) -> None:
    came = loaded(strange.text_file(tmp_path / "weeks.csv", strange.WEEKS), tmp_path)
    assert came.questions == 0
    first = (date(2023, 12, 31), date(2024, 1, 6))
    assert came.facts == [
        figure("US-OH", "Heroin", first, "emergency_visits", 41),
        figure("US-OH", "Heroin", (date(2024, 1, 7), date(2024, 1, 13)), "emergency_visits", 38),
        figure("US-OH", "Heroin", (date(2024, 12, 22), date(2024, 12, 28)), "emergency_visits", 29),
        bounded("US-VT", "Heroin", first, "emergency_visits", None, "suppressed"),
        figure("US-VT", "Heroin", (date(2024, 12, 29), date(2025, 1, 4)), "emergency_visits", 6),
    ]


def test_two_header_rows_and_samples_tested_beside_the_positive_ones(tmp_path: Path) -> None:
    came = loaded(strange.text_file(tmp_path / "checks.csv", strange.TWO_HEADERS), tmp_path)
    assert came.questions == 0
    assert came.facts == [
        figure("US-OH", "Fentanyl", month(2024, 1), "detections", 44, 120),
        figure("US-OH", "Xylazine", month(2024, 1), "detections", 9, 118),
        figure("US-OH", "Fentanyl", month(2024, 2), "detections", 52, 131),
        figure("US-OH", "Xylazine", month(2024, 2), "detections", 14, 131),
        figure("US-PA", "Fentanyl", month(2024, 1), "detections", 101, 240),
        figure("US-PA", "Xylazine", month(2024, 1), "detections", 0, 0),
    ]


def test_signs_that_part_thousands(tmp_path: Path) -> None:
    came = loaded(strange.text_file(tmp_path / "deaths.csv", strange.THOUSANDS), tmp_path)
    assert came.questions == 0
    assert [(fact[0], fact[2].year, fact[5]) for fact in came.facts] == [
        ("US-CA", 2022, 6473),
        ("US-CA", 2023, 7137),
        ("US-VT", 2022, 211),
        ("US-VT", 2023, 180),
        ("US-TX", 2023, 2005),
    ]


def test_real_dates_of_a_workbook(tmp_path: Path) -> None:
    came = loaded(strange.excel_dates(tmp_path / "laboratory.xlsx"), tmp_path)
    assert came.questions == 0
    days = [date(2024, 1, 9), date(2024, 1, 23), date(2024, 2, 6), date(2024, 2, 20)]
    assert came.facts == [
        figure("US-OH/39035", "Fentanyl", (days[0], days[0]), "samples", 14),
        figure("US-OH/39035", "Carfentanil", (days[1], days[1]), "samples", 2),
        figure("US-OH/39061", "Fentanyl", (days[2], days[2]), "samples", 21),
        figure("US-OH/39061", "Xylazine", (days[3], days[3]), "samples", 3),
    ]


def test_a_wide_sheet_of_wastewater_in_million_gallons(tmp_path: Path) -> None:
    path = strange.text_file(tmp_path / "sewers.csv", strange.WASTEWATER)
    came = loaded(path, tmp_path, date_order="day_mdy", place="US-OH", mark_nd="below_lod")
    assert came.questions == 3
    assert came.release.rows_accepted == 4
    fourth, eleventh = (date(2024, 3, 4),) * 2, (date(2024, 3, 11),) * 2
    flows = [fact[5] for fact in came.facts if fact[4] == "flow_m3_per_day"]
    assert flows == pytest.approx([12.5 * 3785.411784, 13.1 * 3785.411784, 4.75 * 3785.411784, 5 * 3785.411784])
    assert [fact for fact in came.facts if fact[1] == "Fentanyl"] == [
        bounded("US-OH", "Fentanyl", fourth, "concentration_ng_per_l", None, "below_lod"),
        figure("US-OH", "Fentanyl", eleventh, "concentration_ng_per_l", 4.2),
        bounded("US-OH", "Fentanyl", fourth, "concentration_ng_per_l", 2, "below_lod"),
        bounded("US-OH", "Fentanyl", eleventh, "concentration_ng_per_l", None, "below_lod"),
    ]


@pytest.mark.parametrize(("text", "named"), [(strange.PEOPLE, "Name, Address"), (strange.CONTACTS, "Informe a")])
def test_names_and_addresses_are_refused(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        mapping.look(strange.text_file(tmp_path / "register.csv", text), {})
    assert named in refusal.value.got
    assert "take these columns out" in refusal.value.next_step


def test_a_file_of_another_source_is_sent_there(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        mapping.look(strange.text_file(tmp_path / "drugs.csv", strange.ANOTHERS), {})
    assert refusal.value.next_step == "use tocsin ingest FILE --source cbp-drug-seizures"
