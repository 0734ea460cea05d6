"""From a specification to an image, by way of a cache keyed by the hash of the document, data included."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from tocsin.bulletins.charts.renderer import Renderer


@cache
def renderer() -> Renderer:
    """The one renderer of this process."""
    one = Renderer()
    atexit.register(one.close)
    return one


def draw(spec: dict[str, Any], folder: Path, kind: str = "svg") -> bytes:
    """The image, from `folder` when it was drawn before. Rights are checked by the caller, before this."""
    kept = folder / f"{fingerprint(spec)}.{kind}"
    if kept.is_file():
        return kept.read_bytes()
    image = renderer().render(spec, kind)
    folder.mkdir(parents=True, exist_ok=True)
    partial = kept.with_name(f"{kept.name}.{os.getpid()}")
    partial.write_bytes(image)
    partial.replace(kept)
    return image


def fingerprint(spec: dict[str, Any]) -> str:
    """Hash of the document with its data: equal documents are one image."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()[:40]
