"""CDC NWSS: one row for each sample and target, in the format in which US health departments send wastewater in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.mark import Mark
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import (
    Rule,
    known_place,
    large_enough,
    month,
    no_single_facility,
    number,
    one_of,
    printable,
)
from tocsin.sources.checks.large_enough import PUBLIC_CATCHMENT
from tocsin.sources.loading import ROW

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

UPSTREAM = "US/nwss-upstream"  # samples taken above a plant: a place of their own, never part of the plant's series
DELAY_DAYS = 14  # from the newest sample to the file: the format carries no date of release. Assumed
MEASURES = {
    "copies/l wastewater": "gene_copies_per_l",
    "copies/g dry sludge": "gene_copies_per_g_dry",
    "copies/g wet sludge": "gene_copies_per_g_wet",
}
UNITS = (*MEASURES, *(f"log10 {unit}" for unit in MEASURES))
MOST_LOG10 = 15  # a number of copies with more digits than can be
MOST_PEOPLE = 50_000_000  # no plant serves as many
OPTIONAL = ("county_names", "institution_type", "pcr_gene_target", "flow_rate")

DAY = "CAST(try_strptime(trim(sample_collect_date), '%Y-%m-%d') AS DATE)"
UNIT = "lower(trim(pcr_target_units))"
LOG10 = f"starts_with({UNIT}, 'log10 ')"
PEOPLE = "try_cast(trim(population_served) AS DOUBLE)"
ABOVE = "lower(trim(sample_location)) = 'upstream'"
BELOW = "lower(trim(pcr_target_below_lod)) IN ('1', 'yes')"
STATE = "(SELECT any_value(place) FROM jurisdictions WHERE raw = trim(wwtp_jurisdiction))"
COUNTY = "(SELECT any_value(place) FROM served WHERE raw = counties[1])"
IN_COUNTY = f"(len(counties) = 1 AND {COUNTY} IS NOT NULL)"
SAMPLE = ("sample_collect_date", "wwtp_name", "lab_id", "sample_location", "sample_matrix", "pcr_gene_target")
TARGET = ("pcr_target", "pcr_target_units")


def _linear(column: str) -> str:
    """SQL: the figure as copies, whether it was published as such or as their base-10 logarithm."""
    figure = f"try_cast(trim({column}) AS DOUBLE)"
    return f"CASE WHEN {LOG10} THEN pow(10, {figure}) ELSE {figure} END"


def _figure(column: str) -> tuple[Rule, ...]:
    """A number where there is one (R writes NA where there is none); only a logarithm may be negative."""
    cell = f"try_cast(trim({column}) AS DOUBLE)"
    unless = {"negative": f" AND NOT {LOG10}"}
    rules = (
        replace(rule, broken=f"({rule.broken}) AND coalesce(trim({column}), '') <> 'NA'{unless.get(rule.code, '')}")
        for rule in number(column, optional=True)
    )
    return (*rules, Rule("absurd", column, f"{LOG10} AND abs({cell}) > {MOST_LOG10}", "a base-10 logarithm"))


def _filled(*columns: str) -> str:
    """SQL: these columns, an empty one as an empty text."""
    return ", ".join(f"coalesce(trim({column}), '')" for column in columns)


@dataclass(frozen=True, slots=True)
class NwssSamples:
    """One observation for each sample, laboratory and target: copies per litre, or per gram of sludge.

    Logarithms are turned into copies, and an attribute says so. Below the limit of detection there is no value but a
    bound. The place is the county that the plant serves where the file names one that is known, else the state: a plant
    is no place. A sample that stands in the file once for each list of counties is one sample.

    Nothing is kept of a catchment under 3,000 people, nor of one institution. Not public (TLP:GREEN) are catchments
    under 10,000 people, and a state of which the file holds one plant alone. What was taken upstream of a plant is TLP:AMBER
    and never part of a plant's series.
    """

    source: ClassVar[str] = "nwss"
    header: ClassVar[tuple[str, ...]] = (
        "wwtp_jurisdiction",
        "wwtp_name",
        "lab_id",
        "population_served",
        "sample_location",
        "sample_matrix",
        "pcr_target_units",
        "pcr_target",
        "pcr_target_avg_conc",
        "lod_sewage",
        "pcr_target_below_lod",
        "sample_collect_date",
        "quality_flag",
    )
    key: ClassVar[tuple[str, ...]] = (*SAMPLE[:-1], *TARGET)
    identity: ClassVar[str] = f"concat_ws(chr(31), {_filled(*SAMPLE, TARGET[0])}, {UNIT})"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Columns that not every file has, states by their letters, and counties by their codes."""
        for column in OPTIONAL:
            connection.execute(f"ALTER TABLE raw ADD COLUMN IF NOT EXISTS {column} VARCHAR")
        place_table(connection, "jurisdictions", "wwtp_jurisdiction", "us_postal")
        connection.execute(
            "CREATE TABLE county_codes AS SELECT unnest(string_split(county_names, ',')) AS code FROM raw"
        )
        place_table(connection, "served", "code", "us_county", table="county_codes")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A day, a plant large enough in a known state, one of the units, numbers, and a target that can be read."""
        return (
            *month("sample_collect_date", DAY, until),
            *known_place("wwtp_jurisdiction", "jurisdictions"),
            *number("population_served"),
            Rule("absurd", "population_served", f"{PEOPLE} > {MOST_PEOPLE}", "a catchment that can be"),
            large_enough("population_served"),
            no_single_facility("institution_type", ("NA", "not institution specific")),
            *printable("wwtp_name"),
            *printable("lab_id"),
            one_of("sample_location", ("wwtp", "upstream")),
            *printable("sample_matrix"),
            *printable("pcr_target"),
            one_of("pcr_target_units", UNITS),
            one_of("pcr_target_below_lod", ("0", "1", "no", "yes")),
            *_figure("pcr_target_avg_conc"),
            *_figure("lod_sewage"),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One increment, known two weeks after its newest sample where no date is given."""
        twice = _samples(connection)
        measures = tuple(MEASURES.values())
        extent = covers(connection, DAY, DAY, substances="trim(pcr_target)", measures=measures)
        if extent is None:
            return []
        ready = published(extent.last + timedelta(days=DELAY_DAYS))
        known, basis = (known_at, "reported") if known_at else (ready, "assumed")
        notes = ("county_lists_joined",) if twice else ()
        return [Plan("true", known, basis, ReleaseKind.INCREMENT, extent, notes=notes)]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each sample; a value that is flagged as below the limit gives the limit alone."""
        public = f"{PEOPLE} >= {PUBLIC_CATCHMENT} AND (SELECT any_value(plants) FROM plants WHERE plants.state = {STATE}) > 1"
        measures = " ".join(f"WHEN '{unit}' THEN '{measure}'" for unit, measure in MEASURES.items())
        return (
            {
                "from": "samples",
                "record": f"concat_ws('|', {_filled(*SAMPLE)}, {UNIT})",
                "substance_raw": "trim(pcr_target)",
                "place": f"CASE WHEN {ABOVE} THEN '{UPSTREAM}' WHEN {IN_COUNTY} THEN {COUNTY} ELSE {STATE} END",
                "place_precision": f"CASE WHEN {ABOVE} THEN 'group' WHEN {IN_COUNTY} THEN 'county' ELSE 'state' END",
                "period_start": DAY,
                "period_end": DAY,
                "measure": f"CASE replace({UNIT}, 'log10 ', '') {measures} END",
                "value": f"CASE WHEN NOT {BELOW} THEN {_linear('pcr_target_avg_conc')} END",
                "bound": f"CASE WHEN {BELOW} THEN {_linear('lod_sewage')} END",
                "bound_kind": f"CASE WHEN {BELOW} THEN 'below_lod' END",
                "mark": f"CASE WHEN {ABOVE} THEN '{Mark.AMBER.value}' WHEN {public} THEN '{source.mark.value}' "
                f"ELSE '{Mark.GREEN.value}' END",
                "attributes": _attributes(),
                "where": f"({BELOW} OR try_cast(trim(pcr_target_avg_conc) AS DOUBLE) IS NOT NULL)",
            },
        )


def _attributes() -> str:
    """SQL: what a sample says beyond its value; cells that hold nothing, or R's NA, are left out."""
    under = f"NOT {BELOW} AND {_linear('pcr_target_avg_conc')} < {_linear('lod_sewage')}"
    told = {
        "population": "trim(population_served)",
        "matrix": "trim(sample_matrix)",
        "location": "trim(sample_location)",
        "quality_flag": "trim(quality_flag)",
        "gene_target": "trim(pcr_gene_target)",
        "flow_mgd": "trim(flow_rate)",
        "counties": "nullif(array_to_string(counties, ';'), '')",
        "published": f"CASE WHEN {LOG10} OR {BELOW} THEN trim(pcr_target_avg_conc) || ' ' || {UNIT} END",
        "converted": f"CASE WHEN {LOG10} THEN '10 to the power of the published figure' END",
        "under_limit": f"CASE WHEN {under} THEN 'below the printed limit, but not flagged as such' END",
    }
    pairs = ", ".join(f"'{name}': {expression}" for name, expression in told.items())
    return f"map_from_entries(list_filter(map_entries(MAP {{{pairs}}}), e -> e.value NOT IN ('', 'NA')))"


def _samples(connection: duckdb.DuckDBPyConnection) -> bool:
    """Lay out the tables `samples` (with every county of a sample) and `plants` (how many a state has).

    The answer is whether any sample stood there with more than one list of counties.
    """
    whose = ", ".join(f"coalesce(trim({column}), '') AS {column}" for column in (*SAMPLE, TARGET[0]))
    whose += f", {UNIT} AS {TARGET[1]}"
    same = [c for c in (*NwssSamples.header, *OPTIONAL) if c not in (*SAMPLE, *TARGET, "county_names")]
    connection.execute(
        f"CREATE OR REPLACE TABLE samples AS SELECT min({ROW}) AS {ROW}, {whose}, "
        f"{', '.join(f'min({column}) AS {column}' for column in same)}, "
        "count(DISTINCT trim(county_names)) AS lists, "
        "list_sort(list_distinct(list_transform(string_split(string_agg(trim(county_names), ','), ','), x -> trim(x)))) "
        f"AS counties FROM good GROUP BY ALL"
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE plants AS SELECT {STATE} AS state, count(DISTINCT wwtp_name) AS plants "
        f"FROM samples WHERE NOT {ABOVE} GROUP BY ALL"
    )
    found = connection.execute("SELECT coalesce(max(lists) > 1, false) FROM samples").fetchone()
    return bool(found and found[0])
