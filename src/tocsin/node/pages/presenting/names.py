"""The names readers see, for ids of every kind."""

from __future__ import annotations

from tocsin.errors import UsageError
from tocsin.node.pages.house import node
from tocsin.records.source import Source
from tocsin.sources import catalogue
from tocsin.vocabulary import measures, places, streams, substances
from tocsin.wording import knows, say


def substance(identity: str, language: str) -> str:
    """With a capital, as the start of a line."""
    return sentence_case(substances.label(identity, language))


def place(identity: str, language: str) -> str:
    """The place's name."""
    return places.label(identity, language)


def source_row(name: str) -> Source | None:
    """The catalogue's row or that of one's own, None for a source this node does not know."""
    try:
        return catalogue.source(name)
    except UsageError:
        return next((one for one in node().sources if one.name == name), None)


def source(name: str, language: str) -> str:
    """The short name of a source in the reader's language, else its title."""
    if knows(f"source.{name}.short"):
        return say(f"source.{name}.short", language)
    row = source_row(name)
    return row.title if row else name


def stream(identity: str, language: str) -> str:
    """The kind of source."""
    return streams.label(identity, language)


def measure(identity: str, language: str) -> str:
    """What is measured."""
    return measures.label(identity, language)


def use_of(source_name: str, purpose: str, language: str) -> str:
    """The statement that a `health_only` figure never goes without; empty for others."""
    if purpose != "health_only":
        return ""
    row = source_row(source_name)
    return sentence(row.use_statement, language) if row and row.use_statement else say("purpose.health_only", language)


def sentence_case(text: str) -> str:
    """First letter large, the rest as it is: "N-pyrrolidino" stays."""
    return text[:1].upper() + text[1:]


def sentence(code: str, language: str) -> str:
    """The sentence of a catalogue code; the code itself, readable, where no one has written it yet."""
    return say(code, language) if knows(code) else code.replace("_", " ").replace(".", ": ")
