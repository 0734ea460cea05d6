"""Cells finer than a panel's cadence are put together, longer ones are left out, and a cut period stays."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from tocsin.panels.folding import folded
from tocsin.records.period import Cadence

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("substance", "series_place", "level", "origin", "destination", "measure")),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("value", pa.float64()),
        ("tested", pa.float64()),
        ("parts", pa.int64()),
        *((name, pa.bool_()) for name in ("pooled", "bounded", "suppressed", "health_only")),
        ("mark", pa.int64()),
        ("stream", pa.string()),
    ]
)


def cells(*rows: tuple[str, str, float, int], measure: str = "deaths") -> pa.Table:
    """Rows of first day, last day, value and parts, of one series."""
    made = [
        {
            "substance": "xylazine",
            "series_place": "US-CT/09001",
            "level": "county",
            "measure": measure,
            "period_start": date.fromisoformat(first),
            "period_end": date.fromisoformat(last),
            "value": value,
            "parts": parts,
            "pooled": False,
            "bounded": False,
            "suppressed": False,
            "health_only": False,
            "mark": 0,
            "stream": "death",
        }
        for first, last, value, parts in rows
    ]
    return pa.Table.from_pylist(made, SCHEMA)


def test_days_are_added_up_to_their_month() -> None:
    days = cells(
        ("2024-03-01", "2024-03-01", 2, 1), ("2024-03-30", "2024-03-30", 3, 1), ("2024-04-02", "2024-04-02", 1, 1)
    )
    told = folded(days, Cadence.MONTH, "deaths").sort_by("period_start")
    assert told["value"].to_pylist() == [5, 1] and told.schema == days.schema


def test_a_mean_is_weighted_by_its_parts() -> None:
    weeks = cells(
        ("2024-03-04", "2024-03-10", 10, 1), ("2024-03-11", "2024-03-17", 40, 2), measure="load_mg_per_day_per_1000"
    )
    assert folded(weeks, Cadence.MONTH, "load_mg_per_day_per_1000")["value"].to_pylist() == [30]


def test_a_year_says_nothing_of_a_quarter() -> None:
    mixed = cells(("2024-01-01", "2024-12-31", 100, 1), ("2024-10-01", "2024-12-31", 20, 1))
    assert folded(mixed, Cadence.QUARTER, "deaths")["value"].to_pylist() == [20]


def test_a_part_of_a_year_stays_and_ends_where_it_ends() -> None:
    cut = cells(("2024-01-01", "2024-12-31", 61, 1), ("2025-01-01", "2025-09-30", 82, 1), measure="percent_of_deaths")
    told = folded(cut, Cadence.YEAR, "percent_of_deaths").sort_by("period_start")
    assert told["value"].to_pylist() == [61, 82] and told["period_end"].to_pylist()[-1] == date(2025, 9, 30)


def test_a_whole_period_is_not_added_to_its_own_parts() -> None:
    told = folded(
        cells(
            ("2024-01-01", "2024-12-31", 100, 1),
            ("2024-01-01", "2024-03-31", 25, 1),
            ("2023-01-01", "2023-03-31", 7, 1),
        ),
        Cadence.YEAR,
        "deaths",
    ).sort_by("period_start")
    assert told["value"].to_pylist() == [7, 100]


def test_two_percentages_of_one_month_give_none() -> None:
    rows = cells(
        ("2022-04-01", "2022-04-12", 40, 1),
        ("2022-04-13", "2022-04-26", 30, 1),
        ("2022-06-04", "2022-06-17", 57, 1),
        measure="percent_of_samples",
    )
    told = folded(rows, Cadence.MONTH, "percent_of_samples")
    assert told["value"].to_pylist() == [57]
