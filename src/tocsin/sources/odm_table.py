"""PHES-ODM out: observations as the long table `measures` of version 2, to be read back as they were."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from tocsin.sources.adapters.odm_rows import MADE_ID
from tocsin.sources.checks.large_enough import PUBLIC_CATCHMENT
from tocsin.vocabulary.names import resolve
from tocsin.vocabulary.odm import part_of, parts_of

# The columns of `measures` that are filled, then those of `samples`, `sites` and `qualityReports` that belong to a row.
ODM_COLUMNS = (
    "measureRepID",
    "sampleID",
    "siteID",
    "aDateEnd",
    "reportDate",
    "compartment",
    "specimen",
    "fraction",
    "measure",
    "value",
    "unit",
    "aggregation",
    "index",
    "reportable",
    "organizationID",
    "collDT",
    "collDTStart",
    "collDTEnd",
    "popServ",
    "qualityFlag",
)
SCHEMA = pa.schema([(name, pa.string()) for name in ODM_COLUMNS])
FLAGS = {"below_lod": "beLOD", "below_loq": "belowLOQ"}
UNSAID = "undisc"  # what the format has no word for: a value held back, or above what could be measured


def to_odm(observations: pa.Table) -> pa.Table:
    """The observations of wastewater (schema of an observation) as a table of `ODM_COLUMNS`, all text.

    One row for each observation and one for each spread that its attributes hold. What was read from ODM is written in
    the units, aggregations and ids it came in; what comes from elsewhere in the unit of its measure, single, at the id
    of its place. Ids that the format asks for and nobody gave begin with `tocsin:`, or with the name of another source. Read back under source `odm`, values,
    bounds, units, population, flow and, for what came from ODM, keys are the same. A mark that comes from more than the
    size of the catchment comes back as TLP:AMBER; one stricter than that has no word in ODM. Values held back or above a
    limit are written as `undisc`, and give no observation. Measures without a unit in the table of parts are left out.
    Who may receive a row is decided before: nothing is hidden here.
    """
    with duckdb.connect() as connection:
        connection.register("observations", observations)
        connection.register("targets", _targets(observations))
        connection.register("units", _units())
        connection.execute("CREATE TABLE levels AS " + LEVELS)
        spreads = ", ".join(f"'{part.id}'" for part in parts_of("spread"))
        table = connection.execute(
            f"SELECT {', '.join(_quoted())} FROM (FROM levels UNION ALL BY NAME {SPREADS.format(spreads=spreads)}) "
            "ORDER BY siteID, aDateEnd, collDT, measure, measureRepID"
        ).to_arrow_table()
    return table.cast(SCHEMA)


def _quoted() -> list[str]:
    return [f'"{name}"' for name in ODM_COLUMNS]


def _targets(observations: pa.Table) -> pa.Table:
    """Which target a name is written as: a part of the dictionary as it is, another by the substance it stands for."""
    names = observations.select(["source", "substance_raw"]).group_by(["source", "substance_raw"]).aggregate([])
    rows = [row | {"target": _target(row["source"], row["substance_raw"])} for row in names.to_pylist()]
    return pa.Table.from_pylist(
        rows, pa.schema([(name, pa.string()) for name in ("source", "substance_raw", "target")])
    )


def _target(source: str, name: str) -> str:
    return name if source == "odm" else part_of(resolve(name, source)[0]) or name


def _units() -> pa.Table:
    """The unit in which each measure is written: the first of the table that is the measure's own."""
    own: dict[str, str] = {}
    for part in parts_of("unit"):
        if part.factor == 1 and part.scale == "linear":
            own.setdefault(part.measure, part.id)
    return pa.table({"measure": list(own), "unit": list(own.values())})


# What is ours already is told apart by the rest of its row when it is read back; what is another's by the id alone.
MADE = f"CASE WHEN source = 'odm' THEN '{MADE_ID}' ELSE source || ':' END"
# A number is written with as many digits as tell it from every other; a bound stands where its value would.
LEVELS = f"""
SELECT observation,
  coalesce(attributes['measure_id'], {MADE} || observation) AS "measureRepID",
  coalesce(attributes['sample'], {MADE} || record) AS "sampleID",
  coalesce(attributes['site'], place) AS "siteID",
  CASE WHEN attributes['dated'] = 'collection' THEN attributes['analysed'] ELSE CAST(period_end AS VARCHAR) END AS "aDateEnd",
  attributes['reported'] AS "reportDate",
  'wat' AS compartment,
  CASE WHEN measure = 'flow_m3_per_day' THEN 'sit' ELSE 'sa' END AS specimen,
  attributes['fraction'] AS fraction,
  target AS measure,
  CASE WHEN bound_kind IN ('suppressed', 'above') THEN '{UNSAID}'
    ELSE coalesce(attributes['printed'], CAST(coalesce(value, bound) AS VARCHAR)) END AS value,
  coalesce(attributes['unit'], units.unit) AS unit,
  coalesce(attributes['aggregation'], 'sin') AS aggregation,
  attributes['index'] AS "index",
  CASE WHEN mark = 'TLP:CLEAR' OR mark = 'TLP:GREEN' AND try_cast(attributes['population'] AS DOUBLE) < {PUBLIC_CATCHMENT}
    THEN 'TRUE' ELSE 'FALSE' END AS reportable,
  attributes['lab'] AS "organizationID",
  CASE WHEN attributes['dated'] = 'collection' THEN CAST(period_start AS VARCHAR) END AS "collDT",
  CASE WHEN period_start <> period_end THEN CAST(period_start AS VARCHAR) END AS "collDTStart",
  CASE WHEN period_start <> period_end THEN CAST(period_end AS VARCHAR) END AS "collDTEnd",
  attributes['population'] AS "popServ",
  coalesce(attributes['quality_flag'], CASE bound_kind {" ".join(f"WHEN '{k}' THEN '{v}'" for k, v in FLAGS.items())} END)
    AS "qualityFlag",
  attributes AS told
FROM observations JOIN targets USING (source, substance_raw) JOIN units USING (measure)
WHERE NOT retracted
"""
SPREADS = f"""
SELECT * EXCLUDE (one) REPLACE ('{MADE_ID}' || observation || ':' || one.key AS "measureRepID", one.value AS value,
  one.key AS aggregation, NULL AS "qualityFlag")
FROM (SELECT *, unnest(map_entries(told)) AS one FROM levels) WHERE one.key IN ({{spreads}})
"""
