"""One writer at a time: a lock that the system frees by itself when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tocsin.errors import HomeError
from tocsin.lake.layout import folder

PAUSE = 0.05  # seconds between two tries


@contextmanager
def writer_lock(home: Path, patience: float = 60.0) -> Iterator[None]:
    """Hold `lake/writer.lock`; wait up to `patience` seconds for another writer, then raise `HomeError`."""
    folder(home).mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder(home) / "writer.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _take(descriptor, home, max(1, round(patience / PAUSE)))
        yield
    finally:
        os.close(descriptor)  # closing frees the lock


def _take(descriptor: int, home: Path, tries: int) -> None:
    for left in range(tries - 1, -1, -1):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not left:
                break
            time.sleep(PAUSE)
        else:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            return
    holder = os.pread(descriptor, 32, 0).decode().strip() or "unknown"
    raise HomeError(
        "another process is writing to this lake",
        wanted=f"{folder(home) / 'writer.lock'} free",
        got=f"held by process {holder}",
        next_step="wait until it has finished, then run the command again",
    )
