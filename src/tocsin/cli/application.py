"""The application: its commands, and what becomes of an error."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError

from tocsin.cli.output import explain
from tocsin.errors import BadValue, TocsinError

HELP = """Early warning and trend tracking for drugs, from published figures.

A first look:

    tocsin demo                         a node with bundled figures, on localhost

A node of your own:

    tocsin init my-node
    tocsin ingest FILE --source cbp-drug-seizures --home my-node
    tocsin nightly --home my-node
    tocsin signals --home my-node
"""
COMMANDS = {
    "init": ("tocsin.cli.homes:init", "Make a node home."),
    "demo": ("tocsin.cli.homes:demo", "Load the bundled figures, detect, and open the site on localhost."),
    "serve": ("tocsin.cli.homes:serve", "Open the site of a node on localhost."),
    "doctor": ("tocsin.cli.doctor:doctor", "Say what is well, what is not, and what to do."),
    "sources": ("tocsin.cli.files:sources", "List the sources and how they stand."),
    "feeds": ("tocsin.cli.feeds:feeds", "Show how each feed stands, and what its releases changed."),
    "fetch": ("tocsin.cli.feeds:fetch", "Fetch what is newer from the publisher, or from a mirror folder."),
    "map": ("tocsin.cli.map:map_file", "Understand a table of your own, and write how it is to be read."),
    "ingest": ("tocsin.cli.files:ingest", "Take in published files."),
    "quarantine": ("tocsin.cli.quarantine:quarantine", "Show the rows that were set aside."),
    "quarantine correct": ("tocsin.cli.quarantine:correct", "Give cells of one row their right value."),
    "quarantine release": ("tocsin.cli.quarantine:release", "Take rows up again as they are."),
    "quarantine history": ("tocsin.cli.quarantine:history", "Show what was said of rows, and what is settled."),
    "quarantine totals": ("tocsin.cli.quarantine:totals", "Show printed totals that the rows do not come to."),
    "nightly": ("tocsin.cli.detection:nightly", "Detect, and keep what was found."),
    "detect": ("tocsin.cli.detect:detect", "Judge a spreadsheet of counts; no node is needed."),
    "nowcast": ("tocsin.cli.nowcast:nowcast", "Say what the newest periods of a table of reports will come to."),
    "score": ("tocsin.cli.score:score", "Score forecasts of a hub against what came true."),
    "signals": ("tocsin.cli.detection:signals", "Show the ranked lines, and what was not called a signal."),
    "show": ("tocsin.cli.show:show", "Show one signal or one series, whole."),
    "explain": ("tocsin.cli.explain:explain", "Say where a figure is from: file, row and release."),
    "vocabulary resolve": ("tocsin.cli.vocabulary:resolve", "Say what each text of a column stands for."),
    "vocabulary search": ("tocsin.cli.vocabulary:search", "Find substances by a name or a number."),
    "vocabulary review": ("tocsin.cli.vocabulary:review", "List unknown names by weight, with what they look like."),
    "vocabulary accept": ("tocsin.cli.vocabulary:accept", "Say that a name stands for a substance."),
    "vocabulary set-aside": ("tocsin.cli.vocabulary:set_aside", "Say that a word names no substance."),
    "vocabulary pack": ("tocsin.cli.vocabulary:pack", "Write this node's own rows for a neighbour."),
    "vocabulary merge": ("tocsin.cli.vocabulary:merge", "Take in a neighbour's rows."),
    "vocabulary export": ("tocsin.cli.vocabulary_export:export", "Write the vocabulary as CSV, JSON or SKOS."),
    "export": ("tocsin.cli.export:export", "Write figures as CSV, Parquet or JSON."),
}
app = App(name="tocsin", help=HELP, help_format="markdown", version_flags=["--version"])
app.command(App(name="vocabulary", help="Names of substances: resolve, search, review, exchange, export."))
for _name, (_place, _help) in COMMANDS.items():
    *_above, _last = _name.split()  # "quarantine correct" is a command of the command `quarantine`
    (app[_above[0]] if _above else app).command(_place, name=_last, help=_help)


def _teach(words: Sequence[str]) -> None:
    """Whoever asks a command for help gets its whole promise and its example, not the one line of the list."""
    name = next((name for name in (" ".join(words[:2]), *words[:1]) if name in COMMANDS), "")
    if name and {"--help", "-h"} & set(words):
        module, function = COMMANDS[name][0].split(":")
        asked = app
        for word in name.split():
            asked = asked[word]
        asked.help = inspect.getdoc(getattr(importlib.import_module(module), function))


def _of_the_machine(error: OSError) -> TocsinError:
    """A full disk, a missing folder, a port that is taken: something the person at the keyboard can mend."""
    return BadValue(
        error.strerror or str(error),
        got=str(error.filename or ""),
        next_step="check that the place exists, is yours to write, and that no other program holds it",
    )


def run(words: Sequence[str]) -> int:
    """Run one command line and answer with its exit code; an error of ours is one sentence, never a traceback."""
    _teach(words)
    try:
        answer = app(list(words), exit_on_error=False, print_error=True, result_action="return_value")
    except CycloptsError:
        return 2
    except TocsinError as error:
        explain(error, as_json="--json" in words)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        explain(_of_the_machine(error), as_json="--json" in words)
        return _of_the_machine(error).exit_code
    return answer if isinstance(answer, int) else 0
