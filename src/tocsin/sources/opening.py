"""Opening a file: its hash, and the column names that its first line holds."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from tocsin.errors import FileRefused
from tocsin.sources.people import personal_columns

PIECE = 1 << 20
MOST_COLUMNS = 2_000
DELIMITERS = (",", ";", "\t", "|")


def sha256_of(path: Path) -> str:
    """The hash of the file's bytes, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def delimiter_of(line: str) -> str:
    """What stands between the cells of a header line: the sign that parts it into the most cells, else a comma."""
    counts = {sign: len(parted(line, sign)) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: counts[sign])


def parted(line: str, sign: str) -> list[str]:
    """The cells of one line; none where it is no CSV."""
    try:
        return next(csv.reader([line], delimiter=sign), [])
    except csv.Error:
        return []


def header_of(line: str) -> tuple[str, ...]:
    """The column names in a header line. Raises `FileRefused` when it is binary, too wide or ambiguous."""
    if "\x00" in line:
        raise FileRefused(
            "this file holds NUL bytes",
            wanted="text",
            got="binary data in its first line",
            next_step="export it as CSV",
        )
    widest = max(line.count(sign) for sign in DELIMITERS)
    if widest >= MOST_COLUMNS:
        raise FileRefused(
            "this file has too many columns",
            wanted=f"at most {MOST_COLUMNS:,}",
            got=f"{widest + 1:,}",
            next_step="keep the columns that matter",
        )
    try:
        names = tuple(name.strip() for name in next(csv.reader([line], delimiter=delimiter_of(line))))
    except csv.Error as error:
        raise FileRefused(
            "the header cannot be read",
            wanted="column names between commas",
            got=str(error),
            next_step="export it as CSV",
        ) from error
    refuse_twins(names)
    return names


def refuse_twins(names: tuple[str, ...]) -> None:
    """Raise `FileRefused` for column names that cannot be told apart."""
    folded = [name.casefold() for name in names]
    twice = sorted({name for name in folded if folded.count(name) > 1})
    if twice or "" in folded:
        raise FileRefused(
            "the columns cannot be told apart",
            wanted="a name of its own for each column",
            got=", ".join(repr(name) for name in twice[:12]) + " more than once"
            if twice
            else "a column without a name",
            next_step="name each column once",
        )


def refuse_people(names: tuple[str, ...]) -> None:
    """Raise `FileRefused` for column names that speak of people."""
    people = personal_columns(names)
    if people:
        raise FileRefused(
            "this file seems to name people",
            wanted="counts and concentrations for places",
            got="columns " + ", ".join(people[:12]),
            next_step="take these columns out at the source; Tocsin never keeps them",
        )
