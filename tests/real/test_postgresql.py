"""The ledger in PostgreSQL: the same tables, and each run applied once."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

APPLY = """
import sys
from tocsin.flow.home import open_home
from tocsin.node.opening import open_site
node = open_home(sys.argv[1])
first = open_site(node)
from tocsin.node.ledger import apply_runs
from tocsin.node.ledger.models import AppliedRun
from django.db import connection
print(connection.vendor, first, apply_runs(node), AppliedRun.objects.count(), node.lake.runs().num_rows)
"""


def binaries() -> Path:
    """The newest PostgreSQL of Debian. In CI it must be there."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    if os.environ.get("CI") == "true":
        pytest.fail("PostgreSQL is missing, and CI needs it")
    pytest.skip("PostgreSQL (Debian package postgresql) is not on this machine")


def as_server(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as the user of its package, or as nobody."""
    if os.geteuid() != 0:
        return list(command)
    users = subprocess.run(["getent", "passwd", "postgres"], capture_output=True, check=False)
    return ["runuser", "-u", "postgres" if users.returncode == 0 else "nobody", "--", *command]


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A cluster of its own in a folder of its own, on a free port; the address for DATABASE_URL."""
    programs = binaries()
    folder = Path("/tmp") / f"tocsin-postgresql-{os.getpid()}"  # short: a socket's path has 107 letters at most
    folder.mkdir()
    folder.chmod(0o777)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cluster = folder / "cluster"
    try:
        made = as_server(str(programs / "initdb"), "-D", str(cluster), "-U", "tocsin", "-A", "trust", "--no-sync")
        subprocess.run(made, check=True, capture_output=True, cwd=folder)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        start = as_server(
            str(programs / "pg_ctl"), "-D", str(cluster), "-l", str(folder / "log"), "-w", "-o", options, "start"
        )
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        yield f"postgresql://tocsin@127.0.0.1:{port}/postgres"
        stop = as_server(str(programs / "pg_ctl"), "-D", str(cluster), "-m", "immediate", "-w", "stop")
        subprocess.run(stop, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_runs_are_applied_once_in_postgresql_too(database: str, demo_home: Path) -> None:
    """Two openings of the site, each applying twice, leave every run of the lake in the ledger once."""
    environment = {**os.environ, "DATABASE_URL": database}
    answers = []
    for _ in range(2):
        command = [sys.executable, "-c", APPLY, str(demo_home)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        answers.append(done.stdout.split())
    runs = answers[0][-1]
    assert answers[0] == ["postgresql", runs, "0", runs, runs]
    assert answers[1] == ["postgresql", "0", "0", runs, runs]
