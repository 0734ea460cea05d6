"""The raw store: every file's bytes, kept under their own hash."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tocsin.records.failpoint import reach
from tocsin.sources.opening import sha256_of


def keep(raw: Path, path: Path) -> str:
    """Copy the bytes of `path` into the store and answer with their hash. Keeping twice changes nothing."""
    digest = sha256_of(path)
    target = raw / digest[:2] / digest[2:]
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")
    reach("raw.before_copy")
    shutil.copyfile(path, partial)
    reach("raw.before_rename")
    partial.replace(target)
    reach("raw.after_rename")
    return digest
