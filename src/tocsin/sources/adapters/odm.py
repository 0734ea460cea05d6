"""PHES-ODM, long: one row for each measurement, in the tables of version 1 and version 2."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.sources.adapters.odm_rows import (
    Columns,
    figure,
    given,
    laid_out,
    look_up,
    measure,
    plans_of,
    rules_of,
    selection,
    text,
    yes,
)
from tocsin.sources.checks import Rule, printable

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source
    from tocsin.sources.arrival import Plan


class _Long:
    """What both versions share: a row names its measure, unit and aggregation by the parts of the dictionary."""

    source: ClassVar[str] = "odm"
    header: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]]
    columns: ClassVar[Columns]
    target: ClassVar[str]

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Columns that not every file has, parts and places."""
        look_up(connection, self.columns, self.optional)

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A day, a known site, a name, a unit and an aggregation of the dictionary, and a number where there is one."""
        log10 = "trim(unit) IN (SELECT id FROM units WHERE scale = 'log10')"
        return (
            *rules_of(self.columns, until),
            *printable(self.target),
            _part("unit", "units", "a unit of the table of parts"),
            _part("aggregation", "aggregations", "an aggregation of the table of parts"),
            *figure("value", log10),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One increment for each day of report."""
        target, unit, aggregation, said = map(text, (self.target, "unit", "aggregation", "value"))
        measure(connection, [laid_out(self.columns, target, unit, aggregation, said, self.quality())])
        return plans_of(connection, self.columns, known_at)

    def quality(self) -> str:
        """SQL: the flag of a row, by its part."""
        return text(self.columns.quality)

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each level."""
        return (selection(source),)


def _part(column: str, table: str, wanted: str) -> Rule:
    return Rule("unknown_code", column, f"trim(coalesce({column}, '')) NOT IN (SELECT id FROM {table})", wanted)


def _identity(columns: Columns, target: str) -> str:
    """SQL: what tells rows apart, as the record does: older names of parts and ids of ours make no difference."""
    today = "(SELECT any_value(stands_for) FROM {0}s WHERE id = trim({0}))"
    named = [text(name) for name in (columns.site, columns.lab, columns.fraction, target, columns.index)]
    named += [given(columns.identity), given(columns.sample), today.format("unit"), today.format("aggregation")]
    cells = ", ".join(f"coalesce({name}, '')" for name in named)
    return f"concat_ws(chr(31), {columns.day}, {cells})"


def _present(names: tuple[str, ...], header: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name in header)


@dataclass(frozen=True, slots=True)
class OdmVersion1(_Long):
    """`wwMeasure` of version 1: a laboratory stands for its place, and the day is that of the analysis.

    Rows that are not for the public are TLP:GREEN where every organisation may see them, else TLP:AMBER.
    """

    columns: ClassVar[Columns] = Columns(
        site="labID",
        lab="labID",
        analysed="analysisDate",
        report="reportDate",
        sample="sampleID",
        fraction="fractionAnalyzed",
        index="index",
        identity="wwMeasureID",
        quality="qualityFlag",
        public="accessToPublic",
        everyone="accessToAllOrg",
    )
    target: ClassVar[str] = "type"
    header: ClassVar[tuple[str, ...]] = (
        "labID",
        "analysisDate",
        "type",
        "unit",
        "aggregation",
        "value",
        "qualityFlag",
        "accessToPublic",
        "accessToAllOrg",
    )
    optional: ClassVar[tuple[str, ...]] = ("wwMeasureID", "sampleID", "reportDate", "fractionAnalyzed", "index")
    key: ClassVar[tuple[str, ...]] = header[:5]
    identity: ClassVar[str] = _identity(columns, target)
    compared: tuple[str, ...] = field(default=header, compare=False)

    def following(self, header: tuple[str, ...]) -> OdmVersion1:
        """The adapter for a file with these columns."""
        return replace(self, compared=_present((*self.header, *self.optional), header))

    def quality(self) -> str:
        """SQL: version 1 says only that something is wrong with a row."""
        return f"CASE WHEN {yes(self.columns.quality)} THEN 'true' END"


@dataclass(frozen=True, slots=True)
class OdmVersion2(_Long):
    """`measures` of version 2, with the columns of its other tables that matter beside it where a file has them.

    `collDT` (samples), `popServ` (sites) and `qualityFlag` (quality reports). With `beLOD`, `belowLOQ` or `flagND` the value
    is read as the limit itself. What is not `reportable` is TLP:AMBER.
    """

    columns: ClassVar[Columns] = Columns(
        site="siteID",
        collected="collDT",
        analysed="aDateEnd",
        first="collDTStart",
        last="collDTEnd",
        report="reportDate",
        sample="sampleID",
        lab="organizationID",
        people="popServ",
        fraction="fraction",
        index="index",
        identity="measureRepID",
        quality="qualityFlag",
        reportable="reportable",
    )
    target: ClassVar[str] = "measure"
    header: ClassVar[tuple[str, ...]] = (
        "measureRepID",
        "sampleID",
        "siteID",
        "aDateEnd",
        "measure",
        "value",
        "unit",
        "aggregation",
    )
    optional: ClassVar[tuple[str, ...]] = (
        "collDT",
        "collDTStart",
        "collDTEnd",
        "reportDate",
        "organizationID",
        "popServ",
        "fraction",
        "index",
        "qualityFlag",
        "reportable",
    )
    key: ClassVar[tuple[str, ...]] = (*header[:5], *header[6:])
    identity: ClassVar[str] = _identity(columns, target)
    compared: tuple[str, ...] = field(default=header, compare=False)

    def following(self, header: tuple[str, ...]) -> OdmVersion2:
        """The adapter for a file with these columns."""
        return replace(self, compared=_present((*self.header, *self.optional), header))
