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
    "ingest": ("tocsin.cli.files:ingest", "Take in published files."),
    "quarantine": ("tocsin.cli.files:quarantine", "Show the rows that were set aside."),
    "nightly": ("tocsin.cli.detection:nightly", "Detect, and keep what was found."),
    "signals": ("tocsin.cli.detection:signals", "Show the ranked lines, and what was not called a signal."),
    "show": ("tocsin.cli.show:show", "Show one signal or one series, whole."),
    "export": ("tocsin.cli.export:export", "Write figures as CSV, Parquet or JSON."),
}
app = App(name="tocsin", help=HELP, help_format="markdown", version_flags=["--version"])
for _name, (_place, _help) in COMMANDS.items():
    app.command(_place, name=_name, help=_help)


def _teach(words: Sequence[str]) -> None:
    """Whoever asks a command for help gets its whole promise and its example, not the one line of the list."""
    if words and words[0] in COMMANDS and {"--help", "-h"} & set(words):
        module, function = COMMANDS[words[0]][0].split(":")
        app[words[0]].help = inspect.getdoc(getattr(importlib.import_module(module), function))


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
