"""A mirror folder: the publishers' files, carried by hand to a machine without a network."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from tocsin.errors import FileRefused
from tocsin.sources.opening import sha256_of


def waiting(folder: Path, source: str, seen: Collection[str]) -> tuple[Path, ...]:
    """The files in FOLDER/<source>/ whose bytes (`seen`: hashes) are not in the node yet, in the order of their names.

    Hidden files, folders and links that lead out of the mirror are left alone. Raises `FileRefused` when there is no
    such folder.
    """
    place = folder / source
    if not place.is_dir():
        raise FileRefused(
            "the mirror has no folder for this source",
            wanted=f"files in {place}",
            got="a mirror without it" if folder.is_dir() else "no such mirror",
            next_step=f"make the folder {source} in the mirror and put the publisher's file in it",
        )
    inside = place.resolve()
    files = [one for one in sorted(place.iterdir()) if one.is_file() and not one.name.startswith(".")]
    own = [one for one in files if one.resolve().is_relative_to(inside)]
    return tuple(one for one in own if sha256_of(one) not in seen)
