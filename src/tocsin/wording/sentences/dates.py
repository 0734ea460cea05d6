"""Periods in words."""

from __future__ import annotations

SENTENCES = {
    "period.half_1": "first half of {year}",
    "period.half_2": "second half of {year}",
    "period.within_half_1": "the first half of {year}",
    "period.within_half_2": "the second half of {year}",
    "period.short_half_1": "{year} H1",
    "period.short_half_2": "{year} H2",
    "period.short_quarter": "{year} Q{quarter}",
    "period.week": "week of {day}",
    "period.span": "{first} to {last}",
    "cadence.day": "by day",
    "cadence.week": "by week",
    "cadence.mmwr_week": "by week",
    "cadence.month": "by month",
    "cadence.quarter": "by quarter",
    "cadence.half_year": "by half-year",
    "cadence.year": "by year",
    "cadence.rolling_12_months": "over twelve months",
}
