"""What every check promises: a code that is listed, said in words, and a row set aside for it, with what was wanted."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from tests.contracts.made_files import MADE, Made, Read, taken_in
from tocsin.errors import UsageError
from tocsin.records.correction import Act, Correction
from tocsin.sources import checks
from tocsin.sources.adapters.listing import ADAPTERS
from tocsin.sources.adapters.tocsin_table import TocsinTable
from tocsin.sources.arrival import totals_of
from tocsin.sources.checks import Rule
from tocsin.sources.checks.catalogue import CHECKS, VOUCHABLE, Check, check
from tocsin.sources.overlay import lay_over, vouched_for
from tocsin.sources.totals import GOOD, Total, reconciled
from tocsin.wording.checks import broken, fix, wanted

FOLDER = Path(checks.__file__ or "").parent
FILES = sorted({path.stem for path in FOLDER.glob("*.py")} - {"__init__", "catalogue", "rule"})
UNTIL = datetime(2026, 11, 1, tzinfo=UTC)
EVERY = [*ADAPTERS, TocsinTable(("reports",), {})]


def asked_of(column: str, made: tuple[Rule, ...] | Rule, *cells: str | None) -> list[str | None]:
    """The code of the first rule that each cell breaks."""
    rules = made if isinstance(made, tuple) else (made,)
    case = " ".join(f"WHEN {rule.broken} THEN '{rule.code}'" for rule in rules)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE raw (line INTEGER, {checks.quoted(column)} VARCHAR, whole VARCHAR)")
        connection.executemany("INSERT INTO raw VALUES (?, ?, '10')", [(n, cell) for n, cell in enumerate(cells)])
        connection.execute("CREATE TABLE known AS SELECT 'Ohio' AS raw, 'US-OH' AS place")
        return [code for (code,) in connection.execute(f"SELECT CASE {case} END FROM raw ORDER BY line").fetchall()]


def test_one_file_is_one_check_of_the_same_name() -> None:
    for name in FILES:
        made = getattr(importlib.import_module(f"tocsin.sources.checks.{name}"), name)
        assert made is getattr(checks, name)
        assert inspect.getdoc(made)


def test_every_check_is_listed_and_every_listed_one_is_made() -> None:
    assert {name for one in CHECKS for name in one.made_by} == set(FILES)
    assert len({one.code for one in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize("one", CHECKS, ids=lambda one: one.code)
def test_every_check_says_what_was_broken_and_how_to_mend_it(one: Check) -> None:
    assert broken(one.code, "en") != one.code
    assert fix(one.code, "en").endswith(".")


@pytest.mark.parametrize("adapter", EVERY, ids=lambda one: type(one).__name__)
def test_every_rule_of_an_adapter_is_listed_and_says_what_it_wants(adapter: object) -> None:
    rules: tuple[Rule, ...] = adapter.rules(UNTIL)  # pyright: ignore[reportAttributeAccessIssue]
    assert {rule.code for rule in rules} <= {one.code for one in CHECKS}
    assert all(rule.wanted for rule in rules)


def test_what_was_wanted_is_a_sentence_with_its_figures() -> None:
    from tocsin.wording.catalogue import english

    assert wanted("one of: Lab, Field", "en") == "one of: Lab, Field"
    assert wanted("a word that no check uses", "fr") == "a word that no check uses"
    templates = [text for code, text in english().items() if code.startswith("wanted.")]
    assert len(templates) == len(set(templates)) > 20


@pytest.mark.parametrize("adapter", EVERY, ids=lambda one: type(one).__name__)
def test_what_an_adapter_wants_is_said_in_every_language(adapter: object) -> None:
    from tocsin.wording.checks import _forms  # pyright: ignore[reportPrivateUsage]

    rules: tuple[Rule, ...] = adapter.rules(UNTIL)  # pyright: ignore[reportAttributeAccessIssue]
    forms = [form for _, form in _forms()]
    assert sorted({r.wanted for r in rules if not any(form.fullmatch(r.wanted) for form in forms)}) == []


def test_filled() -> None:
    assert asked_of("a b", checks.filled("a b"), "x", "", "  ", None) == [None, "missing", "missing", "missing"]


def test_number() -> None:
    rules = checks.number("n", whole=True)
    told = asked_of("n", rules, "3", " 3 ", "3.5", "-1", "nan", "inf", "1e16", "three", "1_000", "", "1e15")
    assert told == [
        None, None, "not_whole", "negative", "absurd", "absurd", "absurd", "not_a_number", "not_a_number", "missing", None,
    ]  # fmt: skip
    assert asked_of("n", checks.number("n", optional=True), "", "3.5") == [None, None]


def test_one_of_and_known_measure() -> None:
    told = asked_of("w", checks.one_of("w", ("Lab", "it's")), "LAB", "lab ", "It's", "field", None)
    assert told == [None, None, None, "unknown_code", "unknown_code"]
    assert asked_of("w", checks.known_measure("w", ("reports",)), "reports", "doses") == [None, "unknown_measure"]


def test_pattern() -> None:
    assert asked_of("p", checks.pattern("p", "SA[12]", "SA1 or SA2"), "SA1", "SA1 x", "") == [
        None, "not_in_form", "not_in_form",
    ]  # fmt: skip


def test_year_month_and_begun() -> None:
    assert asked_of("y", checks.year("y", 2026), "2026", "2027", "1899", "26", "") == [
        None, "date_out_of_range", "date_out_of_range", "not_in_form", "missing",
    ]  # fmt: skip
    start = "try_cast(m || '-01' AS DATE)"
    assert asked_of("m", checks.month("m", start, UNTIL), "2026-11", "2026-12", "1899-01", "May", "") == [
        None, "date_out_of_range", "date_out_of_range", "not_in_form", "missing",
    ]  # fmt: skip
    assert asked_of("m", checks.begun("m", start, "DATE '2026-03-15'"), "2026-03", "2026-04") == [
        None, "date_out_of_range",
    ]  # fmt: skip


def test_known_place() -> None:
    assert asked_of("s", checks.known_place("s", "known"), " Ohio", "ohio", "", None) == [
        None, "unknown_place", "missing", "missing",
    ]  # fmt: skip


def test_printable() -> None:
    told = asked_of("p", checks.printable("p"), "карфентанил", "a\tb", "a\u202eb", "x" * 201, "", "\ufeffx")
    assert told == [None, "unreadable_name", "unreadable_name", "unreadable_name", "missing", "unreadable_name"]


def test_not_more_than_and_in_order() -> None:
    assert asked_of("n", checks.not_more_than("n", "whole"), "10", "11", "", "many") == [
        None, "more_than_tested", None, None,
    ]  # fmt: skip
    assert asked_of("n", checks.in_order("n", "CAST(n AS DATE)", "DATE '2026-01-31'"), "2026-01-31", "2026-02-01") == [
        None, "period_reversed",
    ]  # fmt: skip


def test_distinct_and_whole_row_are_found_elsewhere_and_named_here() -> None:
    assert (checks.distinct(("a", "b")).code, checks.distinct(("a", "b")).column) == ("duplicate_key", "a+b")
    assert (checks.whole_row(9).code, checks.whole_row(9).wanted) == ("unreadable_row", "9 columns")
    assert [check(code).scope for code in ("duplicate_key", "unreadable_row", "missing")] == ["cells", "row", "cell"]


# ---- what a person said, laid over the rows


def said(act: Act, row: int | None, column: str | None = None, value: str | None = None) -> Correction:
    return Correction("0" * 64, "any", "any@2026", act, row, column, None, value, "", UNTIL)


def laid_over(*acts: Correction) -> list[tuple[int, str | None]]:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE raw AS SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, NULL)) AS t(file_row, c)")
        lay_over(connection, acts)
        return connection.execute("FROM raw ORDER BY file_row").fetchall()


def test_the_last_word_on_a_cell_counts_and_the_other_cells_stay() -> None:
    told = laid_over(said(Act.CORRECT, 2, "c", "x"), said(Act.CORRECT, 2, "c", "y"), said(Act.CORRECT, 3, "c", "z"))
    assert told == [(1, "a"), (2, "y"), (3, "z")]
    assert laid_over(said(Act.CORRECT, 1, "c", "")) == [(1, None), (2, "b"), (3, None)]
    assert laid_over() == [(1, "a"), (2, "b"), (3, None)]


def test_a_value_that_looks_like_sql_is_only_text() -> None:
    assert laid_over(said(Act.CORRECT, 1, "c", "'); DROP TABLE raw; --"))[0] == (1, "'); DROP TABLE raw; --")
    with pytest.raises(UsageError, match="no such column"):
        laid_over(said(Act.CORRECT, 1, 'c" = NULL; --', "x"))


def test_only_what_can_be_vouched_for_lets_a_row_stand() -> None:
    rules = vouched_for((checks.filled("a"), checks.not_more_than("a", "b")))
    assert ["vouched" in rule.broken for rule in rules] == [False, True]
    assert set(VOUCHABLE) == {"more_than_tested", "duplicate_key"}


# ---- totals that the publisher prints

SUM = Total(
    "daily_mean_differs", "total", f"SELECT place AS of, max(total) AS printed, sum(n) AS added FROM {GOOD} GROUP BY 1"
)


def compared(total: Total, *rows: tuple[str, float, float | None]) -> tuple[int, list[tuple[str, float, float]]]:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE once (place VARCHAR, n DOUBLE, total DOUBLE)")
        connection.executemany("INSERT INTO once VALUES (?, ?, ?)", rows)
        told = reconciled(connection, (total,), "place <> 'elsewhere'")
    return told.compared, [(r["of"], r["printed"], r["added"]) for r in told.differ.to_pylist()]


def test_a_printed_total_that_its_rows_do_not_come_to_is_told() -> None:
    rows = [("Ohio", 3, 7), ("Ohio", 4, 7), ("Iowa", 2, 5), ("Iowa", 2, 5), ("elsewhere", 1, 99), ("Utah", 1, None)]
    assert compared(SUM, *rows) == (2, [("Iowa", 5, 4)])


def test_a_total_may_differ_by_its_last_digit_or_by_a_share() -> None:
    rows = [("Ohio", 100.0, 100.4), ("Iowa", 100.0, 100.6), ("Utah", 1000.0, 1009.0)]
    assert [of for of, _, _ in compared(SUM, *rows)[1]] == ["Iowa", "Utah"]
    assert compared(replace(SUM, share=0.01), *rows)[1] == []


def test_every_total_of_an_adapter_has_its_sentence() -> None:
    from tocsin.wording import knows

    declared = [total for adapter in ADAPTERS for total in totals_of(adapter)]
    assert declared
    assert [total.code for total in declared if not knows(f"release_note.{total.code}")] == []
    assert [total.code for total in declared if GOOD not in total.sql] == []


def test_a_differing_total_is_a_note_of_its_release_and_sets_no_row_aside(tmp_path: Path) -> None:
    made: Made = next(one for one in MADE if one.adapter.source == "euda-score")

    def read(made: Made) -> Read:
        path = tmp_path / "published.csv"
        path.write_text(made.text())
        return taken_in(path, made.adapter.source)

    assert all(release.notes == () for release in read(made).releases)
    answer = read(made.with_cell(0, "Daily mean", "5"))
    assert [release.notes for release in answer.releases] == [("daily_mean_differs",), ()]
    assert answer.quarantine.num_rows == 0
