"""Whatever table someone brings, it is mapped or refused in words of ours; and once mapped, no row of it is lost."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tocsin.errors import FileRefused, TocsinError
from tocsin.flow import mapping
from tocsin.sources.mapping.own_file import read_own
from tocsin.sources.reading import read

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LETTERS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=14)
CELL = st.one_of(
    st.sampled_from(
        [
            *("", " ", "1", "0", "-3", "1,234", "1.234", "1.234,5", "12%", "1e308", "NaN", "∞", "½", "٣"),
            *("<5", "<LOD", "Suppr.", "*", "n.d.", "-", "1-4", ">1000", "#REF!", "=1+1", "'"),
            *("2024-03-05", "03/04/2024", "31.12.2024", "enero 2024", "févr. 2024", "2024 Q3", "S1 2024", "2024-W53"),
            *("2023-24", "FY2024", "45292", "99999", "2099-01-01", "0000-00-00", "2024", "1", "13"),
            *(
                "Ohio",
                "Sonora",
                "Québec",
                "ON",
                "kg",
                "lb",
                "Deaths",
                "Total",
                "Narnia",
                "Fentanyl",
                "Cocaína",
                "карфентанил",
                "\u202eohio",
            ),
        ]
    ),
    LETTERS,
)
HEADING = st.one_of(
    st.sampled_from(
        [
            *("State", "Entidad", "Month", "Mes", "Fecha", "Week", "Year", "Drug", "Droga", "Deaths", "Eventos", ""),
            *(
                "2023",
                "2024",
                "Q1 2024",
                "S1 2024",
                "Total",
                "Weight (lb)",
                "Flow (MGD)",
                "Fentanyl",
                "tested",
                "a+b",
                'x"y',
            ),
        ]
    ),
    LETTERS,
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header of one or two rows and up to eight rows below it, mostly of one width."""
    width = draw(st.integers(1, 6))
    rows = [draw(st.lists(HEADING, min_size=width, max_size=width)) for _ in range(draw(st.integers(1, 2)))]
    for _ in range(draw(st.integers(0, 8))):
        size = width if draw(st.integers(0, 9)) else draw(st.integers(1, width + 1))
        rows.append(draw(st.lists(CELL, min_size=size, max_size=size)))
    return rows


@st.composite
def plausible(draw: st.DrawFn) -> list[list[str]]:
    """A table that can be mapped, with cells spoilt."""
    rows = [["State", "Month", "Drug", "Weight (lb)", "Deaths"]]
    for number in range(draw(st.integers(2, 8))):
        row = ["Ohio", f"2024-{number + 1:02}", "Fentanyl", "1.5", "3"]
        for _ in range(draw(st.integers(0, 2))):
            row[draw(st.integers(0, 4))] = draw(CELL)
        rows.append(row)
    return rows


def written(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def taken_in(path: Path, folder: Path) -> tuple[int, int, int] | None:
    """Rows in, accepted and set aside; None where the table is refused."""
    answers = {"measure": "deaths", "place": "US-OH", "add_up": "yes"}
    try:
        seen = mapping.look(path, answers)
        source = read_own(mapping.keep(seen.source, folder / "own.toml"))
        arrivals = [
            (one.release, one.quarantine, one.observations.read_all())
            for one in read(path, source, known_at=None, now=NOW)
        ]
    except TocsinError as refusal:
        assert refusal.what
        return None
    ((release, quarantine, observations),) = arrivals
    keys = observations["observation"].to_pylist()
    assert len(keys) == len(set(keys))
    return release.rows_in, release.rows_accepted, quarantine.num_rows


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(tables(), plausible()))
def test_any_table_is_read_whole_or_refused_in_words(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "table.csv"
        path.write_bytes(written(rows))
        counted = taken_in(path, folder)
    if counted is not None:
        assert counted[0] == counted[1] + counted[2]


@settings(max_examples=40, deadline=None)
@example(
    [
        ["State", "Month", "Drug", "Weight (lb)", "Deaths"],
        ["Ohio", "1", "Fentanyl", "∞", "3"],
        ["Ohio", "2024-02", "Fentanyl", "1.5", "3"],
    ]
)
@given(plausible())
def test_rows_below_a_header_are_counted_one_by_one(rows: list[list[str]]) -> None:
    """A table without remarks: every filled row is accepted or set aside. A break inside a cell makes two rows of one."""
    assume(not any(mark in cell for row in rows for cell in row for mark in "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "table.csv"
        path.write_bytes(written([*rows, ["Ohio", "2025-01", "Fentanyl", "2", "1"]]))
        counted = taken_in(path, folder)
    if counted is not None:
        wanted = sum(any(cell.strip() for cell in row) for row in rows[1:]) + 1
        assert counted[0] == wanted


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"\n \n")
    try:
        mapping.look(path, {})
    except FileRefused as refusal:
        assert "empty" in refusal.what
    else:
        raise AssertionError("an empty file was mapped")
