"""What a file as a whole must be, whatever its format: refused with a way out, or read to the last row."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.contracts.made_files import MADE, Made, rows_in, taken_in
from tocsin.errors import FileRefused, UsageError

every_adapter = pytest.mark.parametrize("made", MADE, ids=lambda made: type(made.adapter).__name__)
BORDER = MADE[0]


def refused(path: Path, made: Made = BORDER) -> FileRefused:
    """Read the file, which must be refused with a next step."""
    with pytest.raises(FileRefused) as answer:
        taken_in(path, made.adapter.source)
    assert answer.value.next_step
    return answer.value


@every_adapter
@pytest.mark.parametrize(
    "content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\x00\x01\x02", b"\xff\xfe", b"PAR1", b"\x1f\x8b broken"]
)
def test_an_empty_or_binary_file_is_refused(made: Made, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    refused(path, made)


@every_adapter
def test_a_header_without_rows_is_refused(made: Made, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(",".join(made.columns), encoding="utf-8")
    assert "without rows" in refused(path, made).got


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "nowhere.csv").what
    assert "no such file" in refused(tmp_path).what


@every_adapter
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_every_known_encoding_gives_the_same_observations(
    made: Made, encoding: str, packed: bool, tmp_path: Path
) -> None:
    plain, other = tmp_path / "plain.csv", tmp_path / "other.csv"
    text = made.text().replace("MDMA", "ecstasy ñ").replace("lidocaine", "lidocaína")
    plain.write_text(text, encoding="utf-8")
    content = (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding)
    other.write_bytes(gzip.compress(content) if packed else content)
    one, two = taken_in(plain, made.adapter.source), taken_in(other, made.adapter.source)
    assert rows_in(two) == len(made.rows) and two.quarantine.num_rows == 0
    assert one.observations.drop_columns(["release"]).equals(two.observations.drop_columns(["release"]))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_and_blank_lines_are_read(ending: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes((ending + BORDER.text().replace("\n", ending * 2)).encode())
    answer = taken_in(path, BORDER.adapter.source)
    assert rows_in(answer) == len(BORDER.rows) and answer.quarantine.num_rows == 0


@pytest.mark.parametrize(
    "row",
    [
        "2025,OCT",
        "2025,OCT,Office of Field Operations,Southwest Border,Land Only,SAN DIEGO FIELD OFFICE,Heroin,1,234,5",
        '2025,OCT,"Office of Field Operations,Southwest Border,Land Only,SAN DIEGO FIELD OFFICE,Heroin,1,2',
        '"',
        '"a"b,c',
        ",,,,,,,,",
        "\x85",
        "x" * 1_200_000,
    ],
    ids=["short", "long", "open quote", "lone quote", "text after quote", "only commas", "unseen", "too long"],
)
@pytest.mark.parametrize("at", [1, 2, 4])
def test_a_broken_line_is_set_aside_and_hides_no_other(row: str, at: int, tmp_path: Path) -> None:
    lines = BORDER.text().splitlines()
    path = tmp_path / "file.csv"
    path.write_text("\n".join([*lines[:at], row, *lines[at:]]) + "\n", encoding="utf-8")
    answer = taken_in(path, BORDER.adapter.source)
    assert rows_in(answer) == len(BORDER.rows) + 1
    assert answer.quarantine["row"].to_pylist() == [at]
    assert answer.observations.num_rows == 2 * len(BORDER.rows)


def test_quotes_inside_cells_are_read_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(BORDER.with_cell(1, "Drug Type", 'Other "Drugs", **').text(), encoding="utf-8")
    answer = taken_in(path, BORDER.adapter.source)
    assert 'Other "Drugs", **' in answer.observations["substance_raw"].to_pylist()


def test_one_byte_that_is_no_utf8_costs_one_row_and_spoils_no_other_name(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    lines = BORDER.with_cell(0, "Drug Type", "fentanilo ñ").text().encode().splitlines()
    lines[2] = lines[2].replace(b"Cocaine", b"Coca\xffne")
    path.write_bytes(b"\n".join(lines))
    answer = taken_in(path, BORDER.adapter.source)
    assert answer.quarantine["rule"].to_pylist() == ["unreadable_row"]
    assert "fentanilo ñ" in answer.observations["substance_raw"].to_pylist()


def test_a_nul_byte_far_down_is_found(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(BORDER.text().encode() + b"2025,NOV\x00\n")
    assert "line 5" in refused(path).got


@pytest.mark.parametrize("columns", [2_001, 100_000, 1_000_000])
def test_too_many_columns_are_refused_before_a_database_sees_them(columns: int, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(",".join(f"c{number}" for number in range(columns)) + "\n" + "1," * columns, encoding="utf-8")
    assert "too many columns" in refused(path).what


@pytest.mark.parametrize("extra", ["", "FY", "fy", '"'])
def test_columns_that_cannot_be_told_apart_are_refused(extra: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(BORDER.text().replace("FY,", f"FY,{extra},", 1), encoding="utf-8")
    refused(path)


@pytest.mark.parametrize(
    "column",
    [
        "Name",
        "First Name",
        "patient_name",
        "DateOfBirth",
        "Street address",
        "SSN",
        "Nombre completo",
        "fecha de nacimiento",
        "Domicilio",
        "CURP",
        "Prénom",
        "Date de naissance",
        "Adresse",
        "e-mail",
        "Age,Sex",
        "Edad,Sexo",
    ],
)
def test_a_file_that_names_people_is_refused(column: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    width = column.count(",") + 1
    lines = BORDER.text().splitlines()
    path.write_text("\n".join([f"{lines[0]},{column}", *(line + ",x" * width for line in lines[1:])]), encoding="utf-8")
    assert "people" in refused(path).what


@pytest.mark.parametrize(
    "column", ["STATE_LONG_NAME", "Substance name", "row", "broken", "file_row", "file_row (published)", "Age", 'a "b"']
)
def test_other_columns_beside_the_wanted_ones_do_no_harm(column: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    lines = BORDER.with_cell(1, "Count of Event", "many").text().splitlines()
    quoted = '"' + column.replace('"', '""') + '"'
    path.write_text("\n".join([f"{lines[0]},{quoted}", *(f"{line},7" for line in lines[1:])]), encoding="utf-8")
    answer = taken_in(path, BORDER.adapter.source)
    assert answer.quarantine["row"].to_pylist() == [2]
    assert column.removesuffix(" (published)") in answer.quarantine["raw"][0].as_py().replace("\\", "")


def test_a_list_that_holds_no_observations_says_what_to_give_instead(shared: Path) -> None:
    firsts = shared / "data/unc-drugchecking-aggregates/TRANSCRIBED_first_detections.csv"
    air = next((shared / "data/cbp-nationwide-drugs").glob("amo*.csv"))
    assert "monthly counts" in refused(firsts, MADE[4]).next_step
    assert "--source cbp-amo" in refused(air).next_step


def test_a_date_of_publication_in_the_future_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(BORDER.text(), encoding="utf-8")
    with pytest.raises(UsageError):
        taken_in(path, BORDER.adapter.source, known_at=datetime(2031, 1, 1, tzinfo=UTC))


def test_a_given_date_of_publication_is_kept_and_nothing_later_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(BORDER.text(), encoding="utf-8")
    answer = taken_in(path, BORDER.adapter.source, known_at=datetime(2025, 12, 1, tzinfo=UTC))
    assert [(r.known_at.date().isoformat(), r.known_basis) for r in answer.releases] == [("2025-12-01", "reported")]
    assert answer.quarantine["row"].to_pylist() == [3]  # January 2026 had not begun


def test_a_file_read_before_its_assumed_date_is_known_since_now_and_stays_the_same_release(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(BORDER.text(), encoding="utf-8")
    early, late = (
        taken_in(path, BORDER.adapter.source, now=datetime(2026, month, 3, tzinfo=UTC)).releases[0] for month in (2, 8)
    )
    assert (early.known_at.date().isoformat(), early.known_basis) == ("2026-02-03", "ingest")
    assert (late.known_at.date().isoformat(), late.known_basis) == ("2026-02-12", "assumed")
    assert early.release == late.release
