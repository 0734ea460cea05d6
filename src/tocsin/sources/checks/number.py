"""Number: the cell must be a count, a weight or a load."""

from __future__ import annotations

from tocsin.sources.checks.filled import filled
from tocsin.sources.checks.rule import Rule, empty, quoted

ABSURD = 1e15


def number(column: str, *, whole: bool = False, optional: bool = False, thousands: str = "") -> tuple[Rule, ...]:
    """The cell must be a finite number, not negative and not absurd; NaN and infinity are told from words.

    `thousands` is the sign that may stand between groups of three digits.
    """
    cell = f"try_cast({plain(column, thousands)} AS DOUBLE)"
    wanted = "a whole number, zero or more" if whole else "a number, zero or more"
    return (
        *(() if optional else (filled(column),)),
        Rule(
            "not_a_number",
            column,
            f"({cell} IS NULL OR contains({quoted(column)}, '_')) AND NOT ({empty(column)})",
            wanted,
        ),  # DuckDB reads 1_000
        Rule("absurd", column, f"NOT ({cell} BETWEEN -{ABSURD:.0f} AND {ABSURD:.0f})", wanted),
        Rule("negative", column, f"{cell} < 0", wanted),
        *((Rule("not_whole", column, f"{cell} <> floor({cell})", wanted),) if whole else ()),
    )


def plain(column: str, thousands: str = "") -> str:
    """SQL: the number's text as it can be cast."""
    return f"replace(trim({quoted(column)}), '{thousands}', '')" if thousands else f"trim({quoted(column)})"
