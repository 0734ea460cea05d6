"""Reading the file of a source of one's own: each line held against what it may say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tocsin.errors import BadValue, UsageError
from tocsin.records.mapping import (
    BELOW,
    HEADING_ROLES,
    MARK_KINDS,
    SPANS,
    Mapping,
    Numbers,
    PeriodColumns,
    PlaceColumn,
    Shape,
    SubstanceColumn,
    ValueColumn,
)
from tocsin.records.mark import Mark, Purpose
from tocsin.records.observation import STREAMS
from tocsin.records.period import Cadence
from tocsin.records.release import ReleaseKind
from tocsin.records.source import Denominator, Settling, Source
from tocsin.sources.mapping.asked import TomlTable
from tocsin.sources.mapping.describing import COUNTED, LIMITS, UNSAID, method_of
from tocsin.sources.mapping.periods import FISCAL, FORMS
from tocsin.sources.mapping.units import factor_of, units_of
from tocsin.vocabulary.measures import all_measures
from tocsin.vocabulary.places import OTHERS, SCHEMES, STATES_OF, known

NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,60}")
METHODS = ("counts", "shares", "counts_by_year", "shares_by_window", "half_years", "levels")
SOURCE_KEYS = (
    *("name", "title", "publisher", "licence", "attribution", "country", "stream", "unit_counted", "cadence", "level"),
    *("mark", "purpose", "release_kind", "absent_means", "denominator", "panels_method"),
    *("rhythm_days", "delay_days", "year_starts"),
)
TABLE_KEYS = (
    *("encoding", "delimiter", "sheet", "skip", "header", "footnotes", "decimal", "thousands"),
    *("wide", "keys", "ignored", "totals", "below", "add_up", "period", "place", "substance", "values", "marks"),
)

VALUE_TEXTS = ("column", "substance", "tested", "limit", "where", "holds")


def read_own(path: Path) -> Source:
    """The source that a file describes, with its mapping. Raises `UsageError` that names the line to correct."""
    try:
        text = path.read_text(encoding="utf-8")
        given = tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path.name} cannot be read", wanted="TOML, as `tocsin map` writes it", got=str(error)[:200]
        ) from error
    top = TomlTable(path.name, text, "", given)
    top.only("source", "table")
    return _source(top.inner("source"), mapping_of(top.inner("table")))


def _source(told: TomlTable, mapping: Mapping) -> Source:
    told.only(*SOURCE_KEYS)
    name = told.one("name", str)
    if not NAME.fullmatch(name):
        raise told.wrong("name", "small letters, digits and hyphens", repr(name))
    measures = tuple(dict.fromkeys(value.measure for value in mapping.values))
    title = told.one("title", str, name)
    cadence = Cadence(told.one("cadence", str, allowed=[one.value for one in Cadence]))
    return Source(
        name=name,
        publisher=told.one("publisher", str, UNSAID),
        title=title,
        stream=told.one("stream", str, allowed=STREAMS),
        country=told.one("country", str, ""),
        licence=told.one("licence", str, UNSAID),
        attribution=told.one("attribution", str, "") or title,
        use_statement="",
        purpose=Purpose(told.one("purpose", str, "any", [one.value for one in Purpose])),
        mark=Mark(told.one("mark", str, Mark.GREEN.value, [one.value for one in Mark])),
        unit_counted=told.one("unit_counted", str, "report", COUNTED),
        measures=measures,
        cadence=cadence,
        rhythm_days=told.one("rhythm_days", int, 31),
        delay_days=told.one("delay_days", int, 30),
        settling=tuple(Settling(measure, 0) for measure in measures),
        year_starts=_month(told, "year_starts"),
        level=told.one("level", str, "state"),
        roll_up=False,
        absent_means=told.one("absent_means", str, "not_reported", ("zero", "not_reported")),
        denominator=Denominator(told.one("denominator", str, "none", ("none", "tested", "population"))),
        panels_method=told.one("panels_method", str, method_of(mapping, cadence), METHODS),
        small_numbers="own",
        overlaps=(),
        laboratory="",
        history=(),
        limits=LIMITS,
        release_kind=told.one("release_kind", str, "increment", [one.value for one in ReleaseKind]),
        mapping=mapping,
    )


def _month(told: TomlTable, key: str) -> int:
    month = told.one(key, int, 1)
    if not 1 <= month <= 12:
        raise told.wrong(key, "a month from 1 to 12", str(month))
    return month


def mapping_of(told: TomlTable) -> Mapping:
    """The mapping of a `[table]`."""
    told.only(*TABLE_KEYS)
    wide = told.several("wide", HEADING_ROLES)
    values = tuple(_value(one) for one in told.inners("values"))
    if not values:
        raise told.wrong("values", "one [[table.values]] or more", "none")
    return Mapping(
        _shape(told),
        Numbers(told.one("decimal", str, ".", (".", ",")), told.one("thousands", str, "", ("", ".", ",", " ", "'"))),
        _period(told.inner("period"), wide),
        _place(told.inner("place"), wide),
        _substance(told.inner("substance")),
        values,
        wide,
        told.several("keys"),
        told.several("ignored"),
        _marks(told.inner("marks")),
        told.one("below", str, "suppressed", BELOW),
        told.several("totals"),
        told.one("add_up", bool, False),
    )


def _shape(told: TomlTable) -> Shape:
    encoding, delimiter = told.one("encoding", str, "utf-8"), told.one("delimiter", str, ",")
    try:
        "".encode(encoding)
    except LookupError:
        raise told.wrong("encoding", "utf-8, utf-16, cp1252 or latin-1", repr(encoding)) from None
    if len(delimiter) != 1 or delimiter in '"\n\r':
        raise told.wrong("delimiter", "one sign, as ;", repr(delimiter))
    skip, header = told.one("skip", int, 0), told.one("header", int, 1)
    if skip < 0 or not 0 <= header <= 6:
        raise told.wrong("header", "up to 6 rows", f"{skip} and {header}")
    return Shape(encoding, delimiter, told.one("sheet", str, ""), skip, header, told.one("footnotes", bool, True))


def _period(told: TomlTable, wide: tuple[str, ...]) -> PeriodColumns:
    told.only("form", "columns", "first_month", "span")
    columns = told.several("columns")
    if not columns and "period" not in wide:
        raise told.wrong(
            "columns", 'the columns that tell the period, or "period" among the headings (wide)', str(columns)
        )
    return PeriodColumns(
        told.one("form", str, allowed=(*FORMS, *FISCAL)),
        columns,
        _month(told, "first_month"),
        told.one("span", str, "as_written", SPANS),
    )


def _place(told: TomlTable, wide: tuple[str, ...]) -> PlaceColumn:
    told.only("column", "scheme", "fixed")
    fixed, column = told.one("fixed", str, ""), told.one("column", str, "")
    if fixed and not known(fixed):
        raise told.wrong("fixed", "a place of the vocabulary, such as US-OH or MX", repr(fixed))
    if sum((bool(fixed), bool(column), "place" in wide)) != 1:
        raise told.wrong(
            "column", "a column, or one place (fixed), or headings that are places", f"{column!r}, {fixed!r}"
        )
    return PlaceColumn(column, told.one("scheme", str, "iso", (*SCHEMES, *STATES_OF, *OTHERS)), fixed)


def _substance(told: TomlTable) -> SubstanceColumn:
    told.only("column", "fixed")
    return SubstanceColumn(told.one("column", str, ""), told.one("fixed", str, ""))


def _value(told: TomlTable) -> ValueColumn:
    told.only("measure", "unit", *VALUE_TEXTS)
    measure = told.one("measure", str, allowed=[one.id for one in all_measures()])
    unit = told.one("unit", str, units_of(measure)[0])
    try:
        factor_of(measure, unit)
    except BadValue as error:
        raise told.wrong("unit", error.wanted, repr(unit)) from error
    return ValueColumn(measure, unit, *(told.one(key, str, "") for key in VALUE_TEXTS))


def _marks(told: TomlTable) -> tuple[tuple[str, str], ...]:
    return tuple((text, told.one(text, str, allowed=MARK_KINDS)) for text in told.given)
