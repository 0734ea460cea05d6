"""The methods page: what each does, when not to use it, how often it is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.wording import say
from tocsin.wording.catalogue import english

PARTS = ("title", "what", "false_alarms", "not_when", "source")


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One method in words."""

    name: str
    title: str
    what: str
    false_alarms: str
    not_when: str
    source: str


def method_rows(language: str) -> tuple[MethodRow, ...]:
    """Every method that has words, by title. A test holds that all in service have them."""
    named = [code.split(".")[1] for code in english() if code.startswith("method.") and code.endswith(".title")]
    rows = [MethodRow(name, *(say(f"method.{name}.{part}", language) for part in PARTS)) for name in named]
    return tuple(sorted(rows, key=lambda row: row.title.casefold()))
