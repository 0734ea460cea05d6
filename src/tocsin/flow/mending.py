"""Mending: a person corrects a row that was set aside, or lets it stand, and its file is taken up again.

The bytes of the file are never touched. They are read again by the same front door, with all that was ever said of
their rows laid over them, as a release of their own that is known since the same moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.clock import now
from tocsin.errors import UsageError
from tocsin.flow.arrive import take_in
from tocsin.flow.home import Node
from tocsin.flow.quarantine import cells_of
from tocsin.flow.tracing import kept_file
from tocsin.records.correction import Act, Correction, corrections_of, first_reading, table_of
from tocsin.records.receipt import Receipt
from tocsin.records.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 1_000  # letters of a corrected cell, or of the reason


class StillAside(UsageError):
    """A row that would be set aside again: where, which rule, what was found and what was wanted."""

    def __init__(self, row: int, column: str, rule: str, found: str, wanted: str) -> None:
        from tocsin.wording.checks import fix

        self.row, self.column, self.rule, self.found = row, column, rule, found
        super().__init__(
            f"row {row} would be set aside: {rule} in {column}",
            wanted=wanted,
            got=found or "an empty cell",
            next_step=fix(rule, "en").rstrip(".") or "correct this column too",
        )


@dataclass(frozen=True, slots=True)
class _File:
    """A file as the lake knows it: one of its releases, all of them, and what was said of it.

    `ever` are the rows of that release that any reading set aside, the first reading first; `standing` the numbers of
    those that stand aside now.
    """

    release: Release
    releases: tuple[Release, ...]
    ever: pa.Table
    standing: list[int]
    said: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class _Trial:
    """What a reading would give: the day to read it with, and the rows that would still stand aside."""

    known_at: datetime | None
    standing: pa.Table


def correct(node: Node, release: str, row: int, cells: Mapping[str, str], why: str = "") -> tuple[Receipt, ...]:
    """Give cells of one row their right value, and take the file up again; one receipt for each of its releases.

    Raises `UsageError`, and records nothing, when the row was not set aside, cannot be corrected here, or would still
    break a rule.
    """
    if not cells:
        raise UsageError("nothing to correct was named", wanted="COLUMN=VALUE", next_step="give --set COLUMN=VALUE")
    _refuse_long((*cells.values(), why))
    file, at = _file(node, release), now()
    held = _cells(file, row)
    said = {(one.row, one.column, one.value) for one in file.said}
    if {(row, *cell) for cell in cells.items()} <= said and row not in file.standing:
        raise UsageError(
            f"row {row} has this correction already",
            wanted="another value",
            got=", ".join(f"{column}={value}" for column, value in cells.items()),
            next_step="see `tocsin quarantine history`",
        )
    told = [
        Correction(
            file.release.file_sha256,
            file.release.source,
            file.release.release,
            Act.CORRECT,
            row,
            column,
            held.get(column),
            value,
            why,
            at,
        )
        for column, value in sorted(cells.items())  # as the lake gives them back: the id of a reading is made of them
    ]
    return _take_up(node, file, told)


def take_up(node: Node, release: str, rows: Sequence[int] = (), why: str = "") -> tuple[Receipt, ...]:
    """Take the file up again as it is: what the vocabulary has learned counts, and `rows` are vouched for.

    The answer is empty, and nothing is recorded, when no row was named and no row would be accepted that was not
    before. Raises `UsageError` when a named row would still stand aside: only some rules can be vouched for.
    """
    _refuse_long((why,))
    file, at = _file(node, release), now()
    for row in rows:
        _cells(file, row)
    given = (file.release.file_sha256, file.release.source, file.release.release)
    told = [Correction(*given, Act.VOUCH, row, None, None, None, why, at) for row in sorted(rows)]
    return _take_up(node, file, told or [Correction(*given, Act.READ_AGAIN, None, None, None, None, why, at)])


def _refuse_long(texts: Sequence[str]) -> None:
    longest = max(map(len, texts))
    if longest > LONGEST:
        raise UsageError("this is too long", wanted=f"at most {LONGEST:,} letters", got=f"{longest:,} letters")


def _file(node: Node, name: str) -> _File:
    """The file of a release. Raises `UsageError` when there is none, or when its bytes were not kept."""
    rows = [Release.from_row(one) for one in node.lake.releases().to_pylist()]
    found = [one for one in rows if one.release == name] or [one for one in rows if one.release.startswith(name)]
    if not name or len({first_reading(one.release) for one in found}) != 1:
        raise UsageError(
            "no such release" if not found else "more than one release begins like this",
            wanted="a release of `tocsin quarantine`",
            got=name,
            next_step="run `tocsin quarantine`",
        )
    release = found[-1]
    _refuse_events(node, release)
    same = tuple(one for one in rows if (one.source, one.file_sha256) == (release.source, release.file_sha256))
    said = (pc.field("file_sha256") == release.file_sha256) & (pc.field("source") == release.source)
    first = first_reading(release.release)
    readings = [one.release for one in same if first_reading(one.release) == first]
    now_aside, ever = (node.lake.quarantine(settled=settled) for settled in (False, True))
    return _File(
        release,
        same,
        ever.filter(pc.field("release").isin(readings)).sort_by("release"),
        sorted(now_aside.filter(pc.field("release").isin(readings))["row"].to_pylist()),
        corrections_of(node.lake.corrections().filter(said)),
    )


def _refuse_events(node: Node, release: Release) -> None:
    from tocsin.sources.catalogue import source

    if source(release.source, node.sources).events or not kept_file(node, release.file_sha256).is_file():
        raise UsageError(
            "rows of this source cannot be corrected here",
            wanted="a file whose bytes were kept",
            got=f"{release.source}: single events are counted at the door, and their rows are not kept",
            next_step="have the row mended where the file comes from, and take in the mended file",
        )


def _cells(file: _File, row: int) -> dict[str, str | None]:
    """The cells of a row as they stand in the file. Only rows that were set aside can be spoken of."""
    rows = file.ever.filter(pc.field("row") == row).to_pylist()
    if not rows:
        raise UsageError(
            f"row {row} of this release was not set aside",
            wanted="a row of `tocsin quarantine`",
            got=str(row),
            next_step=f"run `tocsin quarantine --release {file.release.release}`",
        )
    if rows[0]["raw"] is None:
        raise UsageError(
            f"row {row} has no cells that could be corrected: {rows[0]['rule']}",
            wanted=rows[0]["wanted"],
            got=rows[0]["found"] or "nothing",
            next_step="mend the line in a copy of the file, and take the copy in",
        )
    return cells_of(rows[0]["raw"])


def _take_up(node: Node, file: _File, told: Sequence[Correction]) -> tuple[Receipt, ...]:
    """Try first; record what was said; then take every release of the file in, known since the same moment."""
    said = (*file.said, *told)
    with _original(node, file.release) as path:
        trial = _tried(node, file, path, said)
        _refuse_broken(trial, [one.row for one in told if one.row is not None], file.ever["row"].to_pylist())
        if told[0].act is Act.READ_AGAIN and trial.standing["row"].to_pylist() == file.standing:
            return ()
        node.lake.correct(table_of(told))
        known = {first_reading(one.release): one for one in file.releases}
        return tuple(
            take_in(node, replace(one, release=_since(one.release, known)), told[0].recorded_at)
            for one in _read(node, file, path, trial.known_at, said)
        )


@contextmanager
def _original(node: Node, release: Release) -> Iterator[Path]:
    """The bytes in the raw store, under the name they came with: some publishers write the date into it."""
    with TemporaryDirectory(prefix="tocsin-") as folder:
        path = Path(folder) / Path(release.file_name).name
        path.symlink_to(kept_file(node, release.file_sha256).resolve())
        yield path


def _read(node: Node, file: _File, path: Path, known_at: datetime | None, said: Sequence[Correction]) -> Any:
    from tocsin.sources.catalogue import source
    from tocsin.sources.reading import read

    origin = source(file.release.source, node.sources)
    return read(path, origin, known_at=known_at, now=now(), corrections=said)


def _tried(node: Node, file: _File, path: Path, said: Sequence[Correction]) -> _Trial:
    """Read without storing, with the day that gives the releases the ids they had: the one given then, or none."""
    one_day = {(one.known_at, one.known_basis) for one in file.releases} == {(file.release.known_at, "reported")}
    days = (file.release.known_at, None) if one_day else (None, file.release.known_at)
    wanted, given = first_reading(file.release.release), set[str]()
    for day in days:
        tried = {one.release.release: one.quarantine for one in _read(node, file, path, day, said)}
        given |= {first_reading(name) for name in tried}
        if wanted in given:
            return _Trial(day, pa.concat_tables(tried.values()).sort_by("row"))
    raise UsageError(
        "this file is no longer read as it was",
        wanted=wanted,
        got=", ".join(sorted(given)),
        next_step="take the file in again with `tocsin ingest`, then correct its rows",
    )


def _refuse_broken(trial: _Trial, rows: Sequence[int], ever: Sequence[int]) -> None:
    """Refuse when a row spoken of would stand aside, or one that was never set aside would clash with it."""
    clash = (pc.field("rule") == "duplicate_key") & ~pc.field("row").isin(ever)
    for left in (trial.standing.filter(one) for one in (pc.field("row").isin(rows), clash)):
        for row in left.slice(0, 1).to_pylist():
            told = (row[name] or "" for name in ("column", "rule", "found", "wanted"))
            raise StillAside(row["row"], *told)


def _since(release: Release, known: Mapping[str, Release]) -> Release:
    """The release, known since the moment at which its first reading was."""
    before = known.get(first_reading(release.release))
    return replace(release, known_at=before.known_at, known_basis=before.known_basis) if before else release
