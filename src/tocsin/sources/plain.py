"""Plain text: any published file as UTF-8 lines on disk, looked at before a database sees it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tocsin.errors import FileRefused
from tocsin.sources.containers import copied, unpacked
from tocsin.sources.opening import delimiter_of, header_of

HEADER_BYTES = 1 << 20
MOST_IN_A_LINE = 16 << 20
LONGEST_RECORD = 20  # lines: a cell that holds more of them was left open by mistake
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class PlainText:
    """`path` is the file itself or a copy; `lines` counts those below the header, blank ones aside.

    `records` counts rows where cells in quotes may hold line breaks; 0 where quotes do not close, and a row is a line.
    """

    path: Path
    header: tuple[str, ...]
    lines: int
    records: int
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class Survey:
    """What a look at every line tells: those that are not blank, the records they make, and their bytes."""

    lines: int
    records: int  # 0 where quotes do not close
    multibyte: int  # lines with letters beyond ASCII that are good UTF-8
    broken: int  # lines that are not UTF-8


def plain_text(path: Path, folder: Path) -> PlainText:
    """Unpack and decode `path`; copies go to `folder`. Known: UTF-8, UTF-16 with its mark, Latin-1; gzip, zip, sheets.

    Single broken lines in a UTF-8 file stay, for the row to be set aside. Raises `FileRefused` when the file is
    absent, empty, binary, or
    has a header that cannot be used.
    """
    if not path.is_file():
        raise FileRefused("there is no such file", got=str(path), next_step="check the path")
    bare = _decoded(unpacked(path, folder), folder)
    refuse_endless_lines(bare)
    header_of(_first_text(bare, errors="replace"))  # refused before a long file is looked at whole
    survey = surveyed(bare)
    if survey.broken and not survey.multibyte:
        bare = copied(bare, folder / "latin-1.csv", "latin-1")
    line = _first_text(bare, errors="replace")
    return PlainText(bare, header_of(line), survey.lines - 1, max(survey.records - 1, 0), delimiter_of(line))


def _decoded(path: Path, folder: Path) -> Path:
    with path.open("rb") as file:
        start = file.read(HEADER_BYTES)
    if start[:2] in UTF_16:
        return copied(path, folder / "utf-16.csv", "utf-16")
    if not start.strip(b" \t\r\n\xef\xbb\xbf"):
        raise FileRefused(
            "this file is empty", wanted="a header and rows", got=f"{len(start)} bytes", next_step="fetch it again"
        )
    return path


def _header_line(file: BinaryIO) -> bytes:
    line = b""
    while not line.strip():
        line = file.readline(HEADER_BYTES)
        if not line:
            raise FileRefused(
                "this file is empty", wanted="a header and rows", got="blank lines", next_step="fetch it again"
            )
    return next(part for part in line.splitlines() if part.strip())


def _first_text(path: Path, errors: str = "strict") -> str:
    with path.open("rb") as file:
        return _header_line(file).decode("utf-8-sig", errors=errors)


def refuse_endless_lines(path: Path) -> None:
    """Raise for a line longer than `MOST_IN_A_LINE`, before anything reads the file by lines."""
    with path.open("rb") as file:
        while len(piece := file.read(MOST_IN_A_LINE)) == MOST_IN_A_LINE:
            if b"\n" not in piece and b"\r" not in piece:
                raise FileRefused(
                    "a line of this file does not end",
                    wanted=f"rows of at most {MOST_IN_A_LINE >> 20} MiB",
                    got="more than that without a line break",
                    next_step="export it again, one row for each line",
                )


def surveyed(path: Path) -> Survey:
    """Look at every line once. Raises `FileRefused` for NUL bytes."""
    lines = multibyte = broken = records = 0
    span, odd = 0, False  # physical lines of the record being read; whether a quote stands open in it
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if b"\x00" in line:
                raise _nul(number)
            lines += not line.isspace()
            odd ^= line.count(b'"') % 2 == 1
            span = span + 1 if odd else 0
            if span > LONGEST_RECORD:
                records = -(1 << 62)
            records += not odd and not line.isspace()
            if not line.isascii():
                good = _is_utf8(line)
                multibyte, broken = multibyte + good, broken + (not good)
    return Survey(lines, 0 if odd else records, multibyte, broken)


def _nul(number: int) -> FileRefused:
    return FileRefused(
        "this file holds NUL bytes",
        wanted="text",
        got=f"a NUL byte in line {number}",
        next_step="export it as CSV again",
    )


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
