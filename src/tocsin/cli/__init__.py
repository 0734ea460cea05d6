"""The command line: parse, call, print. Nothing heavy is loaded before a command needs it."""

from __future__ import annotations

import sys


def main() -> None:
    """The entry point of `tocsin`. Exit codes: 0 fine, 1 a problem found, 2 usage, 3 home, 4 file, 5 value."""
    from tocsin.cli.application import run

    sys.exit(run(sys.argv[1:]))
