"""A node's home: one folder with its settings, its lake, its raw files and its caches."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.clock import now
from tocsin.errors import HomeError
from tocsin.vocabulary.own import add_from

if TYPE_CHECKING:
    import pyarrow as pa

    from tocsin.lake.store import Lake
    from tocsin.records.mark import Reader
    from tocsin.records.source import Source

SETTINGS = "tocsin.toml"
OWN_VOCABULARY = "vocabulary"  # the rows that this node adds to the tables of names
STATED = "stated = [[days after the period's end, share told by then (0 to 1), how sure (above 0)], ...]"
FOLDERS = ("lake", "raw", "cache/charts", "keys")
FIRST_SETTINGS = """\
# The settings of this node. Everything left out has its default.
name = "{name}"
languages = ["en", "fr", "es"]
# A snapshot stands at the newest figure it holds; a living node stands at the present day.
snapshot = {snapshot}
"""


@dataclass(frozen=True)
class Node:
    """An open home. `settings` is what `tocsin.toml` says; the lake is opened when first asked for."""

    directory: Path
    settings: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def lake(self) -> Lake:
        """The bi-temporal store of this home."""
        from tocsin.lake.store import Lake

        return Lake(self.directory)

    def read_own_names(self) -> None:
        """Read what this home adds to the vocabulary, as it stands now: a look at four files where nothing changed."""
        add_from(self.directory / OWN_VOCABULARY)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The sources that this home knows: those of the catalogue, and its own (`sources/*.toml`)."""
        from tocsin.sources.catalogue import SOURCES
        from tocsin.sources.own import FOLDER, own_sources

        return (*SOURCES, *own_sources(self.directory / FOLDER))

    @cached_property
    def stated_delays(self) -> dict[str, tuple[tuple[float, float, float], ...]]:
        """What a person states of delays that nobody has measured: by source (days, share told, how sure), earliest first.

        `[delays.<source>]` with `stated = [[days, share, concentration], ...]` in `tocsin.toml`. Raises `HomeError`.
        """
        said = _table(self.settings.get("delays", {}), "delays")
        if unknown := sorted(set(said) - {source.name for source in self.sources} if said else ()):
            wanted = "the name of a source, as `tocsin sources` lists them"
            raise HomeError(f"[delays.{unknown[0]}] is about no source", wanted=wanted, got=unknown[0])
        return {name: _stated(name, one) for name, one in said.items()}

    def observations(
        self,
        source: str | None = None,
        substance: str | None = None,
        place: str | None = None,
        since: str | None = None,
        as_of: str | datetime | None = None,
        reader: Reader | None = None,
    ) -> pa.Table:
        """Observations as Arrow, as known at `as_of` (an ISO date; the node's clock when left out), names resolved."""
        from tocsin.clock import moment
        from tocsin.flow.export import table
        from tocsin.records.mark import PUBLIC

        known = moment(as_of) if as_of is not None else None
        return table(
            self,
            "observations",
            source=source,
            substance=substance,
            place=place,
            since=since,
            as_of=known,
            reader=reader or PUBLIC,
        )


def init_home(directory: Path | str, *, snapshot: bool = False) -> Node:
    """Make a home in `directory`, or open the one that is there: nothing is ever overwritten."""
    home = Path(directory).expanduser().resolve()
    if home.exists() and not home.is_dir():
        raise HomeError("a home is a folder", got=str(home), next_step="name a folder that does not exist yet")
    for folder in FOLDERS:
        (home / folder).mkdir(parents=True, exist_ok=True)
    settings = home / SETTINGS
    if not settings.exists():
        settings.write_text(FIRST_SETTINGS.format(name=home.name, snapshot=str(snapshot).lower()), encoding="utf-8")
    return open_home(home)


def open_home(directory: Path | str | None = None) -> Node:
    """Open the home in `directory`; when None, in `TOCSIN_HOME` or the nearest folder upwards that holds one."""
    home = _found(directory)
    try:
        settings = tomllib.loads((home / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise HomeError(
            "the settings cannot be read", got=str(error), next_step=f"mend {SETTINGS} in {home}"
        ) from error
    node = Node(home, settings)
    node.read_own_names()
    return node


def _table(value: object, name: str) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise HomeError(f"[{name}] is no table", wanted=STATED, got=repr(value), next_step=f"mend {SETTINGS}")


def _stated(source: str, said: object) -> tuple[tuple[float, float, float], ...]:
    """The stated shares of one source, checked: three numbers each."""
    rows = _table(said, f"delays.{source}").get("stated")
    if not isinstance(rows, list) or not rows:
        raise HomeError(
            f"[delays.{source}] states nothing", wanted=STATED, got=repr(said), next_step=f"mend {SETTINGS}"
        )
    return tuple(sorted(_stated_row(source, row) for row in rows))


def _stated_row(source: str, row: object) -> tuple[float, float, float]:
    numbers = row if isinstance(row, list) else []
    if len(numbers) == 3 and all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers):
        days, share, sure = (float(one) for one in numbers)
        if days >= 0 and 0 < share <= 1 and sure > 0:
            return days, share, sure
    raise HomeError(
        f"[delays.{source}] states a share that is none", wanted=STATED, got=repr(row), next_step=f"mend {SETTINGS}"
    )


def _found(directory: Path | str | None) -> Path:
    given = directory or os.environ.get("TOCSIN_HOME")
    if given:
        home = Path(given).expanduser().resolve()
        if (home / SETTINGS).is_file():
            return home
        raise HomeError(
            "there is no node home here",
            wanted=f"a folder with {SETTINGS}",
            got=str(home),
            next_step=f"run `tocsin init {given}`",
        )
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise HomeError(
        "no node home was found",
        wanted=f"{SETTINGS} in this folder or one above",
        got=str(here),
        next_step="run `tocsin init DIR`, or give --home DIR",
    )


def clock_of(node: Node) -> datetime:
    """Where the node stands in time: the newest figure of a snapshot, else the present day, to its end.

    A day holds all that became known in it, and one moment for each day lets pages be kept for the next reader.
    """
    if not node.settings.get("snapshot"):
        return now().replace(hour=23, minute=59, second=59, microsecond=0)
    known = node.lake.releases()["known_at"].to_pylist()
    return max(known, default=now())
