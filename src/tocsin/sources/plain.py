"""Plain text: any published file as UTF-8 lines on disk, looked at before a database sees it."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tocsin.errors import FileRefused
from tocsin.sources.opening import header_of

HEADER_BYTES = 1 << 20
MOST_BYTES = 16 << 30  # unpacked: a file that grows beyond this was made to do so
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class PlainText:
    """`path` is the file itself or a copy. A row is a line; `lines` counts those below the header, blank ones aside."""

    path: Path
    header: tuple[str, ...]
    lines: int


@dataclass(frozen=True, slots=True)
class _Survey:
    lines: int
    multibyte: int  # lines with letters beyond ASCII that are good UTF-8
    broken: int  # lines that are not UTF-8


def plain_text(path: Path, folder: Path) -> PlainText:
    """Unpack and decode `path`; copies go to `folder`. Known: UTF-8, UTF-16 with its mark, Latin-1; gzip or not.

    Single broken lines in a UTF-8 file stay, for the row to be set aside. Raises `FileRefused` when the file is
    absent, empty, binary, or
    has a header that cannot be used.
    """
    if not path.is_file():
        raise FileRefused("there is no such file", got=str(path), next_step="check the path")
    bare = _decoded(_unpacked(path, folder), folder)
    with bare.open("rb") as file:
        header = header_of(_header_line(file).decode("utf-8-sig", errors="replace"))
    survey = _surveyed(bare)
    if survey.broken and not survey.multibyte:
        bare = _copied(bare, folder / "latin-1.csv", "latin-1")
        return PlainText(bare, header_of(_first_text(bare)), survey.lines - 1)
    return PlainText(bare, header, survey.lines - 1)


def _unpacked(path: Path, folder: Path) -> Path:
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            return path
    target = folder / "unpacked.csv"
    try:
        with gzip.open(path, "rb") as packed, target.open("wb") as out:
            while piece := packed.read(HEADER_BYTES):
                out.write(piece)
                if out.tell() > MOST_BYTES:
                    raise FileRefused(
                        "this file unpacks to more than can be read",
                        wanted=f"at most {MOST_BYTES >> 30} GiB",
                        got="more",
                        next_step="part it",
                    )
    except (OSError, EOFError) as error:
        raise FileRefused("this file cannot be unpacked", got=str(error), next_step="fetch it again") from error
    return target


def _decoded(path: Path, folder: Path) -> Path:
    with path.open("rb") as file:
        start = file.read(HEADER_BYTES)
    if start[:2] in UTF_16:
        return _copied(path, folder / "utf-16.csv", "utf-16")
    if not start.strip(b" \t\r\n\xef\xbb\xbf"):
        raise FileRefused(
            "this file is empty", wanted="a header and rows", got=f"{len(start)} bytes", next_step="fetch it again"
        )
    return path


def _copied(path: Path, target: Path, encoding: str) -> Path:
    try:
        with path.open(encoding=encoding, newline="") as text, target.open("w", encoding="utf-8", newline="") as out:
            shutil.copyfileobj(text, out, HEADER_BYTES)
    except UnicodeError as error:
        raise FileRefused(
            "this file cannot be decoded",
            wanted="UTF-8, UTF-16 or Latin-1",
            got=str(error),
            next_step="save it as UTF-8",
        ) from error
    return target


def _header_line(file: BinaryIO) -> bytes:
    line = b""
    while not line.strip():
        line = file.readline(HEADER_BYTES)
        if not line:
            raise FileRefused(
                "this file is empty", wanted="a header and rows", got="blank lines", next_step="fetch it again"
            )
    return next(part for part in line.splitlines() if part.strip())


def _first_text(path: Path) -> str:
    with path.open("rb") as file:
        return _header_line(file).decode("utf-8-sig")


def _surveyed(path: Path) -> _Survey:
    lines = multibyte = broken = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if b"\x00" in line:
                raise FileRefused(
                    "this file holds NUL bytes",
                    wanted="text",
                    got=f"a NUL byte in line {number}",
                    next_step="export it as CSV again",
                )
            lines += not line.isspace()
            if not line.isascii():
                good = _is_utf8(line)
                multibyte, broken = multibyte + good, broken + (not good)
    return _Survey(lines, multibyte, broken)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
