"""Errors say what happened, what was wanted, what came instead, and what to do next."""

from __future__ import annotations


class TocsinError(Exception):
    """Something a person can mend. `exit_code` is what a script sees."""

    exit_code = 1

    def __init__(self, what: str, *, wanted: str = "", got: str = "", next_step: str = "") -> None:
        self.what, self.wanted, self.got, self.next_step = what, wanted, got, next_step
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        parts = [self.what.rstrip(".") + "."]
        parts += [f"Wanted: {self.wanted}."] if self.wanted else []
        parts += [f"Got: {self.got}."] if self.got else []
        parts += [f"Next: {self.next_step}."] if self.next_step else []
        return " ".join(parts)


class UsageError(TocsinError):
    """For the person at the keyboard: the words of a command are off."""

    exit_code = 2


class HomeError(TocsinError):
    """For the keeper of a node: its folder is missing, older or broken."""

    exit_code = 3


class FileRefused(TocsinError):
    """For whoever loads a file: it cannot be read as what it was said to be; nothing was stored."""

    exit_code = 4


class BadValue(TocsinError, ValueError):
    """For whoever calls the library: a value that makes no sense."""

    exit_code = 5
