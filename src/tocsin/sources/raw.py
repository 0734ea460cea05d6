"""The raw store: every file's bytes, kept under their own hash."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.records.failpoint import reach
from tocsin.sources.opening import sha256_of

if TYPE_CHECKING:
    from tocsin.sources.arrival import Arrival


def kept_at(raw: Path, sha256: str) -> Path:
    """Where the store keeps the bytes of a file; they need not be there."""
    return raw / sha256[:2] / sha256[2:]


def keep(raw: Path, path: Path) -> str:
    """Copy the bytes of `path` into the store and answer with their hash. Keeping twice changes nothing.

    The bytes appear under their hash whole or not at all: what a killed process left half done is overwritten by the
    next.
    """
    digest = sha256_of(path)
    target = kept_at(raw, digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(path, target)
    return digest


def keep_counts(raw: Path, arrival: Arrival) -> pa.RecordBatchReader:
    """Of a file of single events keep the counts alone, under the hash of the original; the same counts to read on.

    A release of its own each: `<hash>.<release>.parquet`, in the columns of an observation.
    """
    table, release = arrival.observations.read_all(), arrival.release
    bytes_at = kept_at(raw, release.file_sha256)
    bytes_at.parent.mkdir(parents=True, exist_ok=True)
    partial = bytes_at.with_name(f"{bytes_at.name}.{release.release.rpartition('@')[2]}.partial")
    pq.write_table(table, partial, compression="zstd")
    partial.replace(partial.with_suffix(".parquet"))
    return table.to_reader()


def is_kept(raw: Path, sha256: str) -> bool:
    """Whether the bytes of a file are here, or the counts of its events."""
    bytes_at = kept_at(raw, sha256)
    return bytes_at.is_file() or any(bytes_at.parent.glob(f"{bytes_at.name}.*.parquet"))


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
