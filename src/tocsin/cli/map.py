"""`tocsin map`: a table of one's own, understood, and the file that the next `ingest` needs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from tocsin.cli.options import Home, Json, Language, home_of
from tocsin.cli.output import as_json, say, table

if TYPE_CHECKING:
    from tocsin.sources.mapping.questions import Question
    from tocsin.sources.mapping.sniffing.sample import Sample
    from tocsin.sources.mapping.understanding import Understanding

SHOWN = 3  # rows
Answers = Annotated[
    tuple[str, ...],
    Parameter(name="--answer", negative="", help="CODE=READING, as the questions tell; may be given often."),
]


def map_file(
    file: Annotated[Path, Parameter(help="The table: CSV, text, XLSX, ODS or Parquet, packed or not.")],
    *,
    name: Annotated[str, Parameter(help="What the source is called; else the file's own name.")] = "",
    sheet: Annotated[str, Parameter(help="Sheet of a workbook; else the one with the most cells.")] = "",
    answer: Answers = (),
    yes: Annotated[
        bool, Parameter(name="--yes", negative="", help="Take the reading marked * wherever two are possible.")
    ] = False,
    out: Annotated[Path | None, Parameter(help="Write the mapping here instead of into the home.")] = None,
    replace: Annotated[bool, Parameter(negative="", help="Write over a mapping that is there.")] = False,
    home: Home = None,
    json: Json = False,
    language: Language = "en",
) -> int:
    """Say what a CSV, XLSX or Parquet file was understood to hold, ask what only a person can say, and write the mapping.

    The file itself is not taken in: look the mapping over, then `tocsin ingest FILE --source NAME`.
    Example: `tocsin map seizures.csv --name border-seizures --answer date_order=day_dmy`
    """
    from tocsin.flow import mapping

    seen, answers = mapping.sample(file, sheet), _pairs(answer)
    understood = mapping.understood(seen, answers, name)
    if not json:
        _print(seen, understood, language)
    while left := [one for one in understood.open if not (yes and one.default)]:
        if json or not sys.stdin.isatty():
            return _left_open(left, language, json=json)
        question = left[0]
        answers[question.code] = _asked(question, language)
        understood = mapping.understood(seen, answers, name)
    source = mapping.renamed(understood.source, name or understood.source.name)
    node = None if out else home_of(home)
    target = mapping.keep(
        source, out or mapping.path_of(node, source) if node else out or Path(), language, again=replace
    )
    _told(understood, source.name, file, target, language, json=json)
    return 0


def _pairs(answers: tuple[str, ...]) -> dict[str, str]:
    from tocsin.errors import UsageError

    for one in answers:
        if "=" not in one:
            raise UsageError("an answer is a code and a reading", wanted="CODE=READING", got=one)
    return {code.strip(): reading.strip() for code, _, reading in (one.partition("=") for one in answers)}


def _print(seen: Sample, understood: Understanding, language: str) -> None:
    from tocsin.flow.mapping import cells_unread, first_rows, frame_in_words
    from tocsin.wording import say as word

    say(frame_in_words(seen, understood, language) + "\n")
    rows = [
        (one.name, word(f"mapping.role.{one.role}", language), one.how, *(_cell(*cell) for cell in one.cells))
        for one in first_rows(understood, language)
    ]
    heads = [word(f"mapping.{head}", language) for head in ("column", "role", "how")]
    table(
        (*heads, *(word("mapping.row", language, number=n + 1) for n in range(SHOWN))),
        [_padded(row, 3 + SHOWN) for row in rows],
    )
    bad = cells_unread(understood)
    if bad:
        say(word("mapping.unread", language, cells="; ".join(bad)) + "\n")


def _cell(raw: str, read: str) -> str:
    return raw if raw == read or not raw else f"{raw} → {read or '?'}"


def _padded(row: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*row, *[""] * (width - len(row)))


def _asked(question: Question, language: str) -> str:
    """One question at the terminal; an empty line takes the reading marked *."""
    from tocsin.flow.mapping import asked_in_words, choice_in_words

    say(asked_in_words(question, language))
    for number, choice in enumerate(question.choices, 1):
        say(f"  {number}  {choice_in_words(question, choice, language)}")
    given = input("> ").strip()
    if given.isdecimal() and 0 < int(given) <= len(question.choices):
        return question.choices[int(given) - 1].value
    return given or question.default or _asked(question, language)


def _left_open(left: list[Question], language: str, *, json: bool) -> int:
    """Print the questions, and how to answer them in words of the command."""
    from tocsin.flow.mapping import asked_in_words, choice_in_words
    from tocsin.wording import say as word

    if json:
        as_json({"questions": [_document(question, language) for question in left]})
        return 2
    for question in left:
        say(asked_in_words(question, language))
        for choice in question.choices:
            say(f"  --answer {question.code}={choice.value}".ljust(40) + choice_in_words(question, choice, language))
    say(word("mapping.answer_with", language, option="--answer CODE=READING"))
    return 2


def _document(question: Question, language: str) -> dict[str, Any]:
    from tocsin.flow.mapping import asked_in_words, choice_in_words

    return {
        "code": question.code,
        "question": asked_in_words(question, language),
        "default": question.default,
        "readings": {one.value: choice_in_words(question, one, language) for one in question.choices},
    }


def _told(understood: Understanding, name: str, file: Path, target: Path, language: str, *, json: bool) -> None:
    from tocsin.flow.mapping import single_facilities
    from tocsin.records.mark import Mark
    from tocsin.wording import say as word

    command = f"tocsin ingest {file} --source {name}"
    if json:
        as_json({"source": name, "written": target, "next": command, "mapping": understood.mapping})
        return
    say(word("mapping.written", language, path=str(target)))
    if understood.source.mark is not Mark.CLEAR:
        say(word("mapping.mark_note", language, mark=understood.source.mark.value))
    if houses := single_facilities(understood):
        say(word("mapping.facilities", language, columns=", ".join(houses)))
    say(word("mapping.next", language, command=command))
