"""Write the reference pages of the documentation from the code itself.

python scripts/make_reference.py            write docs/reference
python scripts/make_reference.py --check    write nothing; fail when a page is not what the code says
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
HEAD = "<!-- Made by scripts/make_reference.py from the code: change the code, then run it. -->\n\n"


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def prose(thing: Any) -> str:
    """A docstring, its indentation taken out."""
    return inspect.cleandoc(thing.__doc__ or "")


def cli() -> str:
    """Every command with its help and its options."""
    from tocsin.cli.application import COMMANDS

    parts = ["# Command line\n\nExit codes: 0 fine, 1 a problem found, 2 usage, 3 home, 4 file refused, 5 bad value.\n"]
    for name, (place, _) in COMMANDS.items():
        module, function = place.split(":")
        command = getattr(importlib.import_module(module), function)
        options = [
            (
                f"`{'--' if parameter.kind is parameter.KEYWORD_ONLY else ''}{option.replace('_', '-')}`",
                "required"
                if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL
                else ""
                if parameter.default is parameter.empty
                else f"`{parameter.default}`",
            )
            for option, parameter in inspect.signature(command).parameters.items()
        ]
        parts.append(f"## tocsin {name}\n\n{prose(command)}\n\n{table(('argument or option', 'default'), options)}")
    return "\n".join(parts)


def sources() -> str:
    """Every source: what it counts, and what it cannot say."""
    from tocsin.sources.catalogue import SOURCES
    from tocsin.wording import say

    parts = [
        "# Sources\n\nUnits are never added together. A source that overlaps another is never independent of it.\n"
    ]
    for one in SOURCES:
        rows = [
            ("publisher", one.publisher),
            ("unit counted", one.unit_counted),
            ("measures", ", ".join(one.measures)),
            ("licence", one.licence),
            ("attribution", one.attribution),
            ("purpose", one.purpose.value),
            ("periods", one.cadence.value),
            ("a release every", f"{one.rhythm_days} days"),
            ("first seen after", f"{one.delay_days} days"),
            ("denominator", one.denominator.kind),
            ("a missing row means", one.absent_means),
            ("overlaps", ", ".join(one.overlaps) or "none known"),
            ("small numbers", say(f"small_numbers.{one.small_numbers}", "en")),
        ]
        rows += [("use", say(one.use_statement, "en"))] if one.use_statement else []
        limits = "\n".join(f"- {say(f'limit.{code}', 'en')}" for code in one.limits)
        history = "\n".join(f"- {note.since}: {say(f'history.{note.code}', 'en')}" for note in one.history)
        parts.append(
            f"## {one.name}\n\n{one.title}.\n\n{table(('', ''), rows)}\nWhat it cannot say:\n\n{limits}\n\nHow it changed:\n\n{history}\n"
        )
    return "\n".join(parts)


def methods() -> str:
    """Every method, in the words of its own promise."""
    from tocsin.methods.catalogue import METHODS

    parts = [
        "# Methods\n\nEach states its false alarms; `make bench` measures them on series in which nothing happens.\n"
    ]
    parts += [f"## {method.__name__}\n\n{prose(method)}\n" for method in METHODS]
    return "\n".join(parts)


def measures() -> str:
    """Every measure with its unit."""
    from tocsin.vocabulary.measures import all_measures, label

    rows = [
        (f"`{m.id}`", label(m.id, "en"), label(m.id, "fr"), label(m.id, "es"), m.unit, m.counts, m.combine)
        for m in all_measures()
    ]
    return "# Measures\n\n" + table(("id", "English", "French", "Spanish", "unit", "counts", "in one cell"), rows)


def records() -> str:
    """The columns of everything that is kept."""
    from tocsin.records import finding, observation, panel, release

    schemas = (
        ("Observation", observation.SCHEMA),
        ("Release", release.RELEASE_SCHEMA),
        ("Quarantine", release.QUARANTINE_SCHEMA),
        ("Panel keys", panel.KEY_SCHEMA),
        ("Finding", finding.FINDING_SCHEMA),
        ("Run", finding.RUN_SCHEMA),
    )
    parts = ["# Records\n"]
    for name, schema in schemas:
        parts.append(
            f"## {name}\n\n"
            + table(
                ("column", "type", "may be null"),
                [(f"`{f.name}`", f.type, "yes" if f.nullable else "no") for f in schema],
            )
        )
    return "\n".join(parts)


def checks() -> str:
    """Every rule a row can break."""
    from tocsin.wording.catalogue import english

    rows = [
        (f"`{code.removeprefix('rule.')}`", text)
        for code, text in sorted(english().items())
        if code.startswith("rule.")
    ]
    return (
        "# Checks\n\nA row that breaks a rule is set aside with row, column, rule, found and wanted; the others go on.\n\n"
        + table(("rule", "in words"), rows)
    )


def annotations() -> str:
    """Every dated fact that detectors and charts obey."""
    from tocsin.vocabulary.annotations import annotations as all_notes

    rows = [
        (n.since, n.source, n.place or "all", n.substance or "all", n.kind, "yes" if n.breaks else "", n.text_en)
        for n in all_notes()
    ]
    return "# Annotations\n\n" + table(("since", "source", "place", "substance", "kind", "breaks", "what"), rows)


PAGES: dict[str, Callable[[], str]] = {
    "cli": cli,
    "sources": sources,
    "methods": methods,
    "measures": measures,
    "records": records,
    "checks": checks,
    "annotations": annotations,
}


def main(check: bool) -> int:
    """Write or compare every page."""
    stale = []
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        path, text = FOLDER / f"{name}.md", HEAD + make().rstrip() + "\n"
        if check and (not path.is_file() or path.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not check:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"docs/reference is not what the code says: {', '.join(stale)}. Run: python scripts/make_reference.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
