"""The raw store keeps every file's bytes under their own hash, once, and never half of them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tocsin.sources.raw import keep

KEEP = "import sys; from pathlib import Path; from tocsin.sources.raw import keep; keep(Path(sys.argv[1]), Path(sys.argv[2]))"


def test_bytes_are_kept_under_their_hash_and_keeping_twice_changes_nothing(tmp_path: Path) -> None:
    file, raw = tmp_path / "file.csv", tmp_path / "raw"
    file.write_bytes(b"FY\n2025\n")
    digest = keep(raw, file)
    assert digest == hashlib.sha256(file.read_bytes()).hexdigest()
    kept = raw / digest[:2] / digest[2:]
    before = kept.stat()
    assert keep(raw, file) == digest
    assert kept.read_bytes() == file.read_bytes()
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize("point", ["raw.before_copy", "raw.before_rename", "raw.after_rename"])
def test_cut_short_at_any_point_the_next_time_keeps_it_whole(point: str, tmp_path: Path) -> None:
    file, raw = tmp_path / "file.csv", tmp_path / "raw"
    file.write_bytes(b"x" * 100_000)
    cut = subprocess.run(
        [sys.executable, "-c", KEEP, str(raw), str(file)], env={**os.environ, "TOCSIN_FAILPOINT": point}, check=False
    )
    assert cut.returncode == 137
    digest = keep(raw, file)
    kept = raw / digest[:2] / digest[2:]
    assert kept.read_bytes() == file.read_bytes()
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]
