"""What all tests share."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tocsin.flow.home import Node


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data: beside the repository, or where TOCSIN_SHARED says. In CI it must be there."""
    folder = Path(os.environ.get("TOCSIN_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if (folder / "data").is_dir():
        return folder
    if os.environ.get("CI") == "true":
        pytest.fail(f"the shared data are missing at {folder}: set TOCSIN_SHARED")
    pytest.skip(f"this test reads published figures in {folder}, which is not here: set TOCSIN_SHARED")


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A home with the bundled figures, detected once and shared by all workers. Tests only read it."""
    from tocsin.flow.arrive import ingest_bundled
    from tocsin.flow.home import init_home
    from tocsin.flow.nightly import run

    folder = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    home, lock = folder / "demo-home", folder / "demo-home.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (folder / "demo-home.ready").exists():
            node = init_home(home, snapshot=True)
            ingest_bundled(node)
            run(node)
            (folder / "demo-home.ready").touch()
    return home


@pytest.fixture(scope="session")
def demo_node(demo_home: Path) -> Node:
    """The node of `demo_home`."""
    from tocsin.flow.home import open_home

    return open_home(demo_home)
