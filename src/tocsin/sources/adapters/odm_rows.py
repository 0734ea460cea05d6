"""Rows of PHES-ODM, whatever the version and layout: laid out alike, checked alike, and turned into observations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from tocsin.clock import published
from tocsin.records.mark import Mark
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, begun, empty, in_order, known_place, large_enough, month, number, quoted
from tocsin.sources.checks.large_enough import PUBLIC_CATCHMENT
from tocsin.vocabulary.odm import parts_of, place_of
from tocsin.vocabulary.places import place

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from tocsin.records.source import Source

MADE_ID = "tocsin:"  # before an id that we made because the format asks for one: reading passes over it
MOST_DAYS = 31  # days of report that are told apart
DELAY_DAYS = 14  # from the newest sample to the file, for rows that carry no date of report. Assumed
PLACED = pa.schema([("raw", pa.string()), ("place", pa.string()), ("level", pa.string())])
MISSING = tuple(part.id for part in parts_of("missing"))
MEASURES = tuple(dict.fromkeys(part.measure for part in parts_of("unit")))
# What the rows of every layout are laid out as, in this order; a spread, such as a standard deviation, is a row of its
# own in the file and an attribute of its level here.
SAME = ("site", "sample", "lab", "day", "fraction", "target", "unit", "idx")
LOG10 = "scale = 'log10'"
FIGURE = "try_cast(said AS DOUBLE)"
LINEAR = f"CASE WHEN {LOG10} THEN pow(10, {FIGURE}) ELSE {FIGURE} END * factor"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a layout plays which part; empty where it has none."""

    site: str
    collected: str = ""
    analysed: str = ""
    first: str = ""  # of a sample put together over days
    last: str = ""
    report: str = ""
    sample: str = ""
    lab: str = ""
    people: str = ""
    fraction: str = ""
    index: str = ""
    identity: str = ""
    quality: str = ""
    public: str = ""  # only TRUE is public
    everyone: str = ""  # TRUE: every organisation may see it
    reportable: str = ""  # FALSE: not to be passed on

    @property
    def day(self) -> str:
        """SQL: the day of the sample, else the day of its analysis."""
        return f"coalesce({day_of(self.collected)}, {day_of(self.analysed)})"

    @property
    def start(self) -> str:
        """SQL: the first day of the sample."""
        return f"coalesce({day_of(self.first)}, {self.day})"

    @property
    def end(self) -> str:
        """SQL: the last day of the sample."""
        return f"coalesce({day_of(self.last)}, {self.day})"

    @property
    def mark(self) -> str:
        """SQL: how far a row may be shared, by what its flags say and how many people its site serves."""
        closed = f"({no(self.reportable)} OR ({no(self.public)} AND NOT {yes(self.everyone)}))"
        small = f"coalesce(try_cast({text(self.people)} AS DOUBLE) < {PUBLIC_CATCHMENT}, false)"
        return (
            f"CASE WHEN {closed} THEN '{Mark.AMBER.value}' WHEN {small} OR {no(self.public)} THEN '{Mark.GREEN.value}' "
            f"ELSE '{Mark.CLEAR.value}' END"
        )


def text(column: str) -> str:
    """SQL: the trimmed cell, NULL where it is empty or the layout has no such column."""
    return f"nullif(trim({quoted(column)}), '')" if column else "CAST(NULL AS VARCHAR)"


def day_of(column: str) -> str:
    """SQL: the day in a cell that may hold a time too."""
    return f"try_cast(left({text(column)}, 10) AS DATE)"


def given(column: str) -> str:
    """SQL: an id as the publisher gave it; one that we made is none."""
    return f"CASE WHEN NOT starts_with({text(column)}, '{MADE_ID}') THEN {text(column)} END"


def yes(column: str) -> str:
    """SQL: the cell says TRUE."""
    return f"coalesce(lower({text(column)}) IN ('true', 'yes', '1'), false)"


def no(column: str) -> str:
    """SQL: the cell says FALSE."""
    return f"coalesce(lower({text(column)}) IN ('false', 'no', '0'), false)"


def look_up(connection: duckdb.DuckDBPyConnection, columns: Columns, optional: Iterable[str]) -> None:
    """Add the columns that not every file has, and lay out the tables of parts and of places."""
    for column in optional:
        connection.execute(f"ALTER TABLE raw ADD COLUMN IF NOT EXISTS {quoted(column)} VARCHAR")
    for name, kinds in (("units", ("unit",)), ("aggregations", ("level", "spread")), ("qualities", ("quality",))):
        parts = [part for kind in kinds for part in parts_of(kind)]
        fields = ("id", "kind", "stands_for", "measure", "factor", "scale")
        connection.register("parts", pa.table({field: [getattr(part, field) for part in parts] for field in fields}))
        connection.execute(f"CREATE TABLE {name} AS FROM parts")
    sites = connection.execute(f"SELECT DISTINCT {text(columns.site)} FROM raw").fetchall()
    found = [(site, place_of(site)) for (site,) in sites if site]
    rows = [{"raw": site, "place": one, "level": place(one).level} for site, one in found if one]
    connection.register("placed", pa.Table.from_pylist(rows, PLACED))
    connection.execute("CREATE TABLE places AS FROM placed")


def rules_of(columns: Columns, until: datetime) -> tuple[Rule, ...]:
    """What every layout asks: a day, a known site, a catchment that is large enough, a report after the sample."""
    day, report = columns.collected or columns.analysed, day_of(columns.report)
    people = (*number(columns.people, optional=True), large_enough(columns.people)) if columns.people else ()
    reported = (
        Rule("not_in_form", columns.report, f"{report} IS NULL AND NOT ({empty(columns.report)})", "a date and time"),
        begun(columns.report, report, f"DATE '{until.date()}'"),
        in_order(f"{day}+{columns.report}", columns.day, report),
    )
    composite = in_order(f"{columns.first}+{columns.last}", day_of(columns.first), day_of(columns.last))
    return (
        *_day_rules(columns, until),
        *((composite,) if columns.first else ()),
        *known_place(columns.site, "places"),
        *people,
        *(reported if columns.report else ()),
    )


def _day_rules(columns: Columns, until: datetime) -> tuple[Rule, ...]:
    """A day that had come; where a layout has two columns for it, one of them may be empty."""
    rules = month(columns.analysed or columns.collected, columns.day, until)
    if not (columns.analysed and columns.collected):
        return rules
    unread = f"{day_of(columns.collected)} IS NULL AND NOT ({empty(columns.collected)})"
    either = (
        replace(rule, broken=f"{rule.broken} AND {empty(columns.collected)}") if rule.code == "missing" else rule
        for rule in rules
    )
    return (Rule("not_in_form", columns.collected, unread, "a date and time"), *either)


def figure(column: str, log10: str) -> tuple[Rule, ...]:
    """A number where there is one: a missing value has codes of its own, and a logarithm (`log10`, SQL) may be negative."""
    unless = {"negative": f" AND NOT ({log10})"}
    held = f"coalesce(trim({quoted(column)}), '') NOT IN {MISSING}"
    return tuple(
        replace(rule, broken=f"({rule.broken}) AND {held}{unless.get(rule.code, '')}")
        for rule in number(column, optional=True)
    )


def laid_out(columns: Columns, target: str, unit: str, aggregation: str, said: str, quality: str) -> str:
    """SQL: one SELECT of rows laid out alike; the last five are SQL expressions."""
    report = f", {quoted(columns.report)}" if columns.report else ""
    dated = f"CASE WHEN {day_of(columns.collected)} IS NULL THEN 'analysis' ELSE 'collection' END"
    return (
        f"SELECT file_row, {text(columns.site)} AS site, {given(columns.sample)} AS sample, {text(columns.lab)} AS lab, "
        f"{given(columns.identity)} AS measure_id, {columns.day} AS day, {dated} AS dated, "
        f"{day_of(columns.analysed)} AS analysed, {day_of(columns.report)} AS reported, "
        f"{columns.start} AS first, {columns.end} AS last, "
        f"{text(columns.fraction)} AS fraction, {text(columns.index)} AS idx, {text(columns.people)} AS population, "
        f"{columns.mark} AS mark{report}, {target} AS target, {unit} AS unit, {aggregation} AS aggregation, "
        f"{said} AS said, {quality} AS quality FROM once"
    )


def measure(connection: duckdb.DuckDBPyConnection, selects: Iterable[str]) -> None:
    """Lay out the table `measured`: one row for each level, with what the file says of its spread."""
    named = (f"CAST({'units.stands_for' if name == 'unit' else name} AS VARCHAR)" for name in SAME)
    same = "concat_ws(chr(31), " + ", ".join(f"coalesce({name}, '')" for name in named) + ") AS same"
    connection.execute(
        "CREATE OR REPLACE TABLE figures AS SELECT read.* REPLACE (units.stands_for AS unit, "
        f"aggregations.stands_for AS aggregation), {same}, aggregations.kind, units.measure, "
        f"units.factor, units.scale, qualities.stands_for AS bound_kind FROM ({' UNION ALL '.join(selects)}) AS read "
        "JOIN units ON units.id = read.unit JOIN aggregations ON aggregations.id = read.aggregation "
        f"LEFT JOIN qualities ON qualities.id = read.quality WHERE coalesce(said, '') NOT IN {MISSING}"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE measured AS SELECT figures.*, spreads FROM figures LEFT JOIN (SELECT same, "
        "map_from_entries(list({k: aggregation, v: said} ORDER BY aggregation)) AS spreads FROM (SELECT same, "
        "aggregation, min(said) AS said FROM figures WHERE kind = 'spread' AND said IS NOT NULL GROUP BY ALL) "
        "GROUP BY same) USING (same) WHERE kind = 'level' AND (said IS NOT NULL OR bound_kind IS NOT NULL)"
    )


def plans_of(connection: duckdb.DuckDBPyConnection, columns: Columns, known_at: datetime | None) -> list[Plan]:
    """One increment for each day of report, oldest first; one for all where a date is given, or none is in the file.

    A file with a history of more than `MOST_DAYS` such days gives one for each month, known from its last day of report.
    """
    plans = []
    for where, day, label in [("true", None, "")] if known_at else _reports(connection, day_of(columns.report)):
        extent = covers(connection, columns.start, columns.end, where=where, measures=MEASURES)
        if extent is None:
            continue
        ready = known_at or published(day or extent.last + timedelta(days=DELAY_DAYS))
        basis = "reported" if known_at else "release" if day else "assumed"
        plans.append(Plan(where, ready, basis, ReleaseKind.INCREMENT, extent, label=label))
    return sorted(plans, key=lambda plan: plan.known_at)


def _reports(connection: duckdb.DuckDBPyConnection, report: str) -> list[tuple[str, date | None, str]]:
    """Condition, day of publication and label of each part of the file that was reported together."""
    days = connection.execute(f"SELECT DISTINCT {report} FROM good ORDER BY 1 NULLS FIRST").fetchall()
    shape, length = ("%Y-%m", 7) if len(days) > MOST_DAYS else ("%Y-%m-%d", 10)
    last = {str(day)[:length]: day for (day,) in days if day}  # days are in order: the last of a month stays
    undated = [(f"{report} IS NULL", None, "")] if (None,) in days else []
    return [(f"strftime({report}, '{shape}') = '{label}'", day, label) for label, day in last.items()] + undated


def selection(source: Source) -> dict[str, str]:
    """One observation for each level; one that is flagged as below a limit gives the limit alone."""
    placed = "(SELECT any_value({}) FROM places WHERE raw = site)"
    named = ("site", "sample", "lab", "day", "fraction", "aggregation", "idx", "unit", "measure_id")
    record = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in named)
    return {
        "from": "measured",
        "record": f"concat_ws('|', {record})",
        "substance_raw": "target",
        "place": placed.format("place"),
        "place_precision": placed.format("level"),
        "period_start": "first",
        "period_end": "last",
        "measure": "measure",
        "value": f"CASE WHEN bound_kind IS NULL THEN {LINEAR} END",
        "bound": f"CASE WHEN bound_kind IS NOT NULL AND ({LOG10} OR {FIGURE} > 0) THEN {LINEAR} END",
        "bound_kind": "bound_kind",
        "mark": "mark",
        "attributes": _attributes(),
    }


def _attributes() -> str:
    """SQL: what a row says beyond its value, the spread by the ids of its aggregations."""
    named = ("site", "sample", "lab", "measure_id", "dated", "fraction", "aggregation", "unit", "population")
    told = {name: name for name in named} | {
        "index": "idx",
        "analysed": "CAST(analysed AS VARCHAR)",
        "reported": "CAST(reported AS VARCHAR)",
        "quality_flag": "quality",
        "printed": f"CASE WHEN {LOG10} OR factor <> 1 THEN said END",
    }
    pairs = ", ".join(f"'{name}': {expression}" for name, expression in told.items())
    filled = f"map_from_entries(list_filter(map_entries(MAP {{{pairs}}}), e -> e.value IS NOT NULL))"
    return f"map_concat({filled}, coalesce(spreads, MAP {{}}))"
