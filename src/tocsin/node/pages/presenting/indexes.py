"""Indexes: every series by substance and by place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.vocabulary import places, substances
from tocsin.wording import say

MOST = 8  # series listed under one heading; its own page lists all


@dataclass(frozen=True, slots=True)
class Entry:
    """One heading with its series."""

    name: str
    tag: str
    harm: str
    count: int
    series: tuple[tuple[str, str, str], ...]  # name, source, address
    more: str
    more_link: str
    open: bool


@dataclass(frozen=True, slots=True)
class Index:
    """`kind` is substance or place; `text` the search words of the address."""

    kind: str
    text: str
    entries: tuple[Entry, ...]
    found: str


Row = dict[str, str]
Naming = Callable[[str, str], str]
Member = Callable[[Row], str]


def by_substance(series: pa.Table, asked: Asked) -> Index:
    """Substances in order of harm and name; under each its places."""
    language = asked.language
    entries = _grouped(
        series,
        asked,
        "substance",
        names.substance,
        lambda row: f"{names.place(row['place'], language)}, {names.measure(row['measure'], language)}",
    )
    return _index(
        "substance",
        sorted(entries, key=lambda entry: (-substances.HARMS.index(entry.harm or "none"), entry.name.casefold())),
        asked,
    )


def by_place(series: pa.Table, asked: Asked) -> Index:
    """Places by name; under each its substances."""
    language = asked.language
    entries = _grouped(
        series,
        asked,
        "place",
        names.place,
        lambda row: f"{names.substance(row['substance'], language)}, {names.measure(row['measure'], language)}",
    )
    return _index("place", sorted(entries, key=lambda entry: entry.name.casefold()), asked)


def _index(kind: str, entries: list[Entry], asked: Asked) -> Index:
    text = asked.state.get("q", "")
    kept = tuple(entry for entry in entries if text.casefold() in entry.name.casefold())
    return Index(kind, text, kept, say(f"index.{kind}.found", asked.language, count=len(kept)))


def _grouped(series: pa.Table, asked: Asked, column: str, name: Naming, member: Member) -> list[Entry]:
    """One entry for each substance or place; only the one that the address names (`one`), where it names one."""
    groups: dict[str, list[Row]] = {}
    one = asked.state.get("one")
    for row in series.select(["series", "source", "substance", "place", "measure"]).to_pylist():
        if one in (None, row[column]):
            groups.setdefault(row[column], []).append(row)
    return [_entry(identity, rows, asked, column, name, member) for identity, rows in groups.items()]


def _entry(identity: str, rows: list[Row], asked: Asked, column: str, name: Naming, member: Member) -> Entry:
    language, whole = asked.language, "one" in asked.state
    listed = sorted((_width(row), member(row), names.source(row["source"], language), row["series"]) for row in rows)
    shown = listed if whole else listed[:MOST]
    links = tuple(
        (words, source, address("series", carried(asked.state), series)) for _, words, source, series in shown
    )
    subject = substances.substance(identity) if column == "substance" else None
    tag = (
        substances.class_label(subject.drug_class, language) if subject else say(f"level.{_level(identity)}", language)
    )
    more = say("index.more", language, count=len(listed) - len(shown)) if len(listed) > len(shown) else ""
    page = address(f"{column}s", carried(asked.state), one=identity)
    return Entry(name(identity, language), tag, subject.harm if subject else "", len(listed), links, more, page, whole)


def _width(row: Row) -> int:
    """Countries first."""
    return 0 if _level(row["place"]) == "country" else 1


def _level(place: str) -> str:
    return places.place(place).level if places.known(place) else "site"
