"""Addresses with their state: the same page, one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse


def address(page: str, state: Mapping[str, str] | None = None, *parts: str, **changes: str | None) -> str:
    """The address of a page in the active language; `changes` replace or (None) drop parts of `state`."""
    query = {**(state or {}), **changes}
    kept = {name: value for name, value in sorted(query.items()) if value}
    return reverse(page, args=parts) + ("?" + urlencode(kept) if kept else "")


def carried(state: Mapping[str, str]) -> dict[str, str]:
    """What one page hands to the next: the day it is looked at."""
    return {name: state[name] for name in ("as_of",) if name in state}
