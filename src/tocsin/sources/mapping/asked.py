"""Asked of a TOML table: one key after another, with errors that say in which line it stands and what it may hold."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from tocsin.errors import UsageError

T = TypeVar("T", str, int, bool)


@dataclass(frozen=True, slots=True)
class TomlTable:
    """One table of a file. `text` is the whole file, for the numbers of lines; `path` as it is told in errors."""

    path: str
    text: str
    name: str
    given: dict[str, Any]

    def one(self, key: str, kind: type[T], default: T | None = None, allowed: Collection[str] = ()) -> T:
        """The value of a key. Without a default it must be there. Raises `UsageError` with its line."""
        value = self.given.get(key, default)
        if value is None:
            raise self.wrong(key, f"a value for {key}", "nothing")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(key, WORDS[kind], repr(value))
        if allowed and value not in allowed:
            raise self.wrong(key, "one of " + ", ".join(allowed), repr(value))
        return value

    def several(self, key: str, allowed: Collection[str] = ()) -> tuple[str, ...]:
        """A list of texts; empty where the key is left out."""
        value = self.given.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key, 'texts between [ and ], as ["a", "b"]', repr(value))
        for one in value:
            if allowed and one not in allowed:
                raise self.wrong(key, "one of " + ", ".join(allowed), repr(one))
        return tuple(value)

    def inner(self, key: str) -> TomlTable:
        """The table below this one; empty where it is left out."""
        value = self.given.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, f"a table [{self.name}.{key}]", repr(value))
        return TomlTable(self.path, self.text, f"{self.name}.{key}" if self.name else key, value)

    def inners(self, key: str) -> tuple[TomlTable, ...]:
        """The tables `[[name.key]]`, one for each."""
        value = self.given.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, f"tables [[{self.name}.{key}]]", repr(value)[:60])
        return tuple(TomlTable(self.path, self.text, f"{self.name}.{key}", one) for one in value)

    def only(self, *known: str) -> None:
        """Raise `UsageError` for a key that means nothing here: a slip of the pen would be a mapping's silence."""
        for key in self.given:
            if key not in known:
                raise self.wrong(key, "one of " + ", ".join(known), key)

    def wrong(self, key: str, wanted: str, got: str) -> UsageError:
        """An error about one key, with its line."""
        line = line_of(self.text, self.name, key)
        where = f"line {line} of {self.path}" if line else f"[{self.name}] of {self.path}"
        return UsageError(
            f"{where} cannot be used: {key}", wanted=wanted, got=got, next_step="correct the line, and load again"
        )


WORDS: dict[type, str] = {str: 'a text, as "this"', int: "a whole number", bool: "true or false"}


def line_of(text: str, table: str, key: str) -> int:
    """The line where a key of a table stands, from 1; that of the table's own head where it does not; 0 for neither."""
    head, inside = 0, table == ""
    for number, line in enumerate(text.splitlines(), 1):
        opened = re.match(r"\s*\[\[?\s*([\w.]+)\s*\]\]?", line)
        if opened:
            inside = opened[1] == table
            head = number if inside else head
        elif inside and re.match(rf'\s*"?{re.escape(key)}"?\s*=', line):
            return number
    return head
