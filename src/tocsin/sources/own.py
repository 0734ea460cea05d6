"""Sources of one's own: the TOML files in a home's folder `sources`, one for each."""

from __future__ import annotations

from pathlib import Path

from tocsin.errors import UsageError
from tocsin.records.source import Source
from tocsin.sources.catalogue import SOURCES
from tocsin.sources.mapping.own_file import read_own

FOLDER = "sources"


def own_sources(folder: Path) -> tuple[Source, ...]:
    """The sources described in `folder`, by name; none where there is no such folder.

    Raises `UsageError` for a file that cannot be used, and for a name that the catalogue or another file has.
    """
    taken = {one.name: "the catalogue" for one in SOURCES}
    found: list[Source] = []
    for path in sorted(folder.glob("*.toml")):
        one = read_own(path)
        if one.name in taken:
            raise UsageError(
                f"{path.name} names a source that is there already",
                wanted="a name of its own",
                got=f"{one.name}, of {taken[one.name]}",
                next_step="change the name",
            )
        taken[one.name] = path.name
        found.append(one)
    return tuple(found)
