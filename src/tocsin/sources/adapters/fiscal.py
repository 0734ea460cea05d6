"""The US fiscal year as CBP's portal writes it: October to September, months by their short names."""

from __future__ import annotations

from datetime import date, datetime

from tocsin.clock import published
from tocsin.sources.adapters.cbp import MONTHS
from tocsin.sources.checks import Rule, begun, one_of, quoted, year

MONTH_COLUMN = "Month (abbv)"
# The portal is renewed about the twelfth of the next month: assumed where no date is given.
RENEWED = 12


def fiscal_start(year_column: str) -> str:
    """SQL: the first day of the month; October to December belong to the calendar year before."""
    fiscal = f"try_cast(left(trim({quoted(year_column)}), 4) AS INTEGER)"
    month = "list_position(['" + "', '".join(MONTHS) + f"'], upper(trim({quoted(MONTH_COLUMN)})))"
    return f"make_date({fiscal} - CAST({month} >= 10 AS INTEGER), {month}, 1)"


def fiscal_rules(year_column: str, until: datetime) -> tuple[Rule, ...]:
    """A fiscal year, open or closed, and a month of it that has begun: a file of autumn speaks of the next year."""
    return (
        *year(year_column, until.year + 1, suffix=r"( \(FYTD\))?"),
        one_of(MONTH_COLUMN, MONTHS),
        begun(MONTH_COLUMN, fiscal_start(year_column), f"DATE '{until.date()}'"),
    )


def renewed_after(last: date, known_at: datetime | None) -> tuple[datetime, str]:
    """When a file whose last day is `last` became known, and how that is known."""
    following = date(last.year + last.month // 12, last.month % 12 + 1, RENEWED)
    return (known_at, "reported") if known_at else (published(following), "assumed")
