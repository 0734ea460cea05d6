"""Write the reference pages of the documentation from the code itself.

python scripts/make_reference.py            write docs/reference
python scripts/make_reference.py --check    write nothing; fail when a page is not what the code says
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
MEANINGS = {
    "directory": "The folder of the home.",
    "file": "The file to read.",
    "files": "The files, as the publisher gave them.",
    "what": "What to look at or to write.",
    "source": "Only this source.",
    "substance": "Only this substance or group (an id).",
    "place": "Only this place and what lies within it (an id).",
}
MOST_SOURCES = 12  # of one table; the others are counted together
LEFT_OUT = """\
## What is not in it

- Nothing of how a drug is made, taken or measured out. A test searches every cell for such words.
- No name that is only likely. A name is somebody's own or it is unknown.
- No word of the supply as a name: such words stand in a table of their own, each with all that it may stand for.
- No legal advice. A schedule says that a list names the substance, as of the date of its source; the law's own text decides, with
  its salts, isomers and exceptions. A substance without one may still be controlled, by a later list or as a variant of a listed
  structure. Preparations that stand in a schedule of their own are left out.
- United States: the list of about 2020, and of what came later only the acts that rows name. Whether an order was made permanent is
  not held: no `until` means that no end is known.
- Canada: the items of the Act as of the date given. Most are without `since`, for the law gives no date of their own; families that
  are only described are not held.
- United Nations (to March 2025, without dates) and Mexico (to 2014) are of general knowledge: the published lists could not be
  obtained. Preparations, plants and parts of plants are left out.
- No rate for most markers: most pairs of a substance and what it becomes are known without a figure, and of the figures only those
  with the evidence `verified` were checked in their source.
"""
HEAD = "<!-- Made by scripts/make_reference.py from the code: change the code, then run it. -->\n\n"


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    text = str(value).replace("|", "\\|").replace("\n", " ")
    return text if "`" in text else text.replace("<", "&lt;").replace(">", "&gt;")


def prose(thing: Any) -> str:
    """A docstring, its indentation taken out."""
    return inspect.cleandoc(thing.__doc__ or "")


def cli() -> str:
    """Every command with its help and its options."""
    from tocsin.cli.application import COMMANDS

    parts = [
        "# Command line\n\nExit codes: 0 fine, 1 a problem found, 2 usage, 3 home, 4 file refused, 5 bad value. An error is one "
        "sentence on standard error; with `--json` it is an object with `error`, `what`, `wanted`, `got` and `next`. "
        "What `--json` prints is in [answers](answers.md).\n"
    ]
    for name, (place, _) in COMMANDS.items():
        module, function = place.split(":")
        command = getattr(importlib.import_module(module), function)
        parts.append(f"## tocsin {name}\n\n{prose(command)}\n\n{_options(command)}")
    return "\n".join(parts)


def _options(command: Callable[..., int]) -> str:
    hints = get_type_hints(command, include_extras=True)
    rows = [_option(one, hints[name]) for name, one in inspect.signature(command).parameters.items()]
    return table(("argument or option", "meaning", "default"), rows)


def _option(one: inspect.Parameter, hint: Any) -> tuple[str, str, str]:
    told = [m for m in getattr(hint, "__metadata__", ()) if hasattr(m, "help")]
    kind = hint.__origin__ if told else hint
    choices = [str(choice) for choice in get_args(kind) if isinstance(choice, str)]
    meaning = " ".join(m.help for m in told if m.help) or MEANINGS.get(one.name, "")
    words = [meaning, f"One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""]
    return _name(one, told), " ".join(filter(None, words)), _default(one)


def _name(one: inspect.Parameter, told: Sequence[Any]) -> str:
    if one.kind is not one.KEYWORD_ONLY:
        return f"`{one.name.upper()}{'...' if one.kind is one.VAR_POSITIONAL else ''}`"
    names = next((m.name for m in told if m.name), None) or (f"--{one.name.replace('_', '-')}",)
    opposite = (f"--no-{one.name}",) if one.default is True else ()
    return ", ".join(f"`{name}`" for name in (*names, *opposite))


def _default(one: inspect.Parameter) -> str:
    if one.kind is one.VAR_POSITIONAL or one.default in (None, False):
        return ""
    if one.default is one.empty:
        return "required"
    return "yes" if one.default is True else f"`{one.default}`"


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
    from tocsin.methods.trend.parting import parting

    parts = [
        "# Methods\n\nEach states its false alarms; `make bench` measures them on series in which nothing happens.\n"
    ]
    parts += [f"## {method.__name__}\n\n{prose(method)}\n" for method in METHODS]
    parts += [f"## Streams held against each other\n\n{prose(parting)}\n"]
    return "\n".join(parts)


def detectors() -> str:
    """Every detector by the name that a person types, with its settings, in the words of its own promise."""
    from tocsin.methods.catalogue import DETECTORS

    told = {
        type(one): [name for name, other in DETECTORS.items() if type(other) is type(one)] for one in DETECTORS.values()
    }
    parts = [
        "# Detectors\n\nA detector holds each period of a series against what lies before it. [Detect in a spreadsheet]"
        "(../how-to/detect-in-a-spreadsheet.md) runs one on a file; [the benchmark](detection.md) compares them.\n"
    ]
    for kind, names in told.items():
        rows = [
            [f"`{one.name}`", *(f"`{getattr(DETECTORS[name], one.name)!r}`" for name in names)] for one in fields(kind)
        ]
        settings = table(("setting", *(f"`{name}`" for name in names)), rows) if rows else ""
        parts.append(f"## {kind.__name__}\n\n{', '.join(f'`{name}`' for name in names)}\n\n{prose(kind)}\n\n{settings}")
    return "\n".join(parts)


def measures() -> str:
    """Every measure with its unit."""
    from tocsin.vocabulary.measures import all_measures, label

    rows = [
        (f"`{m.id}`", label(m.id, "en"), label(m.id, "fr"), label(m.id, "es"), m.unit, m.counts, m.combine)
        for m in all_measures()
    ]
    return "# Measures\n\n" + table(("id", "English", "French", "Spanish", "unit", "counts", "in one cell"), rows)


def vocabulary() -> str:
    """The tables of names: their columns, how many rows, and where the rows are from."""
    from tocsin import vocabulary as room
    from tocsin.vocabulary.exporting import LICENCE, USED
    from tocsin.vocabulary.rows import FILES, columns, rows

    parts = [
        f"# Vocabulary\n\n{prose(room)}\n\n[Name substances](../how-to/name-substances.md) says how to use it. The "
        f"compilation may be used under {LICENCE}; each row names the source of its facts.\n",
        "## Tables\n",
        table(("table", "rows", "columns"), [(f"`{n}`", f"{len(rows(n)):,}", ", ".join(columns(n))) for n in FILES]),
        "## How much of what\n",
        table(("what", "entries"), vocabulary_counts()),
    ]
    for name in USED:
        named = Counter(row["source"] for row in rows(name)).most_common()
        shown, others = named[:MOST_SOURCES], named[MOST_SOURCES:]
        last = [(f"{len(others):,} others", f"{sum(count for _, count in others):,}")] if others else []
        told = [(source, f"{count:,}") for source, count in shown] + last
        parts.append(f"## Sources of {name}\n\n" + (table(("source", "rows"), told) if told else "No row yet.\n"))
    return "\n".join(parts) + "\n" + LEFT_OUT


def vocabulary_counts() -> list[tuple[str, str]]:
    """Entries by kind, with each number of a register, and names by kind and by language."""
    from tocsin.vocabulary.rows import rows

    names = [row for name in ("names", "unii_names") for row in rows(name)]
    counted: list[tuple[str, int]] = []
    for what, held, column in (
        ("entries of kind", rows("substances"), "kind"),
        ("names of kind", names, "kind"),
        ("names in", names, "language"),
        ("schedules of", rows("schedules"), "jurisdiction"),
    ):
        found = Counter(row[column] for row in held).most_common()
        counted += [(f"{what} {value}", count) for value, count in found]
    numbers = ("unii", "cas", "pubchem", "inchikey")
    counted += [(f"entries with {name}", sum(bool(row[name]) for row in rows("identifiers"))) for name in numbers]
    return [(what, f"{count:,}") for what, count in counted]


def comments(module: ModuleType, after: str) -> dict[str, str]:
    """What the source says beside each column of the schema named `after`."""
    text = inspect.getsource(module).split(f"{after} = pa.schema(", 1)[1].split("\n)\n", 1)[0]
    return dict(re.findall(r'pa\.field\("(\w+)".*?\),  # (.+)', text))


def records() -> str:
    """The columns of everything that is kept."""
    from tocsin.records import correction, finding, observation, panel, reconciliation, release

    schemas: tuple[tuple[str, ModuleType, str], ...] = (
        ("Observation", observation, "SCHEMA"),
        ("Release", release, "RELEASE_SCHEMA"),
        ("Quarantine", release, "QUARANTINE_SCHEMA"),
        ("Correction", correction, "CORRECTION_SCHEMA"),
        ("Reconciliation", reconciliation, "RECONCILIATION_SCHEMA"),
        ("Panel keys", panel, "KEY_SCHEMA"),
        ("Finding", finding, "FINDING_SCHEMA"),
        ("Run", finding, "RUN_SCHEMA"),
    )
    parts = [
        "# Records\n\nArrow schemas. An observation, a correction, a finding and a run are never changed once written.\n"
    ]
    for name, module, schema in schemas:
        told = comments(module, schema)
        rows = [
            (f"`{f.name}`", f.type, "may be empty" if f.nullable else "", told[f.name]) for f in getattr(module, schema)
        ]
        parts.append(f"## {name}\n\n" + table(("column", "type", "", "meaning"), rows))
    return "\n".join(parts)


def answers() -> str:
    """The objects that `--json` prints."""
    from tocsin.records import correction, line, provenance, receipt, series, set_aside, since

    shown = (
        (
            line.Briefing,
            "`tocsin signals`: all but `sources`, and `as_of`, `headline` and `cannot_say_yet` with it.",
        ),
        (line.Line, "In `lines` of `tocsin signals`, and `tocsin show SIGNAL`."),
        (line.Member, "In `lead` and `members` of a line, and in `findings` of a series."),
        (line.Remark, "In `remarks` of `tocsin signals`."),
        (series.SeriesView, "`tocsin show SERIES`."),
        (series.Cell, "In `cells` of a series."),
        (since.Since, "In `since` of `tocsin show SERIES --as-of DATE`, with `sentences` beside it."),
        (since.Move, "In `moves` of what changed since."),
        (since.Step, "In `steps` of a move."),
        (provenance.Explanation, "`tocsin explain`."),
        (series.FeedState, "In `state` of `tocsin sources`."),
        (receipt.Receipt, "`tocsin ingest`, `quarantine correct` and `quarantine release`, one for each release."),
        (set_aside.SetAside, "`tocsin quarantine`, with `broken`, `wanted` and `fix` in `sentences`."),
        (correction.Correction, "In `acts` of `tocsin quarantine history`."),
        (set_aside.Settled, "In `settled` of `tocsin quarantine history`."),
        (receipt.RunReport, "`tocsin nightly`."),
        (receipt.Check, "`tocsin doctor`, with `next` for the sentence of `next_step`."),
    )
    parts = [
        "# Answers\n\nWhat `--json` prints. Dates are ISO text; what is not known is `null`. A line also carries `label`, "
        "`place_label`, the figures of its lead (`observed`, `baseline`, `tested`, `share`), `places` with their newest "
        "values, `sources`, `stream_names` and `sentences`; a remark carries `label` and `sentences`.\n"
    ]
    for kind, where in shown:
        rows = [(f"`{one.name}`", f"`{one.type}`") for one in fields(kind)]
        parts.append(f"## {kind.__name__}\n\n{where}\n\n{prose(kind)}\n\n{table(('field', 'type'), rows)}")
    return "\n".join(parts)


def checks() -> str:
    """Every rule a row can break, who asks for it, and how to mend it."""
    from tocsin.sources.checks.catalogue import CHECKS
    from tocsin.wording import say

    rows = [
        (
            f"`{one.code}`",
            say(one.asks, "en"),
            say(one.fix, "en"),
            ", ".join(f"`{name}`" for name in one.made_by),
            {"cell": "a cell", "cells": "one of several cells", "row": "no: the line has no cells"}[one.scope],
            "yes" if one.vouch else "",
        )
        for one in sorted(CHECKS, key=lambda one: one.code)
    ]
    columns = ("rule", "what is wrong", "how to mend it", "asked by", "can be corrected", "can be vouched for")
    return (
        "# Checks\n\nA row that breaks a rule is set aside with row, column, rule, found, wanted and fix; the others go on. "
        "[Mend a file](../how-to/mend-a-file.md) says what to do then.\n\n" + table(columns, rows)
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
    "detectors": detectors,
    "measures": measures,
    "vocabulary": vocabulary,
    "records": records,
    "answers": answers,
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
