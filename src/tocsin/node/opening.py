"""Opening the site's own rooms for a home: settings, tables, and runs not yet in the ledger."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.receipt import Check


def open_site(node: Node) -> int:
    """Set Django up for this home, bring the ledger's tables up to date, apply runs; how many were applied.

    One process serves one home: settings are read once. Processes that open the same home at once take turns.
    """
    os.environ["TOCSIN_HOME"] = str(node.directory)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.node.settings"
    import django
    from django.core.management import call_command

    django.setup()
    with (node.directory / "ledger.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # freed when the file is closed
        call_command("migrate", interactive=False, verbosity=0)

        from tocsin.node.ledger import apply_runs

        return apply_runs(node)


def ledger_check(node: Node) -> Check:
    """The line of `tocsin doctor` about the ledger: every run of the lake is in it once. Mends what it can."""
    from tocsin.records.receipt import Check

    try:
        applied = open_site(node)
    except Exception as error:
        return Check("ledger", False, f"{type(error).__name__}: {error}", "doctor.ledger.mend")
    from tocsin.node.ledger.models import AppliedRun

    held, kept = AppliedRun.objects.count(), node.lake.runs().num_rows
    return Check(
        "ledger",
        held == kept,
        f"{held} of {kept} runs applied, {applied} just now",
        None if held == kept else "doctor.ledger.mend",
    )
