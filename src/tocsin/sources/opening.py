"""Opening a file: what can be known of it before a database looks at it."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from pathlib import Path

from tocsin.errors import FileRefused

HEAD = 1 << 20
MOST_COLUMNS = 2_000
PERSONAL = frozenset(
    "name surname forename firstname lastname nombre apellido apellidos prenom nom birthdate dob birthday nacimiento "
    "fecha_nacimiento naissance address street domicilio direccion adresse phone telefono telephone email ssn curp".split()
)


def sha256_of(path: Path) -> str:
    """The hash of the file's bytes, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(HEAD):
            digest.update(piece)
    return digest.hexdigest()


def head_of(path: Path) -> str:
    """The first megabyte as text, unpacked. Raises `FileRefused` when it is empty, binary or in no known encoding."""
    if not path.is_file():
        raise FileRefused("there is no such file", got=str(path), next_step="check the path")
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            raw = file.read(HEAD)
    except (OSError, EOFError) as error:
        raise FileRefused("this file cannot be unpacked", got=str(error), next_step="fetch it again") from error
    if not raw.strip():
        raise FileRefused("this file is empty", wanted="a header and rows", next_step="fetch it again")
    return _decoded(raw)


def encoding_of(path: Path) -> str:
    """The encoding DuckDB is told: utf-8, utf-16 or latin-1."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        raw = file.read(HEAD)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        raw[: -4 if len(raw) == HEAD else None].decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if b"\x00" in raw:
        raise FileRefused("this file holds NUL bytes", wanted="text", got="binary data", next_step="export it as CSV")
    try:
        return raw[: -4 if len(raw) == HEAD else None].decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def header_of(text: str) -> tuple[str, ...]:
    """The column names. Raises `FileRefused` when there are too many, when two are alike, or when people are named."""
    first = text.splitlines()[0] if len(text) < HEAD else text[: text.find("\n")] if "\n" in text else ""
    if not first or first.count(",") > MOST_COLUMNS:
        raise FileRefused("the header cannot be read", wanted=f"at most {MOST_COLUMNS} columns", got=f"{first.count(',') + 1} columns",
                          next_step="keep the columns that matter")
    names = tuple(name.strip() for name in next(csv.reader(io.StringIO(first))))
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileRefused("two columns have one name", got=", ".join(twice), next_step="rename one of them")
    people = sorted(name for name in names if name.casefold().replace(" ", "_") in PERSONAL)
    if people:
        raise FileRefused("this file seems to name people", wanted="counts and concentrations for places", got="columns " + ", ".join(people),
                          next_step="take these columns out at the source; Tocsin never keeps them")
    return names
