"""One table: the command line of the scripts that write some rows of a table and keep the others."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Sequence
from pathlib import Path

Row = dict[str, str]
Making = Callable[[Path, list[Row]], Sequence[Row]]


def write(description: str, table: Path, columns: Sequence[str], keeps: Callable[[Row], bool], makes: Making) -> int:
    """Write what `makes` gives from the shared data and the rows that it `keeps`; with --check only compare.

    `makes` answers with every row of the table, in order.
    """
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--shared", type=Path, required=True, help="the folder of shared data")
    options.add_argument("--check", action="store_true", help="write nothing; fail if the table would change")
    asked = options.parse_args()
    before = table.read_text(encoding="utf-8")
    kept = [row for row in csv.DictReader(before.splitlines()) if keeps(row)]
    lines = [list(columns), *([row[column] for column in columns] for row in makes(asked.shared, kept))]
    if asked.check:
        return int(lines != list(csv.reader(before.splitlines())))
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)
    return 0
