"""Whatever stands in a file, every line that is not blank is accepted or set aside."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contracts.made_files import MADE, Made, rows_in, taken_in

from tocsin.errors import FileRefused

CELL = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            '"',
            '""',
            '"x"',
            "1",
            "-1",
            "NaN",
            "2025",
            "2026 (FYTD)",
            "OCT",
            "Fentanyl",
            "2024-01",
            "Jan 2026",
            "01",
            "ñ",
            "карфентанил",
        ]
    ),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\n\r\x00"), max_size=12),
)


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[Made, list[str]]:
    """An adapter, and lines below its header: good ones, good ones with a cell changed, and noise."""
    made = draw(st.sampled_from(MADE))
    lines = []
    for _ in range(draw(st.integers(1, 8))):
        cells = list(draw(st.sampled_from(made.rows)))
        for _ in range(draw(st.integers(0, 2))):
            cells[draw(st.integers(0, len(cells) - 1))] = draw(CELL)
        lines.append(
            ",".join(cells)
            if draw(st.booleans())
            else draw(st.sampled_from([",".join(cells[:-1]), ",".join([*cells, "1"]), draw(CELL)]))
        )
    return made, lines


@settings(max_examples=60, deadline=None)
@given(spoiled())
def test_every_line_ends_in_exactly_one_place(case: tuple[Made, list[str]]) -> None:
    made, lines = case
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes("\n".join([",".join(made.columns), *lines]).encode())
        try:
            answer = taken_in(path, made.adapter.source)
        except FileRefused as refusal:
            assert "no row of this file can be read" in refusal.what
            return
    assert rows_in(answer) == sum(1 for line in lines if not line.encode().isspace() and line)
    numbers = answer.quarantine["row"].to_pylist()
    assert len(set(numbers)) == len(numbers)
