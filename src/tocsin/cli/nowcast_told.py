"""What `tocsin nowcast` says: sentences, a table for people, an object for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.cli.output import say, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tocsin.flow.nowcast_file import NowcastFile

SHOWN, ASIDE_SHOWN = 40, 10
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


def facts(made: NowcastFile, language: str) -> list[str]:
    """What was read, as of when, and what a person should know of it."""
    from tocsin.bulletins.detected import set_aside
    from tocsin.bulletins.nowcasted import span, whole
    from tocsin.wording import say as word
    from tocsin.wording.dates import day

    held, deep = made.read, made.triangle.total.shape[2]
    aside, longest = held.aside, span(deep - 1, held.cadence.value, language)
    kind, cadence = word(f"nowcast.kind.{held.kind}", language), word(f"cadence.{held.cadence.value}", language)
    lines = [word("nowcast.as_of" if made.given else "nowcast.as_of_newest", language, day=day(_day(made), language))]
    if made.quiet:
        quiet = span(made.quiet, held.cadence.value, language)
        lines.append(word("nowcast.quiet", language, span=quiet, day=day(known_to(made), language)))
    lines += [word("detect.rows", language, count=held.rows_in, accepted=len(held), aside=len(aside))]
    lines += [set_aside(one.row, one.column, one.reason, one.found, language) for one in aside[:ASIDE_SHOWN]]
    if len(aside) > ASIDE_SHOWN:
        lines.append(word("detect.more_aside", language, count=len(aside) - ASIDE_SHOWN))
    if held.unused:
        lines.append(word("detect.unused", language, columns=", ".join(held.unused)))
    lines.append(word("nowcast.what", language, count=len(made.table.names), cadence=cadence, span=longest, kind=kind))
    for code, count in (
        ("later", made.later),
        ("unfinished", made.unfinished),
        ("early", made.early),
        ("added_up", held.added_up),
    ):
        lines += [word(f"nowcast.{code}", language, count=count)] if count else []
    if made.beyond:
        lines.append(word("nowcast.beyond", language, count=whole(made.beyond), span=longest))
    if held.added_up and held.unused and not held.keys:
        lines.append(word("nowcast.apart", language, columns=",".join(held.unused)))
    lines += [word(f"nowcast.{code}", language) for code in ("one_each", "filled") if getattr(held, code)]
    return lines + _notes(made, language)


def _notes(made: NowcastFile, language: str) -> list[str]:
    from tocsin.bulletins.nowcasted import closed_days
    from tocsin.flow.nowcast_notes import notes_of
    from tocsin.wording import say as word
    from tocsin.wording.dates import period

    notes, lines = notes_of(made), list[str]()
    if notes.silent:
        when = period(*notes.silent[0], made.table.cadence.value, language)
        lines.append(word("nowcast.silent", language, count=len(notes.silent), when=when))
    if notes.taken_back:
        lines.append(word("nowcast.taken_back", language, count=notes.taken_back, most=notes.most))
    if notes.closed_days:
        lines.append(closed_days(notes.closed_days, language))
    return lines


def _day(made: NowcastFile) -> Any:
    return made.as_of.astype("datetime64[D]").item()


def known_to(made: NowcastFile) -> Any:
    """The last day of what is known: of the newest step that is read."""
    return min(made.as_of, made.nowcast.as_of.astype("datetime64[D]")).item()


def newest_rows(made: NowcastFile) -> NDArray[Any]:
    """The rows of the newest period of each series."""
    import numpy as np

    size = len(made.nowcast.periods)
    return np.arange(len(made.table.names)) * size + size - 1


def open_rows(made: NowcastFile) -> NDArray[Any]:
    """The rows of the periods still open, series by series, the newest first."""
    import numpy as np

    starts = np.arange(len(made.table.names))[:, None] * len(made.nowcast.periods)
    return (starts + made.open_columns[None, :]).ravel()


def told(made: NowcastFile, rows: NDArray[Any], levels: tuple[float, ...], language: str) -> list[dict[str, Any]]:
    """Some rows as objects, with their sentences."""
    import math

    from tocsin.bulletins.nowcasted import told_period
    from tocsin.flow.nowcast_file import as_table
    from tocsin.records.nowcast import Stand

    alone, some = len(made.table.names) == 1, as_table(made, levels).take(rows).to_pylist()
    sentence = as_table(made, (LOW, MIDDLE, HIGH)).take(rows).to_pylist()
    for one, full in zip(some, sentence, strict=True):
        figures = ("reported", f"q{MIDDLE:g}", f"q{LOW:g}", f"q{HIGH:g}", "completeness")
        seen, middle, low, high, done = (math.nan if full[name] is None else full[name] for name in figures)
        basis, name = Stand[str(one["basis"]).upper()], "" if alone else str(one["series"])
        start, end, cadence = full["start"], full["end"], made.table.cadence.value
        figures_told = (seen, middle, low, high, done)
        one["sentence"] = told_period(
            start, end, cadence, *figures_told, basis, language, series=name, window=made.window
        )
    return some


def open_table(made: NowcastFile, levels: tuple[float, ...], language: str) -> None:
    """Print the periods that are still open, the newest first."""
    from tocsin.bulletins.nowcasted import stand_word
    from tocsin.wording import say as word
    from tocsin.wording.figures import number, percent

    rows = open_rows(made)
    if not len(rows):
        return
    columns = [f"q{level:g}" for level in sorted(set(levels))]
    heads = [word(f"nowcast.head.{head}", language) for head in ("series", "period", "reported", "done", "stand")]
    figure = {None: "–"}
    lines: list[list[str]] = []
    for one in told(made, rows[:SHOWN], levels, language):
        shown = [figure.get(one[name]) or number(one[name], language) for name in ("reported", *columns)]
        done = "–" if one["completeness"] is None else percent(one["completeness"], language, 0)
        lines.append([one["series"], one["period"], shown[0], done, *shown[1:], stand_word(one["basis"], language)])
    say(f"\n{word('nowcast.open', language)}")
    table([*heads[:4], *columns, heads[4]], lines, right=(*heads[2:4], *columns))
    if len(rows) > SHOWN:
        say(word("nowcast.more", language, count=len(rows) - SHOWN))


def document(
    made: NowcastFile, file: Path, levels: tuple[float, ...], language: str, written: list[Path]
) -> dict[str, Any]:
    """The whole answer as one object."""
    from tocsin.flow.nowcast_notes import notes_of

    held, notes = made.read, notes_of(made)
    return {
        "file": file.name,
        "as_of": _day(made),
        "as_of_given": made.given,
        "cadence": held.cadence.value,
        "counts": held.kind,
        "known_to": known_to(made),
        "quiet": made.quiet,
        "series": len(made.table.names),
        "window": made.window,
        "max_delay": made.triangle.total.shape[2] - 1,
        "rows_in": held.rows_in,
        "rows_accepted": len(held),
        "rows_set_aside": len(held.aside),
        "set_aside": held.aside,
        "columns_unused": held.unused,
        "later": made.later,
        "unfinished": made.unfinished,
        "early": made.early,
        "beyond": made.beyond,
        "one_each": held.one_each,
        "added_up": held.added_up,
        "filled": held.filled,
        "notes": notes,
        "facts": facts(made, language),
        "newest": told(made, newest_rows(made), levels, language),
        "open": told(made, open_rows(made), levels, language),
        "written": written,
    }
