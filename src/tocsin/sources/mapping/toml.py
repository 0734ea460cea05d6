"""The file of a source of one's own: written with a word to each line, and read with errors that name the line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tocsin.records.mapping import Mapping, ValueColumn
from tocsin.records.source import Source
from tocsin.wording import say

WIDTH = 44  # the column where a line's comment begins


def written(source: Source, language: str = "en") -> str:
    """A source and its mapping as TOML. What stands in it is all that `ingest` needs."""
    if source.mapping is None:
        raise ValueError(f"{source.name} has no mapping")
    lines = [
        *_remark("mapping.toml.top", language),
        "",
        "[source]",
        *_lines(_source(source), language),
        "",
        "[table]",
        *_lines(_table(source.mapping), language),
        "",
        "[table.period]",
        *_lines(_period(source.mapping), language),
        "",
        "[table.place]",
        *_lines(_place(source.mapping), language),
        "",
        "[table.substance]",
        *_lines(
            {"column": source.mapping.substance.column, "fixed": source.mapping.substance.fixed}, language, "substance."
        ),
        *_values(source.mapping, language),
        *_marks(source.mapping, language),
    ]
    return "\n".join(lines) + "\n"


def _remark(code: str, language: str) -> Iterator[str]:
    for line in say(code, language).split("\n"):
        yield f"# {line}"


def _lines(pairs: dict[str, object], language: str, group: str = "") -> Iterator[str]:
    for key, value in pairs.items():
        yield f"{key} = {_value(value)}".ljust(WIDTH) + f"  # {say(f'mapping.toml.{group}{key}', language)}"


def _value(value: object) -> str:
    """Strings as JSON writes them are basic strings of TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _source(source: Source) -> dict[str, object]:
    return {
        "name": source.name,
        "title": source.title,
        "publisher": source.publisher,
        "licence": source.licence,
        "attribution": source.attribution,
        "country": source.country,
        "stream": source.stream,
        "unit_counted": source.unit_counted,
        "cadence": source.cadence.value,
        "level": source.level,
        "mark": source.mark.value,
        "purpose": source.purpose.value,
        "release_kind": source.release_kind,
        "absent_means": source.absent_means,
        "denominator": source.denominator.kind,
        "panels_method": source.panels_method,
        "rhythm_days": source.rhythm_days,
        "delay_days": source.delay_days,
        "year_starts": source.year_starts,
    }


def _table(mapping: Mapping) -> dict[str, object]:
    return {
        "encoding": mapping.shape.encoding,
        "delimiter": mapping.shape.delimiter,
        "sheet": mapping.shape.sheet,
        "skip": mapping.shape.skip,
        "header": mapping.shape.header,
        "footnotes": mapping.shape.footnotes,
        "decimal": mapping.numbers.decimal,
        "thousands": mapping.numbers.thousands,
        "wide": mapping.wide,
        "keys": mapping.keys,
        "ignored": mapping.ignored,
        "totals": mapping.totals,
        "below": mapping.below,
        "add_up": mapping.add_up,
    }


def _period(mapping: Mapping) -> dict[str, object]:
    period = mapping.period
    return {
        "form": period.form,
        "columns": period.columns,
        "first_month": period.year_starts,
        "span": period.span,
    }


def _place(mapping: Mapping) -> dict[str, object]:
    place = mapping.place
    return {"fixed": place.fixed} if place.fixed else {"column": place.column, "scheme": place.scheme}


def _values(mapping: Mapping, language: str) -> Iterator[str]:
    for value in mapping.values:
        yield from ("", "[[table.values]]", *_lines(_figure(value), language, "values."))


def _figure(value: ValueColumn) -> dict[str, object]:
    optional = {"column": value.column, "substance": value.substance, "tested": value.tested, "limit": value.limit}
    optional |= {"where": value.where, "holds": value.holds}
    given = {name: text for name, text in optional.items() if text}
    return {"measure": value.measure, "unit": value.unit, **given}


def _marks(mapping: Mapping, language: str) -> Iterator[str]:
    yield from ("", "[table.marks]", *_remark("mapping.toml.marks", language))
    for text, kind in mapping.marks:
        yield f"{_value(text)} = {_value(kind)}"
