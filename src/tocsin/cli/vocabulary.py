"""Commands about names: resolve a column, search, review what is unknown, exchange what a node has added."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from tocsin.cli.options import AsOf, Clearance, Home, Json, Language, date_of, home_if_any, home_of, reader_of
from tocsin.cli.output import as_json, remark, say, table

if TYPE_CHECKING:
    from tocsin.vocabulary.rows import Row

Source = Annotated[str, Parameter(help="The source that writes so; empty: anyone.")]
SourceOf = Annotated[str, Parameter(help="Where this is from: a report, a laboratory, a person's judgement.")]
NameKind = Literal[
    "published",
    "laboratory",
    "INN",
    "systematic",
    "synonym",
    "trade",
    "abbreviation",
    "misspelling",
    "truncation",
]


def resolve(
    file: Annotated[Path, Parameter(help="A table: CSV, a spreadsheet, a packed file or Parquet.")],
    *,
    column: Annotated[str, Parameter(help="The column with the names or texts.")],
    source: Source = "",
    source_column: Annotated[str | None, Parameter(help="A column that says which source each row is from.")] = None,
    format: Annotated[Literal["csv", "parquet", "json"], Parameter(help="json: one object a line.")] = "csv",
    output: Annotated[Path | None, Parameter(name=["--output", "-o"], help="A file; else standard output.")] = None,
    home: Home = None,
) -> int:
    """Say what each text of a column stands for: ids, kind, how it was reached, and what was left over.

    The table is written again with four columns behind its own. Every row stays, in its order. Inside a node's home
    the node's own names count too.

    Example: `tocsin vocabulary resolve results.csv --column analyte --source unc-drugchecking --format csv`
    """
    from tocsin.errors import UsageError
    from tocsin.flow.resolving import knows, resolved
    from tocsin.flow.writing import write

    if source and source_column:
        raise UsageError(
            "the source is one for all rows, or in a column",
            got="both",
            next_step="leave out --source or --source-column",
        )
    home_if_any(home)
    made = resolved(file, column, source=source, source_column=source_column)
    if source and not knows(source):
        remark(f"No name is known of source {source} alone: its texts are read as anyone's.")
    write(made, format, output)
    unknown = made["kind"].to_pylist().count("unknown")
    if unknown:
        remark(f"{unknown:,} of {made.num_rows:,} rows are not in the vocabulary. What is not sure is not answered.")
    return 0


def search(
    *words: Annotated[str, Parameter(help="Words of a name, a label, an id, a CAS number, a UNII or an InChIKey.")],
    limit: Annotated[int, Parameter(help="Most substances shown.", validator=Number(gte=0))] = 20,
    home: Home = None,
    language: Language = "en",
    json: Json = False,
) -> int:
    """Find substances by any of their names or numbers, the closest first.

    A word of the supply stands for no one substance: it comes apart, before the others, with what it may stand for.

    Example: `tocsin vocabulary search xilacina`
    """
    from tocsin.errors import UsageError
    from tocsin.vocabulary.searching import BY_TERM, terms
    from tocsin.vocabulary.searching import search as find
    from tocsin.vocabulary.substances import class_label, label, substance
    from tocsin.wording import say as words_of

    home_if_any(home)
    asked = " ".join(words).strip()
    if not asked:
        raise UsageError("nothing is searched for", wanted="a name, a word of one, or a number", next_step="give one")
    found = find(asked)
    if json:
        as_json(found[:limit])
        return 0 if found else 1
    if not found:
        say(words_of("vocabulary.nothing", language))
        return 1
    words_of_supply = terms(asked)[:limit]
    if words_of_supply:
        say(words_of("vocabulary.terms_apart", language))
        columns = ("word of the supply", "may stand for", "region", "since", "until", "source")
        table(columns, [(r["term"], r["stands_for"], *(r[name] for name in columns[2:])) for r in words_of_supply])
    named = [one for one in found if one.how != BY_TERM][:limit]
    if named or not words_of_supply:
        table(
            ("id", "name", "class", "found by"),
            [(o.id, label(o.id, language), class_label(substance(o.id).drug_class, language), o.by) for o in named],
        )
    return 0


def review(
    *,
    source: Annotated[str | None, Parameter(help="Only this source.")] = None,
    limit: Annotated[int, Parameter(help="Most names shown.", validator=Number(gte=0))] = 50,
    as_of: AsOf = None,
    clearance: Clearance = "clear",
    home: Home = None,
    json: Json = False,
) -> int:
    """List the names that the vocabulary does not have, the heaviest first, with what they look like.

    A proposal is only alike. Whether it is the same substance is for a person to say, with `accept` or `set-aside`.

    Example: `tocsin vocabulary review --limit 20`
    """
    from tocsin.flow.unknowns import unknown_names

    found, whole = unknown_names(
        home_of(home), source=source, most=limit, as_of=date_of(as_of), reader=reader_of(clearance)
    )
    if json:
        as_json(found)
        return 0
    table(
        ("name", "source", "figures", "first", "last", "looks like (alike of 100)"),
        [
            (o.name, o.source, o.figures, o.first, o.last, ", ".join(f"{p.name} ({p.alike:.0f})" for p in o.proposals))
            for o in found
        ],
        right=("figures",),
    )
    say(f"{len(found):,} of {whole:,} unknown names.")
    return 0


def accept(
    name: Annotated[str, Parameter(help="The name as it is written.")],
    substance: Annotated[str, Parameter(help="The id of the substance it stands for.")],
    *,
    because: SourceOf,
    kind: Annotated[NameKind, Parameter(help="What kind of name it is.")] = "published",
    name_language: Annotated[Literal["en", "fr", "es"], Parameter(help="The language of the name.")] = "en",
    source: Source = "",
    home: Home = None,
    json: Json = False,
) -> int:
    """Say that a name stands for a substance: one row in this node's vocabulary, used from now on.

    Refused when the name is another substance's already. The store keeps names as published, so what came before is
    read anew as well.

    Example: `tocsin vocabulary accept xyalzine xylazine --kind misspelling --source ct-deaths --because "read in its row"`
    """
    from tocsin.sources.catalogue import source as named

    if source:
        named(source, home_of(home).sources)
    row = {"name": name, "substance": substance, "language": name_language, "kind": kind, "scope": source}
    return _added(home, "names", row | {"source": because}, json)


def set_aside(
    word: Annotated[str, Parameter(help="The word or phrase as it is written.")],
    *,
    because: SourceOf,
    kind: Annotated[
        Literal["between", "denial", "form", "condition", "circumstance", "sample"],
        Parameter(help="sample: a whole cell such as `nothing found`; the others: one word of a text."),
    ] = "sample",
    word_language: Annotated[Literal["en", "fr", "es"], Parameter(help="The language of the word.")] = "en",
    home: Home = None,
    json: Json = False,
) -> int:
    """Say that a word or phrase names no substance: one row in this node's vocabulary.

    Example: `tocsin vocabulary set-aside "sample lost" --because "told by the laboratory"`
    """
    return _added(home, "words", {"word": word, "language": word_language, "kind": kind, "source": because}, json)


def _added(home: Path | None, name: str, row: Row, json: bool) -> int:
    from tocsin.errors import BadValue, UsageError
    from tocsin.flow.unknowns import own_vocabulary
    from tocsin.vocabulary.additions import add

    if not any(letter.isalnum() for letter in row["source"]):
        raise UsageError("a row says where it is from", got=row["source"], next_step="give the reason with --because")
    folder = own_vocabulary(home_of(home))
    try:
        whole = add(folder, name, row)
    except BadValue as error:
        got = error.got if error.got in row.values() else _cells(row)
        raise UsageError(error.what, wanted=error.wanted, got=got, next_step=error.next_step) from error
    if json:
        as_json({"file": folder / f"{name}.csv", "row": whole})
        return 0
    say(f"{folder / name}.csv: {_cells(whole)}")
    return 0


def _cells(row: Row) -> str:
    return ", ".join(cell for cell in row.values() if cell)


def pack(
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="The file to write.")],
    home: Home = None,
) -> int:
    """Write the rows that this node has added as one file for a neighbour.

    Example: `tocsin vocabulary pack -o our-names.json`
    """
    from tocsin.flow.unknowns import own_vocabulary
    from tocsin.vocabulary.additions import own_rows
    from tocsin.vocabulary.additions import pack as packed

    node = home_of(home)
    folder = own_vocabulary(node)
    output.write_text(packed(folder, node.settings.get("name", "")) + "\n", encoding="utf-8")
    say(f"{output}: {sum(map(len, own_rows(folder).values())):,} rows.")
    return 0


def merge(
    file: Annotated[Path, Parameter(help="A pack that a neighbour has written.")],
    *,
    home: Home = None,
    json: Json = False,
) -> int:
    """Take in a neighbour's rows: each is taken, known already, or refused with the reason.

    Example: `tocsin vocabulary merge their-names.json`
    """
    from tocsin.flow.unknowns import own_vocabulary
    from tocsin.vocabulary.additions import merge as merged

    done = merged(own_vocabulary(home_of(home)), _pack_of(file))
    if json:
        as_json(done)
        return 1 if done.refused else 0
    say(f"{done.taken:,} rows taken, {done.known:,} known already, {len(done.refused):,} refused.")
    if done.refused:
        table(
            ("table", "row", "why"),
            [(name, _cells(row), why) for name, row, why in done.refused],
        )
    return 1 if done.refused else 0


def _pack_of(file: Path) -> str:
    """The text of a pack, its size looked at before it is read."""
    from tocsin.errors import FileRefused
    from tocsin.vocabulary.additions import MOST_BYTES

    size = file.stat().st_size
    if size > MOST_BYTES:
        raise FileRefused(
            "this pack is too large", wanted=f"{MOST_BYTES:,} bytes at most", got=f"{size:,}", next_step="ask for less"
        )
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused("this is no text in UTF-8", got=str(file), next_step="ask for the file again") from error
