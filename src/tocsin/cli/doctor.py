"""`tocsin doctor`: what is well, what is not, and what to do."""

from __future__ import annotations

from tocsin.cli.options import Home, Json, Language, home_of
from tocsin.cli.output import as_json, table


def doctor(*, home: Home = None, json: Json = False, language: Language = "en") -> int:
    """Look at home, lake, raw files, runs, ledger, feeds and versions. Exits with 1 when something needs a hand.

    Example: `tocsin doctor --home my-node`
    """
    from tocsin.flow.health import checks
    from tocsin.node.opening import ledger_check
    from tocsin.wording import say as word

    node = home_of(home)
    found = [*checks(node), ledger_check(node)]
    told = [
        {"name": c.name, "ok": c.ok, "found": c.found, "next": word(c.next_step, language) if c.next_step else None}
        for c in found
    ]
    if json:
        as_json(told)
    else:
        table(
            ("", "check", "found", "what to do"),
            [("ok" if t["ok"] else "!!", t["name"], t["found"], t["next"]) for t in told],
        )
    return 0 if all(c.ok for c in found) else 1
