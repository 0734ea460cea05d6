"""Writing a node's own rows: one writer at a time, and a file that is there whole or as it was before."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from tocsin.errors import HomeError

LOCK = "writer.lock"
PAUSE = 0.05  # seconds between two tries


@contextmanager
def held(folder: Path, patience: float = 60.0) -> Iterator[None]:
    """Hold the folder's lock, which the system frees when its holder dies; `HomeError` when another does not let go."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _take(descriptor, folder, max(1, round(patience / PAUSE)))
        yield
    finally:
        os.close(descriptor)  # closing frees the lock


def _take(descriptor: int, folder: Path, tries: int) -> None:
    for left in range(tries - 1, -1, -1):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if left:
                time.sleep(PAUSE)
    raise HomeError(
        "another process is writing rows of the vocabulary",
        wanted=f"{folder / LOCK} free",
        next_step="wait until it has finished, then run the command again",
    )


def replaced(file: Path, text: bytes) -> None:
    """Put `text` in the place of a file: whoever reads it finds the old one or the new one, never half of one."""
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as made:
        try:
            made.write(text)
            made.flush()
            os.fsync(made.fileno())
            os.fchmod(made.fileno(), mode)
            Path(made.name).replace(file)
        except BaseException:
            Path(made.name).unlink(missing_ok=True)
            raise
