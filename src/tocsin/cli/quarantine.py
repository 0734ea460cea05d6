"""Commands about rows that were set aside: look at them, correct them, take them up again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from tocsin.cli.options import Home, Json, Language, home_of
from tocsin.cli.output import as_json, say, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.records.receipt import Receipt
    from tocsin.records.set_aside import SetAside

ROWS = 50
Why = Annotated[str, Parameter(help="Why, in your own words: it stays with the row.")]


def quarantine(
    *,
    source: Annotated[str | None, Parameter(help="Only this source.")] = None,
    release: Annotated[str | None, Parameter(help="Only rows of this release.")] = None,
    rule: Annotated[str | None, Parameter(help="Only rows that broke this rule (a code).")] = None,
    limit: Annotated[int | None, Parameter(help="Most rows told; else 50, and with --json all.")] = None,
    home: Home = None,
    language: Language = "en",
    json: Json = False,
) -> int:
    """Show the rows that stand aside: where, which rule, what was found, what was wanted, and how to mend it.

    Example: `tocsin quarantine --source cbp-drug-seizures --rule missing`
    """
    from tocsin.flow.quarantine import aside
    from tocsin.wording import say as word
    from tocsin.wording.checks import broken, fix, wanted

    found = aside(home_of(home), source=source, release=release, rule=rule, limit=limit or (None if json else ROWS))
    if json:
        as_json([_told(row, language) for row in found.shown])
        return 0
    table(
        ("release", "row", "column", "rule", "found", "wanted"),
        [(r.release, r.row, r.column, r.rule, r.found, wanted(r.wanted, language)) for r in found.shown],
        right=("row",),
    )
    table(
        ("source", "rule", "rows", "what is wrong", "how to mend it"),
        [(c.source, c.rule, c.rows, broken(c.rule, language), fix(c.rule, language)) for c in found.counts],
        right=("rows",),
    )
    say(word("quarantine.rows", language, count=found.rows))
    return 0


def correct(
    release: Annotated[str, Parameter(help="The release of the row, or its beginning.")],
    row: Annotated[int, Parameter(help="The number of the row: 1 is the first after the header.")],
    *,
    cells: Annotated[
        list[str],
        Parameter(name="--set", negative="", help="A cell and its right value, COLUMN=VALUE; may be given again."),
    ],
    why: Why = "",
    home: Home = None,
    json: Json = False,
) -> int:
    """Give cells of one row their right value, and take its file up again. The file itself is never touched.

    Nothing is recorded when the row would still break a rule.

    Example: `tocsin quarantine correct cbp-drug-seizures@20260512-1a2b3c4d5e6f 12 --set "FY=2026 (FYTD)" --why "seen in print"`
    """
    from tocsin.flow.mending import correct as mend

    return _receipts(mend(home_of(home), release, row, dict(map(_cell, cells)), why), json)


def release(
    release: Annotated[str, Parameter(help="The release whose rows are taken up again, or its beginning.")],
    *rows: Annotated[int, Parameter(help="Rows that you vouch for as they are; none: whatever passes by now.")],
    why: Why = "",
    home: Home = None,
    json: Json = False,
) -> int:
    """Take rows up again as they are: those the vocabulary has learned to read since, and those you vouch for.

    A row can be vouched for when it clashes with another (then this one counts), or when more samples held the
    substance than were tested. No other rule is ever waived.

    Example: `tocsin quarantine release cbp-drug-seizures@20260512-1a2b3c4d5e6f 12`
    """
    from tocsin.flow.mending import take_up

    return _receipts(take_up(home_of(home), release, rows, why), json)


def history(
    *, limit: Annotated[int, Parameter(help="Most lines shown.")] = 50, home: Home = None, json: Json = False
) -> int:
    """Show what was said of rows that were set aside, and which rows have been settled since, newest first.

    Example: `tocsin quarantine history --json`
    """
    from tocsin.flow.quarantine import acts, settled

    node = home_of(home)
    said, done = acts(node)[:limit], settled(node, limit)
    if json:
        as_json({"acts": said, "settled": done})
        return 0
    table(
        ("when", "act", "release", "row", "column", "found", "value", "why"),
        [(f"{a.recorded_at:%Y-%m-%d %H:%M}", a.act, a.release, a.row, a.column, a.found, a.value, a.why) for a in said],
        right=("row",),
    )
    table(
        ("settled", "release", "row", "rule", "found", "taken up by"),
        [(f"{s.settled_at:%Y-%m-%d %H:%M}", s.release, s.row, s.rule, s.found, s.taken_by) for s in done],
        right=("row",),
    )
    return 0


def totals(*, home: Home = None, language: Language = "en", json: Json = False) -> int:
    """Show the totals that publishers print and that the rows of their files do not come to. No row is set aside for it.

    Example: `tocsin quarantine totals`
    """
    from tocsin.flow.quarantine import totals as printed
    from tocsin.wording import say as word

    rows = printed(home_of(home))
    if json:
        as_json(rows)
        return 0
    names = ("release", "column", "of", "printed", "added")
    table(names, [tuple(row[name] for name in names) for row in rows], right=("printed", "added"))
    for code in sorted({row["total"] for row in rows}):
        say(word(f"release_note.{code}", language))
    return 0


def _cell(text: str) -> tuple[str, str]:
    from tocsin.errors import UsageError

    column, sign, value = text.partition("=")
    if not sign or not column.strip():
        raise UsageError(
            "this does not name a cell", wanted="COLUMN=VALUE", got=text, next_step='give --set "COLUMN=VALUE"'
        )
    return column.strip(), value


def _receipts(receipts: Sequence[Receipt], json: bool) -> int:
    if json:
        as_json(receipts)
        return 0
    if not receipts:
        say("Nothing changed: the same rows would be set aside again.")
        return 0
    table(
        ("release", "rows", "accepted", "set aside", "new", "unchanged", "taken back"),
        [
            (
                r.release,
                r.rows_in,
                r.rows_accepted,
                r.rows_quarantined,
                r.observations_new,
                r.observations_unchanged,
                r.observations_retracted,
            )
            for r in receipts
        ],
        right=("rows", "accepted", "set aside", "new", "unchanged", "taken back"),
    )
    return 0


def _told(row: SetAside, language: str) -> dict[str, Any]:
    """A row with its sentences."""
    from tocsin.wording.checks import broken, fix, wanted

    said = {
        "broken": broken(row.rule, language),
        "wanted": wanted(row.wanted, language),
        "fix": fix(row.rule, language),
    }
    return asdict(row) | {"sentences": said}
