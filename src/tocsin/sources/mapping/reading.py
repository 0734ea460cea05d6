"""Reading cells in bulk: a published text as a number, or as the word or bound that stands for one, in SQL."""

from __future__ import annotations

import re

from tocsin.records.mapping import Mapping, Numbers

SPACES = r" \x{A0}\x{202F}\x{2009}"
FLAGS = r"\s*[*†‡§]+$"  # provisional, revised: what follows a number and is none
LESS = r"(?:<|≤|less than|fewer than|under|moins de|menos de)\s*=?\s*"
MORE = r"(?:>|≥|more than|over|plus de|más de|mas de)\s*=?\s*"
BETWEEN = r"\s*(?:-|–|to|à|a)\s*"


def number_pattern(numbers: Numbers) -> str:
    """A regular expression for the whole of a number, signs that part its thousands included."""
    parts = f"[{SPACES}{re.escape(numbers.thousands)}']"
    decimal = re.escape(numbers.decimal)
    return rf"[-−+]?(?:\d{{1,3}}(?:{parts}\d{{3}})+|\d+)?(?:{decimal}\d+)?(?:[eE][-+]?\d+)?"


def macros(mapping: Mapping) -> tuple[str, ...]:
    """Statements that make the SQL functions `mapped_number(text)`, `mapped_kind(text)` and `mapped_bound(text)`.

    A kind is empty, missing, number, suppressed, below_lod, below_loq or above; NULL where the text cannot be read. A
    bound is the number behind `<` or `>`, or the higher of `1-4`.
    """
    number = _number(mapping.numbers)
    words = " ".join(f"WHEN {_literal(text.lower())} THEN '{kind}'" for text, kind in mapping.marks)
    below = f"regexp_extract(lower(trim(t)), '^{LESS}(.+)$', 1)"
    above = f"regexp_extract(lower(trim(t)), '^{MORE}(.+)$', 1)"
    upper = f"regexp_extract(lower(trim(t)), '^\\d+{BETWEEN}(\\d+)$', 1)"
    return (
        f"CREATE MACRO mapped_number(t) AS ({number})",
        f"CREATE MACRO mapped_bound(t) AS (mapped_number(coalesce(nullif({below}, ''), nullif({above}, ''), {upper})))",
        "CREATE MACRO mapped_kind(t) AS (CASE WHEN trim(coalesce(t, '')) = '' THEN 'empty' "
        + (f"WHEN lower(trim(t)) IN ({_listed(mapping)}) THEN CASE lower(trim(t)) {words} END " if words else "")
        + "WHEN mapped_number(t) IS NOT NULL THEN 'number' "
        f"WHEN mapped_bound(t) IS NULL THEN NULL WHEN {below} <> '' THEN '{mapping.below}' "
        f"WHEN {above} <> '' THEN 'above' ELSE 'suppressed' END)",
    )


def _listed(mapping: Mapping) -> str:
    return ", ".join(_literal(text.lower()) for text, _ in mapping.marks)


def _number(numbers: Numbers) -> str:
    bare = f"regexp_replace(trim(t), '{FLAGS}', '')"
    parts = f"[{SPACES}{re.escape(numbers.thousands)}']".replace("'", "''")
    plain = f"replace(replace(regexp_replace({bare}, '{parts}', '', 'g'), '{numbers.decimal}', '.'), '−', '-')"
    pattern = number_pattern(numbers).replace("'", "''")
    return f"CASE WHEN regexp_full_match({bare}, '{pattern}') THEN try_cast({plain} AS DOUBLE) END"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
