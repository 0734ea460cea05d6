"""Write the wastewater fractions of the shared data into the vocabulary's table of markers, and keep all other rows.

Run it as `python scripts/vocabulary/make_markers.py --shared FOLDER [--check]`. A row says which marker is found for a substance and
what share of the substance leaves the body as it; `low` and `high` are a plausible range, no published interval.
`evidence` says whether the figure was read in its source (verified) or recalled and still to be checked (recalled).
What a person takes is no part of the table. A name that leads to no one substance is printed and left out.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from one_table import write

from tocsin.vocabulary.reading import answer

REPOSITORY = Path(__file__).resolve().parents[2]
TABLE = REPOSITORY / "src/tocsin/vocabulary/data/markers.csv"
COLUMNS = ("substance", "marker", "matrix", "excreted", "low", "high", "evidence", "source")
FACTORS = "data/wbe-factors/wbe_factors.csv"
KNOWN_PAIR = "known pair"  # the evidence of a row written by hand: a marker without a fraction
Row = dict[str, str]


def one(name: str) -> str | None:
    """The one substance of a name, its remark in brackets left out."""
    ids = answer(name.split(" (", maxsplit=1)[0]).ids
    return ids[0] if len(ids) == 1 else None


def made(shared: Path) -> list[Row]:
    """The rows with a fraction, in the order of the data."""
    found: list[Row] = []
    for row in csv.DictReader((shared / FACTORS).open(encoding="utf-8", newline="")):
        pair = (one(row["drug"]), one(row["biomarker"]))
        if not all(pair):
            print(f"no one substance: {row['drug']}, {row['biomarker']}")
            continue
        evidence = "verified" if row["evidence"].startswith("verified") else "recalled"
        figures = (row["excretion_fraction"], row["excretion_low"], row["excretion_high"])
        cells = (*(each or "" for each in pair), "wastewater", *figures, evidence, row["source"].split(";")[0])
        found.append(dict(zip(COLUMNS, cells, strict=True)))
    return found


def main() -> int:
    """Write the table, or with --check say whether it is what this script would write."""
    return write(
        "Write the markers of the vocabulary that have a fraction.",
        TABLE,
        COLUMNS,
        lambda row: row["evidence"] == KNOWN_PAIR,
        lambda shared, kept: [*made(shared), *kept],
    )


if __name__ == "__main__":
    sys.exit(main())
