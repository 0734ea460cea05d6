"""The raw store: every file's bytes, kept under their own hash."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from tocsin.records.failpoint import reach
from tocsin.sources.opening import sha256_of


def keep(raw: Path, path: Path) -> str:
    """Copy the bytes of `path` into the store and answer with their hash. Keeping twice changes nothing.

    The bytes appear under their hash whole or not at all: what a killed process left half done is overwritten by the
    next.
    """
    digest = sha256_of(path)
    target = raw / digest[:2] / digest[2:]
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(path, target)
    return digest


def _copy(path: Path, target: Path) -> None:
    partial = target.with_name(target.name + ".partial")
    with partial.open("ab") as out, path.open("rb") as file:
        fcntl.flock(out, fcntl.LOCK_EX)  # freed by the system when its holder dies
        if target.exists():  # another process was faster
            partial.unlink(missing_ok=True)
            return
        reach("raw.before_copy")
        out.truncate(0)
        shutil.copyfileobj(file, out)
        out.flush()
        os.fsync(out.fileno())
        reach("raw.before_rename")
        partial.replace(target)
    reach("raw.after_rename")
