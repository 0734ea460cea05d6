"""The adapter of a mapped table: rules, releases and observations that follow from its mapping."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from tocsin.clock import published
from tocsin.records.mapping import Mapping
from tocsin.records.release import Covers, ReleaseKind
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, begun, filled, one_of, printable, quoted
from tocsin.sources.mapping.cells import Cell, cells_of
from tocsin.sources.mapping.headings import Headings
from tocsin.sources.mapping.observing import CELLS, cells_view, observed
from tocsin.sources.mapping.periods import read_period
from tocsin.sources.mapping.reading import macros
from tocsin.vocabulary.places import find, place

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

FIRST, LAST, LEFT = '"tocsin first"', '"tocsin last"', '"tocsin left out"'
PLACE, LEVEL = '"tocsin place"', '"tocsin level"'
DAYS = pa.list_(pa.date32())
SPANS = pa.schema(
    [("raw", pa.string()), ("first", pa.date32()), ("last", pa.date32()), ("firsts", DAYS), ("lasts", DAYS)]
)
PLACES = pa.schema([("raw", pa.string()), ("place", pa.string()), ("level", pa.string())])


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A row gives one observation for each of its columns of figures. Rows of totals are accepted and give none."""

    source: str
    mapping: Mapping
    named: Headings
    cells: tuple[Cell, ...]
    release: ReleaseKind
    delay_days: int
    reading: str

    @classmethod
    def of(cls, source: Source, named: Headings) -> MappedTable:
        """The adapter of a source of one's own. Raises `FileRefused` when the table lacks what its mapping names."""
        mapping = source.mapping
        if mapping is None:
            raise ValueError(f"{source.name} has no mapping")
        return cls(
            source.name,
            mapping,
            named,
            cells_of(mapping, named),
            ReleaseKind(source.release_kind),
            source.delay_days,
            reading_of(source),
        )

    @property
    def header(self) -> tuple[str, ...]:
        """Every column: two rows say the same when all their cells do."""
        return self.named.names

    @property
    def key(self) -> tuple[str, ...]:
        """What tells rows apart."""
        mapping = self.mapping
        own = (*mapping.period.columns, mapping.place.column, mapping.substance.column, *mapping.keys)
        told = (*own, *(value.where for value in mapping.values if self._tells_measures(value.where)))
        return tuple(dict.fromkeys(name for name in told if name)) or self.named.names[:1]

    def _tells_measures(self, where: str) -> bool:
        """Whether a column tells measures apart: one of units alone does not make two figures of one."""
        return len({value.measure for value in self.mapping.values if value.where == where}) > 1

    @property
    def identity(self) -> str:
        """The same as SQL; with rows that are to be added up, each is its own."""
        if self.mapping.add_up:
            return "CAST(file_row AS VARCHAR)"
        texts = [f"trim({quoted(name)})" for name in self.key if name not in self.mapping.period.columns]
        spans = [f"CAST({FIRST} AS VARCHAR)", f"CAST({LAST} AS VARCHAR)"] if self.mapping.period.columns else []
        if not spans and not texts:
            return "CAST(file_row AS VARCHAR)"
        left = f"CASE WHEN {LEFT} THEN CAST(file_row AS VARCHAR) END"
        told = ", ".join([*spans, *(f"coalesce({text}, '')" for text in texts), left])
        return f"concat_ws(chr(31), {told})"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Read each distinct period and place once, and lay what they mean beside the rows."""
        for statement in macros(self.mapping):
            connection.execute(statement)
        connection.register("spans", self._spans(connection))
        connection.register("known_places", self._places(connection))
        connection.execute(
            f"CREATE TABLE laid AS SELECT raw.*, spans.first AS {FIRST}, spans.last AS {LAST}, "
            'spans.firsts AS "tocsin firsts", spans.lasts AS "tocsin lasts", '
            f"known_places.place AS {PLACE}, known_places.level AS {LEVEL}, {self._left_out()} AS {LEFT} FROM raw "
            f"LEFT JOIN spans ON spans.raw = {self._period_text()} "
            f"LEFT JOIN known_places ON known_places.raw = {self._place_text()}"
        )
        connection.execute("DROP TABLE raw; ALTER TABLE laid RENAME TO raw")

    def _period_text(self) -> str:
        columns = self.mapping.period.columns
        joined = ", ".join(f"trim({quoted(name)})" for name in columns)
        # The time of day would make a period of every row.
        return f"regexp_replace(concat_ws(' ', {joined}), '[ T][0-9]{{1,2}}:[0-9]{{2}}.*$', '')" if columns else "NULL"

    def _place_text(self) -> str:
        return f"trim({quoted(self.mapping.place.column)})" if self.mapping.place.column else "NULL"

    def _spans(self, connection: duckdb.DuckDBPyConnection) -> pa.Table:
        texts = _distinct(connection, self._period_text()) if self.mapping.period.columns else []
        headings = tuple(dict.fromkeys(cell.heading for cell in self.cells if cell.heading))
        return _table([row for text in texts if (row := self._span(text, headings))], SPANS)

    def _span(self, text: str, headings: tuple[str, ...]) -> tuple[object, ...] | None:
        """A period of the rows; under headings that tell its part, those of all headings and what they make together."""
        if not headings:
            span = read_period(text, self.mapping.period)
            return (text, *span, [], []) if span else None
        spans = [read_period(f"{text} {heading}", self.mapping.period) for heading in headings]
        known = [span for span in spans if span]
        if len(known) < len(headings):
            return None
        firsts, lasts = [first for first, _ in known], [last for _, last in known]
        return text, min(firsts), max(lasts), firsts, lasts

    def _places(self, connection: duckdb.DuckDBPyConnection) -> pa.Table:
        texts = _distinct(connection, self._place_text()) if self.mapping.place.column else []
        found = {text: identity for text in texts if (identity := find(text, self.mapping.place.scheme))}
        return _table([(text, identity, place(identity).level) for text, identity in found.items()], PLACES)

    def _left_out(self) -> str:
        told = dict.fromkeys(value.where for value in self.mapping.values)
        columns = [self.mapping.place.column, self.mapping.substance.column, *self.mapping.keys, *told]
        words = ", ".join("'" + word.lower().replace("'", "''") + "'" for word in self.mapping.totals)
        told = [f"lower(trim(coalesce({quoted(name)}, ''))) IN ({words})" for name in columns if name and words]
        return " OR ".join(told) or "false"

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A period that had begun, a place, names that can be read, and figures."""
        figures = tuple(rule for cell in self.cells for rule in (*_figure(cell), *_to_come(cell, until)))
        asked = (*self._when(until), *self._where(), *self._what(), *figures)
        return tuple(replace(rule, broken=f"NOT {LEFT} AND ({rule.broken})") for rule in asked)

    def _when(self, until: datetime) -> tuple[Rule, ...]:
        columns = self.mapping.period.columns
        if not columns:
            return ()
        told = "+".join(columns)
        wanted = f"a period ({self.mapping.period.form.replace('_', ' ')})"
        early = f"{FIRST} < DATE '1900-01-01'"
        return (
            *(filled(name) for name in columns),
            Rule("not_in_form", told, f"{FIRST} IS NULL", wanted),
            Rule("date_out_of_range", told, early, "a period after 1900"),
            replace(begun(columns[0], FIRST, f"DATE '{until.date()}'"), column=told),
        )

    def _where(self) -> tuple[Rule, ...]:
        column = self.mapping.place.column
        if not column:
            return ()
        return (filled(column), Rule("unknown_place", column, f"{PLACE} IS NULL", "a place of the vocabulary"))

    def _what(self) -> tuple[Rule, ...]:
        column = self.mapping.substance.column
        keys = (rule for name in self.mapping.keys for rule in printable(name) if rule.code != "missing")
        return (*(printable(column) if column else ()), *keys, *self._which())

    def _which(self) -> tuple[Rule, ...]:
        """The units or indicators that the mapping knows; a row with another one gives no figure, and is set aside."""
        known: dict[str, list[str]] = {}
        for value in self.mapping.values:
            known.setdefault(value.where, []).append(value.holds)
        return tuple(one_of(name, tuple(texts)) for name, texts in known.items() if name)

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One release. Without a date it is assumed to have come `delay_days` after its last period."""
        connection.execute(cells_view(self.mapping, self.cells))
        extent = _covers(connection, self.cells)
        if extent is None:
            return []
        told = known_at is not None
        known = known_at or published(extent.last + timedelta(days=max(self.delay_days, 1)))
        notes = ("mapped",) if told else ("mapped", "undated")
        basis = "reported" if told else "assumed"
        return [Plan("true", known, basis, self.release, extent, self.reading, notes)]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each figure, bound or word for one; empty cells and missing ones give none."""
        return (observed(self.mapping),)


def reading_of(source: Source) -> str:
    """Eight hex digits: the same bytes under another mapping, mark or purpose are another reading of them."""
    told = (source.mapping, source.stream, source.mark, source.purpose, source.release_kind, source.delay_days)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


def _figure(cell: Cell) -> tuple[Rule, ...]:
    """A number, a bound or a known word; whole where things are counted, and no more than were tested."""
    text, wanted = cell.said, "a number, zero or more"
    value = f"mapped_number({text})"
    rules = [
        Rule("not_a_number", cell.column, f"mapped_kind({text}) IS NULL", wanted),
        Rule("absurd", cell.column, f"NOT ({value} BETWEEN -1e15 AND 1e15)", wanted),
        Rule("negative", cell.column, f"{value} < 0", wanted),
    ]
    if cell.whole:
        rules.append(Rule("not_whole", cell.column, f"{value} <> floor({value})", "a whole number, zero or more"))
    if cell.tested:
        tested = f"mapped_number({quoted(cell.tested)})"
        rules += [
            Rule("not_a_number", cell.tested, f"mapped_kind({quoted(cell.tested)}) IS NULL", wanted),
            Rule("negative", cell.tested, f"{tested} < 0", wanted),
            Rule("more_than_tested", cell.column, f"{value} > {tested}", f"no more than {cell.tested}"),
        ]
    return tuple(rules)


def _to_come(cell: Cell, until: datetime) -> tuple[Rule, ...]:
    """No figure of a month that has not begun, where a row holds a whole year."""
    if not cell.number:
        return ()
    ahead = f"\"tocsin firsts\"[{cell.number}] > DATE '{until.date()}' AND mapped_kind({cell.said}) <> 'empty'"
    return (Rule("date_out_of_range", cell.column, ahead, "an empty cell: this period has not begun"),)


def _distinct(connection: duckdb.DuckDBPyConnection, text: str) -> list[str]:
    return [one for (one,) in connection.execute(f"SELECT DISTINCT {text} FROM raw").fetchall() if one]


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)


def _covers(connection: duckdb.DuckDBPyConnection, cells: tuple[Cell, ...]) -> Covers | None:
    row = connection.execute(
        f"SELECT min(first), max(last), list_sort(list(DISTINCT substance)), list_sort(list(DISTINCT place)) FROM {CELLS}"
    ).fetchone()
    if row is None or row[0] is None:
        return None
    measures = tuple(dict.fromkeys(cell.measure for cell in cells))
    return Covers(row[0], row[1], tuple(row[2]), (), tuple(row[3]), measures)
