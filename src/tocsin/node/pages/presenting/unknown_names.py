"""The names that the vocabulary does not have, each with what its keeper can say of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.flow.unknowns import UnknownName
from tocsin.node.pages.addresses import address
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.wording import day, number, say


@dataclass(frozen=True, slots=True)
class UnknownRow:
    """`near`: name, address and id of what it looks like, and how alike. The commands can be copied as they are."""

    name: str
    source: str
    figures: str
    span: str
    written: tuple[str, ...]
    near: tuple[tuple[str, str, str, str], ...]
    accept: str
    set_aside: str


def unknown_rows(found: Iterable[UnknownName], asked: Asked) -> tuple[UnknownRow, ...]:
    """One row for each name, in the order they came."""
    return tuple(_row(one, asked) for one in found)


def _row(one: UnknownName, asked: Asked) -> UnknownRow:
    language = asked.language
    because = ["--because", "..."]
    return UnknownRow(
        one.name,
        names.source(one.source, language),
        say("vocabulary.unknown.figures", language, count=one.figures),
        say("vocabulary.unknown.span", language, first=day(one.first, language), last=day(one.last, language)),
        tuple(text for text in one.written if text != one.name),
        tuple(
            (
                near.name,
                address("vocabulary-entry", {}, near.substance),
                near.substance,
                say("vocabulary.unknown.alike", language, figure=number(near.alike, language)),
            )
            for near in one.proposals
        ),
        _command("accept", [one.name, "ID"], ["--source", one.source, *because]),
        _command("set-aside", [one.name], because),
    )


def _command(verb: str, named: list[str], options: list[str]) -> str:
    """A command line. A name that begins as an option does stands behind `--`, and so behind all options."""
    words = [*options, "--", *named] if named[0].startswith("-") else [*named, *options]
    return shlex.join(["tocsin", "vocabulary", verb, *words])
