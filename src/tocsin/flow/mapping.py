"""Mapping: a table that someone brings is looked at, a person's answers make a source of it, and it is taken in."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tocsin.errors import UsageError

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.source import Source
    from tocsin.sources.mapping.questions import Choice, Question
    from tocsin.sources.mapping.showing import ShownColumn
    from tocsin.sources.mapping.sniffing.sample import Sample
    from tocsin.sources.mapping.understanding import Understanding

READ_AS = "sources/read/{reading}.toml"


def look(path: Path, answers: Pairs[str, str], *, name: str = "", sheet: str = "") -> Understanding:
    """What a file says of itself, given what a person answered. Nothing is kept."""
    return understood(sample(path, sheet), answers, name)


def sample(path: Path, sheet: str = "") -> Sample:
    """The first and last rows of a file. Raises `FileRefused` when it cannot be opened."""
    from tocsin.sources.mapping.sniffing.sample import sample_of

    with TemporaryDirectory(prefix="tocsin-") as folder:
        return sample_of(path, Path(folder), sheet)


def understood(seen: Sample, answers: Pairs[str, str], name: str = "") -> Understanding:
    """The same of a sample at hand: a further answer needs no second look at the file."""
    from tocsin.sources.mapping.understanding import understand

    return understand(seen, answers, name)


def first_rows(seen: Understanding, language: str) -> tuple[ShownColumn, ...]:
    """Every column with its first rows, each cell as it stands and as it will be read."""
    from tocsin.sources.mapping.showing import shown

    return shown(seen, language)


def frame_in_words(seen: Sample, found: Understanding, language: str) -> str:
    """Where the table lies in its file, as a sentence."""
    from tocsin.wording import say

    frame = found.frame
    counts = {"titles": len(frame.titles), "header": len(frame.header), "footnotes": len(frame.footnotes)}
    if seen.typed:
        return say("mapping.frame_typed", language, file=seen.file, **counts)
    delimiter = seen.delimiter.replace("\t", "tab")
    return say("mapping.frame", language, file=seen.file, encoding=seen.encoding, delimiter=delimiter, **counts)


def roles() -> tuple[str, ...]:
    """The parts that a person may give a column."""
    from tocsin.sources.mapping.understanding import ROLES

    return ROLES


def figures() -> tuple[tuple[str, str], ...]:
    """Every measure with every unit that its figures may be given in; those that are never combined are left out."""
    from tocsin.sources.mapping.units import units_of
    from tocsin.vocabulary.measures import all_measures

    return tuple((one.id, unit) for one in all_measures() if one.combine != "refuse" for unit in units_of(one.id))


def cells_unread(seen: Understanding) -> tuple[str, ...]:
    """Some cells of the sample that cannot be read, as `column: text`."""
    from tocsin.sources.mapping.showing import unread

    return unread(seen)


def single_facilities(seen: Understanding) -> tuple[str, ...]:
    """The columns that name single houses in which people are cared for."""
    from tocsin.sources.mapping.describing import single_facilities as found

    return found(seen.columns)


def path_of(node: Node, source: Source) -> Path:
    """Where the file of a source of one's own stands in a home."""
    from tocsin.sources.own import FOLDER

    return node.directory / FOLDER / f"{source.name}.toml"


def keep(source: Source, target: Path, language: str = "en", *, again: bool = False) -> Path:
    """Write the file of a source. Raises `UsageError` where one is there: a person may have edited it."""
    from tocsin.sources.mapping.toml import written

    if target.exists() and not again:
        raise UsageError(
            "there is a mapping of this name already",
            wanted="another name, or --replace",
            got=str(target),
            next_step="edit that file, or give --name",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.write_text(written(source, language), encoding="utf-8")
    partial.replace(target)
    return target


def keep_reading(node: Node, source: Source) -> None:
    """Keep how a source of one's own was read: its file may be edited, and a row is traced as it was read first."""
    from tocsin.sources.mapping.adapter import reading_of
    from tocsin.sources.mapping.toml import written

    if source.mapping:
        target = node.directory / READ_AS.format(reading=reading_of(source))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(written(source), encoding="utf-8")


def as_read(node: Node, source: Source, release: str) -> Source:
    """A source as it stood when a release was read from its file."""
    from tocsin.records.correction import first_reading
    from tocsin.sources.mapping.own_file import read_own

    kept = node.directory / READ_AS.format(reading=first_reading(release).rpartition("-")[2])
    return read_own(kept) if source.mapping and kept.is_file() else source


def source_for(node: Node, path: Path) -> str:
    """The one source whose layout a file has: by a mapping of this home, else by an adapter of the catalogue.

    Raises `UsageError` where none or several do.
    """
    from tocsin.sources.mapping.refusing import known_source
    from tocsin.sources.mapping.sniffing.columns import columns_of
    from tocsin.sources.mapping.sniffing.frame import frame_of

    seen = sample(path)
    fitting = own_that_fit(node, path) or [known_source(columns_of(frame_of(seen.rows, seen.last))[0].names)]
    if len(fitting) != 1 or not fitting[0]:
        raise UsageError(
            "it is not clear which source this file belongs to",
            wanted="--source NAME",
            got=", ".join(filter(None, fitting)) or "no layout that is known here",
            next_step="give --source, or run `tocsin map` on the file",
        )
    return fitting[0]


def own_that_fit(node: Node, path: Path) -> list[str]:
    """The sources of this home whose mappings name only columns that a file has."""
    from tocsin.errors import FileRefused
    from tocsin.sources.mapping.fitting import fits

    fitting: list[str] = []
    with TemporaryDirectory(prefix="tocsin-") as folder:
        for source in node.sources:
            try:
                fitting += [source.name] if source.mapping and fits(path, Path(folder), source.mapping) else []
            except FileRefused:
                continue
    return fitting


def asked_in_words(question: Question, language: str) -> str:
    """A question as a sentence."""
    from tocsin.wording import knows, say

    code = f"mapping.ask.{question.code.partition('.')[0]}"
    for about in (f"{code}_sites", f"{code}_column"):
        code = about if question.about and knows(about) else code
    return say(code, language, about=question.about, example=question.example)


def choice_in_words(question: Question, choice: Choice, language: str) -> str:
    """A reading in words, with what the example then means."""
    from tocsin.vocabulary.measures import all_measures
    from tocsin.vocabulary.measures import label as measure_label
    from tocsin.wording import knows, say

    base = question.code.partition(".")[0]
    code = f"mapping.reading.{base}.{choice.value}"
    reading = choice.value
    if knows(code):
        reading = say(code, language)
    elif base == "measure" and choice.value in {one.id for one in all_measures()}:
        reading = measure_label(choice.value, language)
    example = choice.example
    told = say("mapping.reads_as", language, reading=reading, example=example) if example else reading
    return say("mapping.default", language, reading=told) if choice.value == question.default else told


def renamed(source: Source, name: str) -> Source:
    """The same source under the name that a person gave it. Raises `UsageError` for one that no command could take."""
    from tocsin.sources.mapping.own_file import NAME

    if not NAME.fullmatch(name):
        raise UsageError("this cannot be the name of a source", wanted="small letters, digits and hyphens", got=name)
    return replace(source, name=name)
