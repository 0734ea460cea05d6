"""Tables of one archive are joined by the names of their columns, and no row of them is lost or misread."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tocsin.errors import FileRefused
from tocsin.sources.containers import unpacked

WIDE = "a,b,c\n1,2,3\n4,5,6\n"


def archive_of(folder: Path, **members: str | bytes) -> Path:
    """A zip archive of tables."""
    path = folder / "tables.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.csv", content)
    return path


def lines_of(folder: Path, **members: str | bytes) -> list[str]:
    """The joined lines of an archive of tables."""
    return unpacked(archive_of(folder, **members), folder).read_text(encoding="utf-8", errors="replace").splitlines()


def test_a_table_that_lacks_a_column_or_orders_them_otherwise_is_laid_under_the_widest(tmp_path: Path) -> None:
    assert lines_of(tmp_path, one="c,a \n7,8\n", two=WIDE) == ["a,b,c", "8,,7", "1,2,3", "4,5,6"]


def test_a_row_that_has_not_its_own_columns_stays_one_that_cannot_be_read(tmp_path: Path) -> None:
    assert lines_of(tmp_path, one="a,b\n7,8,9\n7\n", two=WIDE)[1:3] == ["7,8,9,,,", "7,,,"]


def test_blank_lines_are_no_rows_and_empty_cells_are(tmp_path: Path) -> None:
    assert lines_of(tmp_path, one="a,b\n\n,\n  \n", two=WIDE) == ["a,b,c", ",,", "1,2,3", "4,5,6"]


def test_other_delimiters_quotes_and_marks_are_read(tmp_path: Path) -> None:
    one = '\ufeffa;b\n"7,5";"8\n9"\n'
    assert lines_of(tmp_path, one=one, two=WIDE)[1:3] == ['"7,5","8', '9",']


def test_a_column_of_its_own_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="different tables") as refused:
        lines_of(tmp_path, one="a,z\n1,2\n", two=WIDE)
    assert "one at a time" in str(refused.value) or refused.value.next_step


def test_a_line_without_end_is_refused_in_bounded_pieces(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be read"):
        lines_of(tmp_path, one="a,b\n" + "x" * 3_000_000, two=WIDE)
