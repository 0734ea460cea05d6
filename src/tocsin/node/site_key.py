"""The site's own secret, made once and kept in the node home."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def site_key(home: Path) -> str:
    """Read `keys/site.key`, or make it, readable by its owner alone."""
    path = home / "keys" / "site.key"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"site.key.{os.getpid()}")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        partial.replace(path)
    return path.read_text(encoding="utf-8")
