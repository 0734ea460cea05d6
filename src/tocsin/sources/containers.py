"""Containers: gzip, zip archives and spreadsheets become one plain file of lines, within bounds of size and time."""

from __future__ import annotations

import gzip
import lzma
import shutil
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import IO

from tocsin.errors import FileRefused
from tocsin.sources.joining import first_line, under_the_widest

PIECE = 1 << 20
MOST_BYTES = 16 << 30  # unpacked: a file that grows beyond this was made to do so
MOST_IN_A_SPREADSHEET = 4 << 30
MOST_MEMBERS = 1_000
BOMB_RATIO, BOMB_BYTES = 200, 100 << 20  # text packs 5 to 30 times; what packs 200 times and is large holds nothing
SECONDS = 300
TABLES = (".csv", ".txt", ".tsv")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
)
GZIP, ZIP, OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def unpacked(path: Path, folder: Path, sheet: str = "") -> Path:
    """The lines inside `path`: the file itself, or a copy in `folder` where it is packed or a spreadsheet.

    A zip archive gives the tables it holds, joined, where one of them has all the columns; a spreadsheet gives `sheet`,
    or the largest. Names inside an archive are never used as paths. Raises `FileRefused` for what cannot be unpacked.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == GZIP:
        return _gunzipped(path, folder / "unpacked.csv")
    if start == OLE:
        return _sheet(path, folder / "sheet.csv", sheet)
    if start != ZIP:
        return path
    try:
        with zipfile.ZipFile(path) as archive:
            names = _within_bounds(archive)
            if "xl/workbook.xml" not in names and "content.xml" not in names and "xl/workbook.bin" not in names:
                return _joined(archive, folder / "unpacked.csv")
    except BROKEN as error:
        raise _broken(error) from error
    return _sheet(path, folder / "sheet.csv", sheet)


def _gunzipped(path: Path, target: Path) -> Path:
    try:
        with gzip.open(path, "rb") as packed, target.open("wb") as out:
            _poured(packed, out)
    except BROKEN as error:
        raise _broken(error) from error
    return target


def _poured(source: IO[bytes] | gzip.GzipFile, out: IO[bytes]) -> None:
    while piece := source.read(PIECE):
        out.write(piece)
        if out.tell() > MOST_BYTES:
            raise _too_large("more")


def _within_bounds(archive: zipfile.ZipFile) -> frozenset[str]:
    """The names inside. Raises for what was made to fill a disk."""
    members = archive.infolist()
    size, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if len(members) > MOST_MEMBERS or size > MOST_BYTES:
        raise _too_large(f"{len(members):,} members of {size:,} bytes")
    if size > BOMB_BYTES and size > BOMB_RATIO * max(packed, 1):
        raise _too_large(f"{size:,} bytes out of {packed:,}")
    return frozenset(m.filename for m in members)


def _is_table(name: str) -> bool:
    """A table of the archive; what a packer adds for itself (`__MACOSX/._x.csv`) is none."""
    hidden = name.startswith("__MACOSX/") or Path(name).name.startswith(".")
    return name.lower().endswith(TABLES) and not hidden


def _joined(archive: zipfile.ZipFile, target: Path) -> Path:
    """The tables of an archive under one header."""
    members = sorted(m.filename for m in archive.infolist() if _is_table(m.filename))
    if not members:
        held = ", ".join(sorted(m.filename for m in archive.infolist())[:5]) or "nothing"
        raise FileRefused(
            "this archive holds no table", wanted="a CSV file in it", got=held[:200], next_step="unpack it yourself"
        )
    if len({first_line(archive, name) for name in members}) > 1:
        return under_the_widest(archive, members, target)
    with target.open("wb") as out:
        for number, name in enumerate(members):
            with archive.open(name) as member:
                first = member.readline(PIECE)
                if number == 0:
                    out.write(first)
                _poured(member, out)
                out.write(b"\n")
    return target


def _sheet(path: Path, target: Path, sheet: str) -> Path:
    """A sheet as CSV, written by a process of its own: whatever the file does to it, this one lives on."""
    if path.stat().st_size > MOST_IN_A_SPREADSHEET:
        raise _too_large(f"{path.stat().st_size:,} bytes")
    words = [sys.executable, "-m", "tocsin.sources.spreadsheet", str(path), str(target), sheet]
    try:
        told = subprocess.run(words, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise _broken(TimeoutError(f"not read within {SECONDS} seconds")) from None
    if told.returncode:
        said = told.stderr.decode(errors="replace").strip().splitlines()
        raise _broken(ValueError(said[-1][:300] if said else f"the reader ended with {told.returncode}"))
    return target


def _broken(error: Exception) -> FileRefused:
    return FileRefused("this file cannot be unpacked", got=str(error), next_step="fetch it again, or export it as CSV")


def _too_large(got: str) -> FileRefused:
    return FileRefused(
        "this file unpacks to more than can be read",
        wanted=f"at most {MOST_BYTES >> 30} GiB, packed as text is",
        got=got,
        next_step="part it",
    )


def copied(path: Path, target: Path, encoding: str) -> Path:
    """The file decoded from `encoding`, as UTF-8 in `target`. Raises `FileRefused` where it is not that."""
    try:
        with path.open(encoding=encoding, newline="") as text, target.open("w", encoding="utf-8", newline="") as out:
            shutil.copyfileobj(text, out, PIECE)
    except UnicodeError as error:
        raise FileRefused(
            "this file cannot be decoded",
            wanted="UTF-8, UTF-16 or Latin-1",
            got=str(error),
            next_step="save it as UTF-8",
        ) from error
    return target
