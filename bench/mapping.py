"""How fast a spreadsheet of one's own is mapped and loaded, and in how much memory.

Makes a workbook of a million seeded rows (100,000 with `--small`), looks at it as `tocsin map` does, and takes it in
by the front door as `tocsin ingest` does. Both run in a child of their own, so that the memory reported is theirs
and that of the process that reads the workbook. Gives 1 when the two together take longer than promised.

    python bench/mapping.py [--small] [--rows N]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.made_spreadsheets import MAIN, PARTS, cell

from tocsin.flow import mapping
from tocsin.flow.arrive import ingest
from tocsin.flow.home import init_home, open_home

SECONDS = 30.0
AT_ONCE = 10_000
STATES = ("Ohio", "Texas", "Maine", "Utah", "Iowa", "Idaho")
DRUGS = ("Fentanyl", "Cocaine", "Heroin", "Xylazine")
HEADER = ("State", "Month", "Substance", "Laboratory", "Reports")


def row(number: int) -> tuple[str, str, str, str, int]:
    """One row; all are told apart by state, month, substance and laboratory."""
    state, rest = number % len(STATES), number // len(STATES)
    month, rest = rest % 120, rest // 120
    drug, laboratory = rest % len(DRUGS), rest // len(DRUGS)
    return (
        STATES[state],
        f"{2015 + month // 12}-{month % 12 + 1:02}",
        DRUGS[drug],
        f"Laboratory {laboratory}",
        number % 97,
    )


def line(number: int, cells: tuple[str | int, ...]) -> str:
    return f'<row r="{number}">{"".join(cell(f"{chr(65 + at)}{number}", one) for at, one in enumerate(cells))}</row>'


def make(path: Path, rows: int) -> None:
    """Write the workbook as a stream."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in PARTS.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>'.encode())
            sheet.write(line(1, HEADER).encode())
            for start in range(0, rows, AT_ONCE):
                block = (line(number + 2, row(number)) for number in range(start, min(start + AT_ONCE, rows)))
                sheet.write("".join(block).encode())
            sheet.write(b"</sheetData></worksheet>")


def measured(step: str, path: Path, home: Path) -> None:
    """One step; prints its figures as JSON."""
    started, rows = time.perf_counter(), 0
    if step == "map":
        source = mapping.look(path, {}, name="million").source
        mapping.keep(source, mapping.path_of(open_home(home), source))
    else:
        (receipt,) = ingest(open_home(home), path, "million")
        rows = receipt.rows_accepted
    told = {"step": step, "seconds": round(time.perf_counter() - started, 1), "rows": rows}
    for name, who in (("GB", resource.RUSAGE_SELF), ("GB of the reader", resource.RUSAGE_CHILDREN)):
        told[name] = round(resource.getrusage(who).ru_maxrss / (1 << 20), 2)
    print(json.dumps(told))


def child(step: str, path: Path, home: Path) -> dict[str, float]:
    words = [sys.executable, __file__, "--step", step, "--file", str(path), "--home", str(home)]
    return json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--small", action="store_true", help="100,000 rows")
    words.add_argument("--rows", type=int, default=1_000_000)
    words.add_argument("--step", help=argparse.SUPPRESS)
    words.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    words.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.step:
        measured(asked.step, asked.file, asked.home)
        return 0
    rows = 100_000 if asked.small else asked.rows
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        path, home = Path(folder) / "million.xlsx", init_home(Path(folder) / "home").directory
        make(path, rows)
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")
        told = [child(step, path, home) for step in ("map", "ingest")]
    for one in told:
        print(one)
    seconds = sum(one["seconds"] for one in told)
    print(f"together {seconds:.1f} s; promised for a million rows: {SECONDS:.0f} s")
    return 0 if told[-1]["rows"] == rows and seconds <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
