"""The only place that asks what time it is, and the only one that reads a date."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from tocsin.errors import BadValue


def now() -> datetime:
    """The present, in UTC, to the microsecond."""
    return datetime.now(UTC)


def moment(value: str | date | datetime) -> datetime:
    """Read a date as the last microsecond of that day (UTC), a date with time as it stands.

    "As known on 2026-01-15" includes what was published that day, hence the end of the day.
    Raises `BadValue` when `value` is not an ISO date.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time.max, tzinfo=UTC)
    try:
        return moment(date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value))
    except ValueError as error:
        raise BadValue(
            "this is not a date",
            wanted="an ISO date such as 2026-01-15",
            got=repr(value),
            next_step="write year, month and day with hyphens",
        ) from error


def published(day: str | date | datetime) -> datetime:
    """Read the day of a publication as its first moment (UTC): known from then on."""
    if isinstance(day, datetime):
        return moment(day)
    if isinstance(day, str) and len(day) > 10:
        return moment(day)
    return datetime.combine(moment(day).date(), time.min, tzinfo=UTC)
