"""The house keeps its own rules: names, sizes, promises, and who may import whom."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts)
CUPBOARDS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "managers"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name]


def test_no_file_is_a_cupboard() -> None:
    assert not [path for path in SOURCES if path.stem in CUPBOARDS or path.parent.name in CUPBOARDS]


def test_files_fit_in_three_hundred_lines() -> None:
    assert not {
        str(p.relative_to(ROOT)): n
        for p in SOURCES
        if "sentences" not in p.parts and (n := len(p.read_text().splitlines())) > 300
    }


def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found.append((f"{path.relative_to(ROOT)}:{node.name}", node))
    return found


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, its docstring left out."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_nine_functions_of_ten_fit_in_the_eye() -> None:
    lengths = sorted(body_lines(node) for _, node in functions())
    assert lengths[int(len(lengths) * 0.9)] <= 25


def test_everything_public_says_what_it_promises() -> None:
    silent = []
    for path in SOURCES:
        for node in ast.parse(path.read_text()).body:
            if (
                isinstance(node, (ast.FunctionDef, ast.ClassDef))
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ):
                silent.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert not silent


def test_only_the_clock_asks_the_time() -> None:
    asks = re.compile(r"datetime\.now|date\.today|datetime\.utcnow|time\.time\(|timezone\.now")
    assert not [str(path) for path in SOURCES if path.name != "clock.py" and asks.search(path.read_text())]


def test_nobody_imports_the_root() -> None:
    root = re.compile(r"^\s*(import tocsin$|from tocsin import )", re.MULTILINE)
    assert not [str(path) for path in SOURCES if root.search(path.read_text())]


def imported(path: Path) -> set[str]:
    """First words of everything that a file imports, inside its functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").split(".")[0])
    return found


def room(path: Path) -> str:
    return path.relative_to(ROOT / "src/tocsin").parts[0]


def test_a_new_room_too_leaves_the_database_to_three_rooms() -> None:
    rooms = {room(path) for path in SOURCES if imported(path) & {"duckdb", "deltalake", "ibis"}}
    assert rooms <= {"sources", "lake", "panels"}


def test_a_new_room_too_leaves_django_to_the_node() -> None:
    assert {room(path) for path in SOURCES if "django" in imported(path)} == {"node"}


def test_every_kind_of_methods_is_named_in_its_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (named,) = (contract["modules"] for contract in contracts if contract["type"] == "independence")
    kinds = {f"tocsin.methods.{path.parent.name}" for path in (ROOT / "src/tocsin/methods").glob("*/__init__.py")}
    assert set(named) == kinds


def test_no_contract_is_bent() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert not [contract["name"] for contract in contracts if "ignore_imports" in contract]
    assert next(contract for contract in contracts if contract["type"] == "layers")["exhaustive"]


def test_the_import_law_holds() -> None:
    told = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, check=False)
    assert told.returncode == 0, told.stdout.decode()[-2000:]


def test_no_path_of_a_machine_and_no_registry_in_the_project() -> None:
    leak = re.compile(rb"(?<![\w.])/(?:work|root|farm|home/[a-z]+)/|pypi\.org|files\.pythonhosted|registry\.npmjs")
    found = [
        str(p.relative_to(ROOT))
        for p in tracked()
        if p.is_file()
        and p != Path(__file__).resolve()
        and p.suffix not in (".png", ".parquet")
        and leak.search(p.read_bytes())
    ]
    assert not found


def test_every_bundled_table_names_its_licence_and_dates() -> None:
    from tocsin.sources.adapters.tocsin_table import metadata_of
    from tocsin.sources.samples import bundled

    for path in bundled():
        told = metadata_of(path)
        assert (
            told["known_at"]
            and told["known_basis"]
            and all(told["credit"][k] for k in ("publisher", "licence", "attribution"))
        )
    assert sum(path.stat().st_size for path in bundled()) < 4_000_000
