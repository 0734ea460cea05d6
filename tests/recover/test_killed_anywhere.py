"""Killed at any labelled point, the next run continues: nothing double, nothing lost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from tocsin.flow.arrive import ingest
from tocsin.flow.home import Node, init_home, open_home
from tocsin.flow.nightly import run

ROOT = Path(__file__).resolve().parents[2]
POINTS = sorted(
    {name for path in (ROOT / "src").rglob("*.py") for name in re.findall(r'reach\("([^"]+)"\)', path.read_text())}
)
ONLY_WHEN_MENDING = {name for name in POINTS if name.startswith("lake.mend")}
HEADER = "FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,Count of Event,Sum Qty (lbs)"
CHILD = """
import sys
from tests.recover.test_killed_anywhere import work
work(sys.argv[1], sys.argv[2])
"""


def files(folder: Path) -> tuple[Path, Path, Path]:
    """Three releases: the second corrects a row, adds one, and no longer holds another; the third is an older one, late."""
    rows = [
        f"2026 (FYTD),{month},Office of Field Operations,Southwest Border,Land Only,{office} FIELD OFFICE,{drug},{n},1{n}.5"
        for n, (month, office, drug) in enumerate(
            ((m, o, d) for m in ("OCT", "NOV") for o in ("TUCSON", "EL PASO") for d in ("Fentanyl", "Heroin")), 3
        )
    ]
    first, second, late = folder / "first.csv", folder / "second.csv", folder / "late.csv"
    first.write_text(
        "\n".join([HEADER, *rows, rows[0].replace(",3,", ",minus,").replace("Fentanyl", "Ketamine")]) + "\n"
    )
    second.write_text(
        "\n".join([HEADER, rows[0].replace(",3,", ",5,"), *rows[2:], rows[1].replace("Heroin", "Cocaine")]) + "\n"
    )
    late.write_text("\n".join([HEADER, rows[0].replace(",3,", ",2,"), *rows[1:4]]) + "\n")
    return first, second, late


def work(home: str, folder: str) -> None:
    """All that a node does in a night: three files, the oldest last, and a run."""
    node = init_home(home)
    first, second, late = files(Path(folder))
    from tocsin.clock import moment, published

    ingest(node, first, "cbp-drug-seizures", published("2026-01-12"))
    ingest(node, second, "cbp-drug-seizures", published("2026-02-12"))
    ingest(node, late, "cbp-drug-seizures", published("2025-12-20"))
    run(node, moment("2026-03-01"))


def told(node: Node) -> dict[str, object]:
    """Everything the lake answers, without the moments at which this machine wrote it."""
    from tocsin.clock import moment

    def plain(table: pa.Table) -> list[str]:
        rows = table.drop_columns(
            [c for c in ("recorded_at", "seconds", "lake_version", "run") if c in table.column_names]
        )
        return sorted(map(str, rows.to_pylist()))

    views = {
        day: plain(node.lake.observations("cbp-drug-seizures", known_at=moment(day)).to_pyarrow())
        for day in ("2025-12-31", "2026-01-20", "2026-03-01")
    }
    return views | {
        "releases": plain(node.lake.releases()),
        "quarantine": plain(node.lake.quarantine()),
        "findings": plain(node.lake.findings()),
        "runs": node.lake.runs().num_rows,
        "raw": sorted(p.name for p in (node.directory / "raw").rglob("*") if p.is_file()),
    }


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("unharmed")
    work(str(folder / "home"), str(folder))
    return told(open_home(folder / "home"))


def test_there_are_at_least_twenty_points() -> None:
    assert len(set(POINTS) - ONLY_WHEN_MENDING) >= 20


@pytest.mark.parametrize("point", POINTS)
def test_the_next_run_continues_after_a_death_at(point: str, unharmed: dict[str, object], tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    environment = os.environ | {"TOCSIN_FAILPOINT": point, "PYTHONPATH": str(ROOT)}
    died = subprocess.run(
        [sys.executable, "-c", CHILD, home, str(tmp_path)], env=environment, check=False, capture_output=True, cwd=ROOT
    )
    assert died.returncode == (0 if point in ONLY_WHEN_MENDING else 137), died.stderr.decode()[-500:]
    work(home, str(tmp_path))
    assert told(open_home(home)) == unharmed


def test_a_second_death_while_mending_changes_nothing(unharmed: dict[str, object], tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    for point in ("lake.observations.after", *sorted(ONLY_WHEN_MENDING)):
        environment = os.environ | {"TOCSIN_FAILPOINT": point, "PYTHONPATH": str(ROOT)}
        subprocess.run(
            [sys.executable, "-c", CHILD, home, str(tmp_path)],
            env=environment,
            check=False,
            capture_output=True,
            cwd=ROOT,
        )
    work(home, str(tmp_path))
    assert told(open_home(home)) == unharmed
