"""Whatever is said of rows set aside, every row of the file is accepted or set aside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contracts.made_files import NOW

from tocsin.clock import published
from tocsin.records.correction import Act, Correction, first_reading, read_again
from tocsin.sources.catalogue import source
from tocsin.sources.reading import read

DAY = published("2026-01-12")
CBP = source("cbp-drug-seizures")
HEADER = "FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,Count of Event,Sum Qty (lbs)"
ROW = "2026 (FYTD),{month},Office of Field Operations,Southwest Border,Land Only,TUCSON FIELD OFFICE,{drug},{n},1.5"
ROWS = [ROW.format(month="OCT", drug=drug, n=n) for drug, n in (("A", 3), ("B", "many"), ("C", 4), ("C", 5), ("D", -1))]
WORDS = st.sampled_from(["7", "-1", "", "many", "C", "B", "2026 (FYTD)", "2099", "NOV", "'; --", "\u202e", "1e300"])


@st.composite
def acts(draw: st.DrawFn) -> tuple[Correction, ...]:
    """Up to six things said, one after the other, of any row that was set aside and any of its columns."""
    told: list[Correction] = []
    for turn in range(draw(st.integers(0, 6))):
        act = draw(st.sampled_from([*Act]))
        row = None if act is Act.READ_AGAIN else draw(st.integers(2, 7))
        column = draw(st.sampled_from(HEADER.split(","))) if act is Act.CORRECT else None
        value = draw(WORDS) if act is Act.CORRECT else None
        told.append(
            Correction("0" * 64, CBP.name, "any", act, row, column, None, value, "", NOW + timedelta(seconds=turn))
        )
    return tuple(told)


@settings(max_examples=25, deadline=None)
@given(acts())
def test_every_row_ends_in_exactly_one_place(said: tuple[Correction, ...]) -> None:
    spoken = {one.row for one in said}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.csv"
        path.write_text("\n".join([HEADER, *ROWS, "torn off"]) + "\n", encoding="utf-8")
        told = [(one.release, one.quarantine) for one in read(path, CBP, known_at=DAY, now=NOW, corrections=said)]
        plain = [one.release for one in read(path, CBP, known_at=DAY, now=NOW)]
    aside = {row for _, table in told for row in table["row"].to_pylist()}
    assert sum(release.rows_in for release, _ in told) == 6
    assert all(one.rows_in == one.rows_accepted + one.rows_quarantined for one, _ in told)
    assert 6 in aside, "a torn line has no cells that could be corrected"
    assert {first_reading(release.release) for release, _ in told} == {one.release for one in plain}
    if 2 not in spoken:
        assert 2 in aside


@given(acts(), st.integers(0, 6))
def test_a_later_reading_sorts_after_an_earlier_one_and_after_the_release_itself(
    said: tuple[Correction, ...], some: int
) -> None:
    names = [read_again("any@20260112-abc", told) for told in ((), said[:some], said)]
    assert names == sorted(names)
    assert {first_reading(name) for name in names} == {"any@20260112-abc"}
