"""Uploads: files that came by the page, kept in the cache under their hash until they are loaded or refused."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tocsin.errors import FileRefused

if TYPE_CHECKING:
    from tocsin.flow.home import Node

FOLDER = "cache/uploads"
KEPT = 5  # files looked at and not yet loaded
HASH = re.compile(r"[0-9a-f]{64}")


def keep_upload(node: Node, name: str, pieces: Iterable[bytes], most_bytes: int) -> str:
    """Write an uploaded file and answer with its hash. Raises `FileRefused` beyond `most_bytes`; nothing is then kept."""
    folder = node.directory / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with TemporaryDirectory(dir=folder, prefix="arriving-") as arriving:  # gone whatever happens on the way
        partial = Path(arriving) / "partial"
        with partial.open("wb") as out:
            for piece in pieces:
                size += len(piece)
                if size > most_bytes:
                    raise FileRefused("this file is too large for the page", got=f"more than {most_bytes:,} bytes")
                digest.update(piece)
                out.write(piece)
        target = folder / digest.hexdigest()
        target.mkdir(exist_ok=True)
        partial.replace(target / _plain_name(name))
    _forget_older(folder)
    return target.name


def _plain_name(name: str) -> str:
    """Letters, digits, dots and hyphens of the name's last part: a name is never a path."""
    bare = re.sub(r"[^\w.-]+", "-", Path(name.replace("\\", "/")).name).strip(".-")[-80:]
    return bare or "table"


def _forget_older(folder: Path) -> None:
    kept = sorted((one for one in folder.iterdir() if HASH.fullmatch(one.name)), key=lambda one: one.stat().st_mtime)
    for one in kept[:-KEPT]:
        shutil.rmtree(one, ignore_errors=True)


def upload(node: Node, sha256: str) -> Path | None:
    """The file of a hash; None where it is no longer here."""
    folder = node.directory / FOLDER / sha256
    return next(iter(sorted(folder.iterdir())), None) if HASH.fullmatch(sha256) and folder.is_dir() else None


def forget(node: Node, sha256: str) -> None:
    """Take an upload away: it was loaded, or it must not be kept."""
    if HASH.fullmatch(sha256):
        shutil.rmtree(node.directory / FOLDER / sha256, ignore_errors=True)
