"""Hostile tables: a clear word, bounded work, and nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.spec import strange_files as strange
from tocsin.errors import FileRefused
from tocsin.flow import mapping
from tocsin.sources.mapping.own_file import read_own
from tocsin.sources.reading import read

NOW = datetime(2026, 11, 1, tzinfo=UTC)
GOOD = "State,Month,Deaths\n" + "".join(f"Ohio,2024-{month:02},{month}\n" for month in range(1, 13))


def rules(folder: Path, text: bytes) -> tuple[int, dict[str, str]]:
    """Rows accepted beside the twelve good ones, and what was set aside: found, by rule."""
    path = folder / "table.csv"
    path.write_bytes(text)
    source = read_own(mapping.keep(mapping.look(path, {}).source, folder / "own.toml"))
    (arrival,) = read(path, source, known_at=None, now=NOW)
    held = arrival.observations.read_all()
    release, aside = arrival.release, arrival.quarantine.to_pylist()
    assert held.num_rows >= 12
    assert release.rows_in == release.rows_accepted + len(aside)
    return release.rows_accepted - 12, {row["rule"]: row["found"] for row in aside}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("Ohio,2099-01,3", "date_out_of_range"),
        ("Ohio,2023-01,-5", "negative"),
        ("Ohio,2023-01,1e308", "absurd"),
        ("Ohio,2023-01,inf", "not_a_number"),
        ("Ohio,2023-01,1_000", "not_a_number"),
        ("Ohio,2023-01,1.5", "not_whole"),
        ("Ohio,2023-01,=HYPERLINK()", "not_a_number"),
        ("Ohio,=1+1,4", "not_in_form"),
        ("=cmd|' /C calc'!A0,2023-01,3", "unknown_place"),
        ("\u202eOhio,2023-01,3", "unknown_place"),
        ("Оhio,2023-01,3", "unknown_place"),  # a Cyrillic letter
        ('Ohio,"2023-01,3', "unreadable_row"),
        ("Ohio,2023-01", "unreadable_row"),
        ("b" * 2_000_000, "unreadable_row"),
    ],
)
def test_a_bad_row_is_set_aside_and_hides_no_other(tmp_path: Path, row: str, rule: str) -> None:
    accepted, aside = rules(tmp_path, (GOOD + row + "\nOhio,2022-01,7\n").encode())
    assert accepted == 1
    assert list(aside) == [rule]


def test_not_a_number_is_a_word_for_no_data(tmp_path: Path) -> None:
    assert rules(tmp_path, (GOOD + "Ohio,2023-01,NaN\n").encode()) == (1, {})


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_letters_of_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    assert rules(tmp_path, GOOD.replace("Ohio", "Québec").encode(encoding)) == (0, {})


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"", "empty"),
        (b"\n\n;;;\n", "empty"),
        (b"a" * 5_000_000, "one long line"),
        (",".join(f"c{number}" for number in range(3_000)).encode() + b"\n1\n", "too many columns"),
        (GOOD.encode() + b"Ohio,2024-0\x001,3\n", "NUL"),
        (bytes(range(256)) * 100, "NUL"),
        (b"PK\x03\x04" + b"junk" * 100, "cannot be unpacked"),
        (b"State,Deaths\nOhio,3\n", "cannot be mapped"),
        (b"State,Month\nOhio,2024-01\n", "cannot be mapped"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, written: bytes, told: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(written)
    with pytest.raises(FileRefused, match=told) as refusal:
        mapping.look(path, {})
    assert refusal.value.next_step


def test_a_later_file_with_other_columns_is_refused_with_what_was_wanted(tmp_path: Path) -> None:
    path = strange.text_file(tmp_path / "table.csv", GOOD)
    source = read_own(mapping.keep(mapping.look(path, {}).source, tmp_path / "own.toml"))
    strange.text_file(path, GOOD.replace("Deaths", "Deceased"))
    with pytest.raises(FileRefused) as refusal:
        list(read(path, source, known_at=None, now=NOW))
    assert refusal.value.wanted == "the column Deaths"
    assert "Deceased" in refusal.value.got
