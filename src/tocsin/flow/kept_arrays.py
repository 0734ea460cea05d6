"""Kept arrays: what was worked out once lies in the home's cache under all that it follows from, and is never trusted further."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

FOLLOWS_FROM = "follows_from"
ROOMS = ("lake", "panels", "methods", "numerics", "records", "vocabulary")  # whose code what is kept follows from
HERE = ("flow/vintages.py", "flow/delays.py")
BROKEN = (OSError, ValueError, KeyError, IndexError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


@lru_cache(maxsize=1)
def written() -> str:
    """A text that is the same as long as the code that panels and nowcasts follow from is: twelve hex digits."""
    root, digest = Path(__file__).parent.parent, hashlib.sha256(installed("tocsin").encode())
    files = [root / name for name in HERE] + [file for room in ROOMS for file in (root / room).rglob("*.py")]
    for file in sorted(files):
        with suppress(OSError):
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def kept(note: Path, follows_from: str) -> dict[str, Any] | None:
    """The arrays of a note that was laid down under `follows_from`; None when there is no such note, or a broken one."""
    try:
        with np.load(note, allow_pickle=False) as held:
            if str(held[FOLLOWS_FROM]) != follows_from:
                return None
            return {name: held[name] for name in held.files}
    except BROKEN:
        return None


def keep(note: Path, follows_from: str, arrays: dict[str, Any], most: int, alike: str = "*.npz") -> None:
    """Lay arrays down in one step, and of the notes `alike` in the folder leave the newest `most`.

    A home that cannot be written to is read all the same; two that lay down the same note at once harm nobody.
    """
    fresh = note.with_suffix(f".{os.getpid()}.{uuid4().hex[:8]}.new")
    with suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        try:
            with fresh.open("wb") as file:
                np.savez_compressed(file, **{FOLLOWS_FROM: np.array(follows_from)}, **arrays)
            fresh.replace(note)
        finally:
            fresh.unlink(missing_ok=True)
        for old in sorted(note.parent.glob(alike), key=lambda one: one.stat().st_mtime)[:-most]:
            old.unlink(missing_ok=True)
