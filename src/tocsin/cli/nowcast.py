"""`tocsin nowcast`: a table of reports, and what its newest periods will come to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from tocsin.cli.nowcast_told import document, facts, newest_rows, open_table, told
from tocsin.cli.options import Json, Language
from tocsin.cli.output import as_json, remark, say

if TYPE_CHECKING:
    from tocsin.flow.nowcast_file import NowcastFile

TOLD = 12


def nowcast(
    file: Annotated[Path | None, Parameter(help="The table: CSV, XLSX, ODS or Parquet, packed or not.")] = None,
    *,
    as_of: Annotated[
        str | None, Parameter(name="--as-of", help="Read no later report; else the day of the newest report.")
    ] = None,
    window: Annotated[int, Parameter(help="Nowcast sums over so many periods.")] = 1,
    levels: Annotated[str, Parameter(help="The quantiles to write, from 0.01 to 0.99.")] = "0.1,0.5,0.9",
    max_delay: Annotated[
        int | None, Parameter(name="--max-delay", help="Follow reports for so many periods after their own.")
    ] = None,
    cadence: Annotated[str, Parameter(help="day, week, month, quarter, half_year or year; else the dates tell.")] = "",
    counts: Annotated[
        Literal["", "added", "totals"], Parameter(help="What figures are; asked where they leave it open.")
    ] = "",
    series: Annotated[str, Parameter(help="The column that names a series, or several: location,age_group.")] = "",
    format: Annotated[Literal["table", "csv", "json"], Parameter(help="json: one object a line.")] = "table",
    out: Annotated[Path | None, Parameter(help="Write every period into this file, CSV unless --format json.")] = None,
    hub: Annotated[
        Path | None, Parameter(help="Write model output and oracle output of a hub below this folder; see --team.")
    ] = None,
    team: Annotated[str, Parameter(help="The team's name in the hub.")] = "",
    model: Annotated[str, Parameter(help="The model's name in the hub.")] = "tocsin",
    target: Annotated[str, Parameter(help="What the hub calls the counts; of a --window, their sum.")] = "",
    plot: Annotated[Path | None, Parameter(help="Draw the first 12 series into this SVG or PNG file.")] = None,
    json: Json = False,
    language: Language = "en",
) -> int:
    """Say what the newest periods of a table of reports will come to once all is reported.

    Long: columns event, report, count and perhaps series, a row for each pair of dates; without a count every row is one
    event. A triangle: a date, and columns 0, 1, 2.. for what each delay added (or the total by then). Rows that cannot be
    read are set aside and told. CSV holds series, period, start, end, reported, completeness, mean, quantiles and basis.
    Example: `tocsin nowcast reports.csv --as-of 2026-05-12 --levels 0.05,0.5,0.95 --out nowcast.csv --plot nowcast.svg`
    """
    from tocsin.errors import UsageError
    from tocsin.flow.nowcast_file import cadence_named, checked, nowcast_file

    if file is None:
        raise UsageError("no table was named", wanted="a file", next_step="tocsin nowcast reports.csv")
    _check_targets(file, out, plot, hub, team)
    asked = _levels(levels)
    columns = tuple(name.strip() for name in series.split(",") if name.strip())
    made = nowcast_file(file, as_of or "", window, max_delay, cadence_named(cadence), counts, columns)
    checked(asked, made.nowcast)
    written = _write(made, file, asked, format, out, plot, language)
    if hub:
        written += _hub(made, hub, team, model, target)
    _tell(made, file, asked, language, json=json, written=written, quiet=format != "table" and not out)
    return 0


def _check_targets(file: Path, out: Path | None, plot: Path | None, hub: Path | None, team: str) -> None:
    from tocsin.errors import UsageError
    from tocsin.flow.spreadsheet_plot import kind_of

    if plot:
        kind_of(plot)
    if any(one.resolve() == file.resolve() for one in (out, plot) if one):
        raise UsageError("this would write over the table", wanted="another name", got=str(file))
    if hub and not team:
        raise UsageError("a hub wants to know whose model it is", wanted="--team NAME", next_step="name the team")


def _levels(text: str) -> tuple[float, ...]:
    from tocsin.errors import UsageError

    try:
        return tuple(float(one) for one in text.split(",") if one.strip())
    except ValueError:
        raise UsageError("levels are numbers", wanted="0.1,0.5,0.9", got=text, next_step="say 0.5 for 50%") from None


def _write(
    made: NowcastFile,
    file: Path,
    levels: tuple[float, ...],
    format: str,
    out: Path | None,
    plot: Path | None,
    language: str,
) -> list[Path]:
    from tocsin.flow.nowcast_file import as_table
    from tocsin.flow.plain_csv import write_plain
    from tocsin.flow.writing import write

    if format == "json":
        write(as_table(made, levels), "json", out)
    elif out or format == "csv":
        write_plain(as_table(made, levels), out)
    if plot:
        from tocsin.flow.nowcast_plot import plot as draw

        draw(made, file.name, plot, language)
    return [one for one in (out, plot) if one]


def _hub(made: NowcastFile, hub: Path, team: str, model: str, target: str) -> list[Path]:
    """Open periods with all levels as model output; closed ones as oracle output, where there are any."""
    import numpy as np

    from tocsin.bulletins.hub_nowcasts import rows_of, truth_rows
    from tocsin.bulletins.hubverse import write_model_output, write_oracle_output
    from tocsin.records.nowcast import Stand

    found, series = made.nowcast, _columns(made)
    unit = made.table.cadence.value
    target = target or ("count" if made.window == 1 else f"count {made.window}-{unit} sum")
    rows = rows_of(found, series, target, len(made.open_columns))
    written = [write_model_output(rows, hub, team, model, str(found.as_of.astype("datetime64[D]")))]
    final = np.where(found.basis == Stand.CLOSED, found.reported, np.nan)
    truths = truth_rows(final, found.periods, found, series, target)
    return [*written, write_oracle_output(truths, hub)] if truths.num_rows else written


def _columns(made: NowcastFile) -> dict[str, list[str]]:
    """The task ids that name a series: the columns that a person named, else location."""
    keys, parts = made.table.keys, made.table.parts
    if len(keys) < 2 and not made.named:
        return {"location": list(made.table.names)}
    return {key: [one[place] for one in parts] for place, key in enumerate(keys)}


def _tell(
    made: NowcastFile,
    file: Path,
    levels: tuple[float, ...],
    language: str,
    *,
    json: bool,
    written: list[Path],
    quiet: bool,
) -> None:
    """The answer in words, then the table: on standard error where the answer itself is on standard output."""
    from tocsin.wording import say as word

    if json and not quiet:
        as_json(document(made, file, levels, language, written))
        return
    one_line = remark if quiet else say
    newest = told(made, newest_rows(made), levels, language)
    if not quiet:
        for one in newest[:TOLD]:
            say(one["sentence"])
        if len(newest) > TOLD:
            say(word("detect.more", language, count=len(newest) - TOLD))
        say("")
    for sentence in facts(made, language):
        one_line(sentence)
    if not quiet:
        open_table(made, levels, language)
    for path in written:
        one_line(word("detect.written", language, path=str(path)))
