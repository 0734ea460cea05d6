"""Receipts: what became of a file, of a night's run, and of a look at the node's health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """One release taken in: `rows_in == rows_accepted + rows_quarantined`, always."""

    release: str
    source: str
    known_at: datetime
    known_basis: str
    rows_in: int
    rows_accepted: int
    rows_quarantined: int
    observations_new: int  # appended because new or changed
    observations_unchanged: int
    observations_retracted: int
    already_seen: bool
    notes: tuple[str, ...]
    totals_compared: int = 0  # totals that the publisher prints, held against the rows
    totals_differ: int = 0


@dataclass(frozen=True, slots=True)
class RunReport:
    """One detection run."""

    run: str
    as_of: datetime
    series: int
    above: int
    below: int
    within: int
    cannot_say: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `tocsin doctor`. `name` and `next_step` are codes for `wording`; `found` is a figure or word."""

    name: str
    ok: bool
    found: str
    next_step: str | None = None
