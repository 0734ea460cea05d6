"""What was fetched last from each publisher, so that the same file is not asked for twice (`cache/fetch.json`)."""

from __future__ import annotations

import fcntl
import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "fetch.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """The last file of one source: where it came from, how the publisher tells its versions apart, its bytes' hash."""

    address: str
    etag: str
    last_modified: str
    sha256: str
    fetched_at: str


def recall(cache: Path, source: str) -> Kept | None:
    """What is known of the last fetch of `source`; None when there was none, or when the note cannot be read."""
    try:
        return Kept(**_read(cache / FILE)[source])
    except (KeyError, TypeError):
        return None


def remember(cache: Path, source: str, kept: Kept) -> None:
    """Note the last fetch of `source`, beside those of all others, in one step."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / f"{FILE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        everything = _read(cache / FILE) | {source: asdict(kept)}
        fresh = cache / f"{FILE}.new"
        fresh.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        fresh.replace(cache / FILE)


def _read(file: Path) -> dict[str, dict[str, str]]:
    """All notes; a lost or broken file only means that everything is asked for once more."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
