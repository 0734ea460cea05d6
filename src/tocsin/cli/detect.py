"""`tocsin detect`: a spreadsheet of counts, judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from tocsin.cli.options import Json, Language
from tocsin.cli.output import as_json, remark, say, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tocsin.flow.spreadsheet import Spreadsheet

SHOWN, ASIDE_SHOWN, LATELY = 40, 10, 12
LIST = "list"
Settings = Annotated[
    tuple[str, ...], Parameter(name="--set", negative="", help="SETTING=VALUE of the method; may be given often.")
]


def detect(
    file: Annotated[Path | None, Parameter(help="The table: CSV, XLSX, ODS or Parquet, packed or not.")] = None,
    *,
    method: Annotated[str, Parameter(help="A method; `list` tells them. Names of R's surveillance do too.")] = "best",
    set: Settings = (),
    since: Annotated[str | None, Parameter(help="Judge from this date or t on.")] = None,
    sisters: Annotated[
        bool, Parameter(negative="", help="The series count one thing in different places: they lend each other.")
    ] = False,
    wide: Annotated[bool, Parameter(negative="", help="Each column beside the dates is a series.")] = False,
    format: Annotated[Literal["table", "csv", "json"], Parameter(help="json: one object a line.")] = "table",
    out: Annotated[Path | None, Parameter(help="Write every row into this file, as CSV unless --format json.")] = None,
    plot: Annotated[Path | None, Parameter(help="Draw the first 12 series into this SVG or PNG file.")] = None,
    methods: Annotated[bool, Parameter(negative="", help="List the methods, and read no file.")] = False,
    json: Json = False,
    language: Language = "en",
) -> int:
    """Judge a table of counts: columns series (optional), date or t, observed; and tested, excluded, completeness.

    With `--wide`, a column of dates and a column for each series. An empty cell of `observed` is a missing period, never a
    zero. Rows that cannot be read are set aside and told. A
    file of CSV holds series, date or t, observed, expected, upper, p_value, e_value, verdict and rung. With `--json`:
    rows accepted and set aside, and the newest period of each series.
    Example: `tocsin detect counts.csv --method ears_c1 --set alpha=0.01 --format csv --out judged.csv --plot judged.svg`
    """
    from tocsin.errors import UsageError
    from tocsin.flow.spreadsheet import judged_file

    if methods or method == LIST:
        _methods(language, json=json)
        return 0
    if file is None:
        raise UsageError("no table was named", wanted="a file", next_step="tocsin detect counts.csv")
    _check_targets(file, out, plot)
    sheet = judged_file(file, method, _pairs(set), since or "", sisters, wide)
    _write(sheet, format, out)
    if plot:
        _plot(sheet, file, plot, method, language)
    _tell(
        sheet,
        file,
        method,
        language,
        json=json,
        written=[one for one in (out, plot) if one],
        quiet=format != "table" and not out,
    )
    return 0


def _check_targets(file: Path, out: Path | None, plot: Path | None) -> None:
    """A plot has a kind, and no answer is written over the table itself."""
    from tocsin.errors import UsageError
    from tocsin.flow.spreadsheet_plot import kind_of

    if plot:
        kind_of(plot)
    if any(one.resolve() == file.resolve() for one in (out, plot) if one):
        raise UsageError("this would write over the table", wanted="another name", got=str(file))


def _pairs(settings: tuple[str, ...]) -> dict[str, str]:
    from tocsin.errors import UsageError

    for one in settings:
        if "=" not in one:
            raise UsageError("a setting is a name and a value", wanted="--set alpha=0.01", got=one)
    return {name.strip(): value.strip() for name, _, value in (one.partition("=") for one in settings)}


def _methods(language: str, *, json: bool) -> None:
    from tocsin.methods.known_as import Listed, listed
    from tocsin.wording import say as word

    rows: list[Listed] = listed()
    if json:
        as_json(rows)
        return
    heads = [word(f"detect.method.{head}", language) for head in ("name", "asks", "needs", "wrong")]
    needs = [word("detect.method.periods", language, count=one.needs) for one in rows]
    table(heads, [(one.name, one.does, need, one.wrong) for one, need in zip(rows, needs, strict=True)])


def _write(sheet: Spreadsheet, format: str, out: Path | None) -> None:
    from tocsin.flow.plain_csv import write_plain
    from tocsin.flow.spreadsheet import as_table
    from tocsin.flow.writing import write

    if format == "json":
        write(as_table(sheet), "json", out)
    elif out or format == "csv":
        write_plain(as_table(sheet), out)


def _plot(sheet: Spreadsheet, file: Path, target: Path, method: str, language: str) -> None:
    from tocsin.flow.spreadsheet_plot import plot
    from tocsin.wording import say as word

    plot(sheet, word("detect.plot", language, file=file.name, method=method), file.name, target, language)


def _tell(
    sheet: Spreadsheet, file: Path, method: str, language: str, *, json: bool, written: list[Path], quiet: bool
) -> None:
    """What became of the rows and what is newest: on standard error where the answer itself is on standard output."""
    from tocsin.wording import say as word

    if json and not quiet:
        as_json(_document(sheet, file, language, written))
        return
    one_line = remark if quiet else say
    held = sheet.table
    one_line(word("detect.rows", language, count=held.rows_in, accepted=len(held), aside=len(held.aside)))
    for sentence in _set_aside(sheet, language):
        one_line(sentence)
    if later := _to_come(sheet):
        one_line(word("detect.to_come", language, count=len(later), row=later[0]))
    if held.unused:
        one_line(word("detect.unused", language, columns=", ".join(held.unused)))
    if not quiet:
        _table(sheet, method, language)
    for path in written:
        one_line(word("detect.written", language, path=str(path)))


def _to_come(sheet: Spreadsheet) -> list[str]:
    """The dates, as the table has them, of rows that have not begun yet."""
    from tocsin.flow.spreadsheet import as_table, to_come

    found = as_table(sheet.only(to_come(sheet)))
    return [str(day) for day in found[sheet.table.column].to_pylist()]


def _set_aside(sheet: Spreadsheet, language: str) -> list[str]:
    from tocsin.bulletins.detected import set_aside
    from tocsin.wording import say as word

    aside = sheet.table.aside
    told = [set_aside(one.row, one.column, one.reason, one.found, language) for one in aside[:ASIDE_SHOWN]]
    more = len(aside) - ASIDE_SHOWN
    return [*told, word("detect.more_aside", language, count=more)] if more > 0 else told


def _table(sheet: Spreadsheet, method: str, language: str) -> None:
    from tocsin.flow.spreadsheet import newest_rows, rang_lately
    from tocsin.wording import say as word

    names = sheet.table.names
    cadence = "detect.numbered" if sheet.table.column == "t" else f"cadence.{sheet.table.cadence.value}"
    what = {"cadence": word(cadence, language), "method": f"{method} ({sheet.detector.name})"}
    say(word("detect.what", language, count=len(names), **what))
    newest, lately = newest_rows(sheet), rang_lately(sheet, LATELY)
    heads = (word("detect.series", language), word("detect.told", language))
    for title, rows in (("detect.newest", newest), ("detect.lately", lately)):
        if len(rows):
            say(f"\n{word(title, language, count=LATELY)}")
            table(heads, [(one["series"], one["sentence"]) for one in _told(sheet, rows[:SHOWN], language)])
    if len(newest) > SHOWN:
        say(word("detect.more", language, count=len(newest) - SHOWN))


def _told(sheet: Spreadsheet, rows: NDArray[Any], language: str) -> list[dict[str, Any]]:
    """Some rows as objects, with their sentences."""
    from tocsin.bulletins.detected import judged_period, trend
    from tocsin.flow.spreadsheet import as_table, beside
    from tocsin.wording import say as word

    some, nan, alone = sheet.only(rows), float("nan"), len(sheet.table.names) == 1
    found, held = as_table(some).to_pylist(), beside(some)
    for one, seen, (code, growth) in zip(found, held.seen, held.trend, strict=True):
        foreseen, upper, chance = (nan if one[name] is None else one[name] for name in ("expected", "upper", "p_value"))
        when, called = str(one[sheet.table.column]), trend(code, growth, language)
        when = word("detect.summed", language, when=when) if held.summed else when
        one["sentence"] = judged_period(
            when,
            seen,
            foreseen,
            upper,
            one["verdict"],
            one["rung"],
            language,
            chance=chance,
            alone=alone,
            called=called,
        )
    return found


def _document(sheet: Spreadsheet, file: Path, language: str, written: list[Path]) -> dict[str, Any]:
    from tocsin.flow.spreadsheet import newest_rows, rang_lately

    held = sheet.table
    return {
        "file": file.name,
        "method": sheet.detector.name,
        "cadence": "t" if held.column == "t" else held.cadence.value,
        "series": len(held.names),
        "rows_in": held.rows_in,
        "rows_accepted": len(held),
        "rows_set_aside": len(held.aside),
        "set_aside": held.aside,
        "to_come": _to_come(sheet),
        "columns_unused": held.unused,
        "newest": _told(sheet, newest_rows(sheet), language),
        "lately": _told(sheet, rang_lately(sheet, LATELY), language),
        "written": written,
    }
