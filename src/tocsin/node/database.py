"""Where the ledger lives: SQLite in the node home, or the PostgreSQL that `DATABASE_URL` names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tocsin.errors import UsageError

BUSY_SECONDS = 20  # how long a writer waits for another before SQLite gives up


def ledger_database(url: str, home: Path) -> dict[str, Any]:
    """Django's description of the database. An empty `url` means the home's own `ledger.sqlite`.

    Raises `UsageError` for a scheme other than postgresql.
    """
    return _postgresql(url) if url else _sqlite(home / "ledger.sqlite")


def _sqlite(path: Path) -> dict[str, Any]:
    """WAL lets readers read on; IMMEDIATE takes the write lock at once, so that writers queue and none fails."""
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": BUSY_SECONDS, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options}


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise UsageError(
            "DATABASE_URL names no database we know",
            wanted="postgresql://user@host:port/name",
            got=f"{parts.scheme}://...",
            next_step="mend it, or unset it to keep the ledger in the node home",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
