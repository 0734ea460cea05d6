"""Files made to do harm are refused with a sentence, or read with nothing lost, in bounded memory and time."""

from __future__ import annotations

import gzip
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.contracts.made_files import MADE, rows_in, taken_in
from tocsin.errors import FileRefused, TocsinError
from tocsin.sources.containers import unpacked
from tocsin.sources.samples import bundled, source_of

CBP = next(made for made in MADE if made.adapter.source == "cbp-drug-seizures")
MEMORY = 3 << 30  # address space of the reading process, libraries and thread stacks included
SECONDS = 60
READ = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tocsin.errors import FileRefused
from tocsin.sources.catalogue import source
from tocsin.sources.reading import read
try:
    for arrival in read(Path(sys.argv[1]), source("cbp-drug-seizures"), known_at=None, now=datetime(2026, 11, 1, tzinfo=UTC)):
        arrival.observations.read_all()
    print("READ")
except FileRefused as refused:
    print("REFUSED", refused)
"""
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
START = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)


def read_apart(path: Path) -> str:
    """Read a file in a process with little memory and little time; what it said."""

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))

    words = [sys.executable, "-c", READ, str(path)]
    told = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, preexec_fn=little, check=False)
    assert told.returncode == 0, told.stderr[-500:]
    return told.stdout


def spreadsheet(path: Path, rows: str, extra: str = "") -> Path:
    """A workbook with one sheet; `extra` stands before the sheet, as a document type would."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        book.writestr("_rels/.rels", START)
        book.writestr("xl/workbook.xml", BOOK)
        book.writestr("xl/_rels/workbook.xml.rels", LINKS)
        book.writestr("xl/worksheets/sheet1.xml", extra + SHEET.format(rows=rows))
    return path


def row(number: int, cells: list[str]) -> str:
    """One row of a sheet, with its texts inside."""
    inside = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inside}</row>'


def as_sheet(made_rows: list[tuple[str, ...]]) -> str:
    """The header and rows of CBP as rows of a sheet."""
    return "".join(row(n, list(cells)) for n, cells in enumerate([CBP.columns, *made_rows], 1))


def test_four_gigabytes_in_one_line_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "endless.csv"
    with path.open("wb") as file:
        block = b"a" * (1 << 24)
        for _ in range(256):
            file.write(block)
    assert path.stat().st_size == 4 << 30
    assert "does not end" in read_apart(path)


def test_a_million_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{n}" for n in range(1_000_000)) + "\n")
    assert "too many columns" in read_apart(path)


def test_a_million_cells_in_one_row_cost_that_row(tmp_path: Path) -> None:
    path = tmp_path / "wide_row.csv"
    path.write_text(CBP.text() + "," * 1_000_000 + "\n")
    answer = taken_in(path, "cbp-drug-seizures")
    assert rows_in(answer) == len(CBP.rows) + 1 and answer.rules == {"unreadable_row"}


@pytest.mark.parametrize("pack", ["gzip", "zip", "xlsx"])
def test_what_unpacks_to_a_disk_full_of_nothing_is_refused(pack: str, tmp_path: Path) -> None:
    path, nothing = tmp_path / f"bomb.{pack}", b"0" * (1 << 24)
    if pack == "gzip":
        with gzip.open(path, "wb", compresslevel=9) as file:
            for _ in range(64):
                file.write(nothing)
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            if pack == "xlsx":
                archive.writestr("_rels/.rels", START)
                archive.writestr("xl/workbook.xml", BOOK)
            with archive.open(
                "xl/worksheets/sheet1.xml" if pack == "xlsx" else "table.csv", "w", force_zip64=True
            ) as member:
                for _ in range(64):
                    member.write(nothing)
    assert "REFUSED" in read_apart(path)


def test_names_inside_an_archive_are_never_paths(tmp_path: Path) -> None:
    path, inside = tmp_path / "deep" / "slip.zip", tmp_path / "deep" / "work"
    inside.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../../escaped.csv", CBP.text())
    assert unpacked(path, inside).parent == inside
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["slip.zip", "unpacked.csv"]
    assert rows_in(taken_in(path, "cbp-drug-seizures")) == len(CBP.rows)


def test_an_archive_of_different_tables_and_one_of_none_are_refused(tmp_path: Path) -> None:
    for name, members in (("two.zip", {"a.csv": "x,y\n1,2\n", "b.csv": "z\n1\n"}), ("none.zip", {"a.exe": "MZ"})):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for member, text in members.items():
                archive.writestr(member, text)
        with pytest.raises(FileRefused, match=r"different tables|no table"):
            taken_in(tmp_path / name, "cbp-drug-seizures")


def test_a_spreadsheet_reads_no_file_of_the_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET-WORD")
    extra = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]>'
    rows = [(*CBP.rows[0][:6], "&s;", *CBP.rows[0][7:]), *CBP.rows[1:]]
    path = spreadsheet(tmp_path / "xxe.xlsx", as_sheet(rows), extra)
    try:
        answer = taken_in(path, "cbp-drug-seizures")
        told = str(answer.observations.to_pylist()) + str(answer.quarantine.to_pylist())
        assert rows_in(answer) == len(CBP.rows)
    except FileRefused as refused:
        told = str(refused)
    assert "TOP-SECRET-WORD" not in told


def test_entities_that_double_thirty_times_cost_nothing(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 31))
    rows = [(*CBP.rows[0][:6], "&e30;", *CBP.rows[0][7:])]
    path = spreadsheet(tmp_path / "laughs.xlsx", as_sheet(rows), f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]>')
    assert read_apart(path).split()[0] in ("READ", "REFUSED")


def test_a_formula_is_a_text_and_is_never_run(tmp_path: Path) -> None:
    rows = [(*CBP.rows[0][:6], "=HYPERLINK(&quot;http://example.org&quot;)", *CBP.rows[0][7:])]
    answer = taken_in(spreadsheet(tmp_path / "formula.xlsx", as_sheet(rows)), "cbp-drug-seizures")
    assert set(answer.observations["substance_raw"].to_pylist()) == {'=HYPERLINK("http://example.org")'}


def test_names_that_look_alike_stay_apart_and_turned_text_is_set_aside(tmp_path: Path) -> None:
    cyrillic, turned = "Fent\u0430nyl", "Fentanyl\u202egpj.exe"
    path = tmp_path / "alike.csv"
    drug = CBP.columns.index("Drug Type")
    rows = [(*CBP.rows[0][:drug], name, *CBP.rows[0][drug + 1 :]) for name in ("Fentanyl", cyrillic, turned)]
    path.write_text("\n".join(",".join(f'"{c}"' for c in cells) for cells in (CBP.columns, *rows)) + "\n")
    answer = taken_in(path, "cbp-drug-seizures")
    assert set(answer.observations["substance_raw"].to_pylist()) == {"Fentanyl", cyrillic}
    assert answer.rules == {"unreadable_name"}


@pytest.mark.parametrize("number", ["NaN", "1e308", "inf", "-1", "1e999", "0x10", "٣"])
def test_numbers_that_are_none_cost_their_row(number: str, tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text(CBP.with_cell(0, "Sum Qty (lbs)", number).text())
    answer = taken_in(path, "cbp-drug-seizures")
    assert rows_in(answer) == len(CBP.rows) and answer.quarantine.num_rows == 1


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.sampled_from(["text", "gzip", "zip", "xlsx", "parquet", "table", "raw"]),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), max_size=5),
)
@example(seed="zip", cuts=[(0.0, b"")])
def test_a_spoiled_file_of_any_kind_is_read_or_refused(
    seed: str, cuts: list[tuple[float, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A fuzzer on every parser: bytes of a good file are overwritten anywhere; only our own errors come out."""
    folder = tmp_path_factory.mktemp("spoiled")
    content = bytearray(_good(seed, folder))
    for at, piece in cuts:
        start = int(at * len(content))
        content[start : start + len(piece)] = piece
    path = folder / f"spoiled.{'parquet' if seed in ('parquet', 'table') else 'bin'}"
    path.write_bytes(bytes(content))
    try:
        taken_in(path, source_of(_smallest()) if seed == "table" else "cbp-drug-seizures")
    except TocsinError as told:
        assert str(told)


def _smallest() -> Path:
    return min(bundled(), key=lambda path: path.stat().st_size)


def _good(seed: str, folder: Path) -> bytes:
    if seed == "gzip":
        return gzip.compress(CBP.text().encode())
    if seed == "zip":
        with zipfile.ZipFile(folder / "good.zip", "w") as archive:
            archive.writestr("table.csv", CBP.text())
        return (folder / "good.zip").read_bytes()
    if seed == "xlsx":
        return spreadsheet(folder / "good.xlsx", as_sheet([*CBP.rows])).read_bytes()
    if seed == "table":
        return _smallest().read_bytes()
    if seed == "parquet":
        import pyarrow.csv as pc
        import pyarrow.parquet as pq

        (folder / "good.csv").write_text(CBP.text())
        pq.write_table(pc.read_csv(folder / "good.csv"), folder / "good.parquet")
        return (folder / "good.parquet").read_bytes()
    return os.urandom(2_000) if seed == "raw" else CBP.text().encode()


def test_a_packers_own_files_are_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("table.csv", CBP.text())
        archive.writestr("__MACOSX/._table.csv", b"\x00\x05\x16\x07")
    assert rows_in(taken_in(path, "cbp-drug-seizures")) == len(CBP.rows)


def test_merged_cells_are_filled_where_they_stand(tmp_path: Path) -> None:
    from tocsin.sources.spreadsheet import filled

    words = [["", ""], ["North", "12"], ["", ""], ["2024", "1"], ["", "2"]]
    ranges = {1: [(1, 0, 2, 0), (1, 1, 2, 1)], 3: [(3, 0, 4, 0)]}
    assert [*filled(iter(words), ranges)] == [["", ""], ["North", "12"], ["North", ""], ["2024", "1"], ["2024", "2"]]
