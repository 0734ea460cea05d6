"""Exporting: the whole vocabulary for other programs, as one flat table and as one document.

The thesaurus form (SKOS) is in `thesaurus`. All three hold the project's rows and those that the node has added; the
version says which they were.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tocsin.errors import UsageError
from tocsin.vocabulary import version
from tocsin.vocabulary.about import About, all_about
from tocsin.vocabulary.rows import FILES, Row, columns, rows

TITLE = "Tocsin: a vocabulary of drugs"
LICENCE = "Apache-2.0"
USED = ("substances", "identifiers", "names", "unii_names", "groups", "classes", "markers", "supply_terms", "schedules")
NUMBERS = ("unii", "inchikey", "connectivity", "cas", "pubchem", "formula", "mass", "smiles")
COLUMNS = (
    "id", "label_en", "label_fr", "label_es", "kind", "class", "classes_above", "group", "harm", *NUMBERS, "names",
    "schedules", "schedules_of_families", "markers", "source",
)  # fmt: skip


def flat() -> pa.Table:
    """One row for each substance, all text. Classes above are joined by `;`, other names by `|`, schedules by `; `."""
    made = [_flat(one) for one in all_about()]
    return pa.table({name: pa.array([row[name] for row in made], pa.string()) for name in COLUMNS})


def table(name: str) -> pa.Table:
    """One table of the vocabulary as it is, all text. Raises `UsageError` for a name that is none of its tables."""
    if name not in FILES:
        raise UsageError("there is no such table", wanted=", ".join(FILES), got=name, next_step="name one of these")
    held = rows(name)
    return pa.table({column: pa.array([row[column] for row in held], pa.string()) for column in columns(name)})


def document() -> dict[str, Any]:
    """Everything about drugs in one nested document: metadata, classes, substances, terms of the supply."""
    return {
        "metadata": metadata(),
        "classes": [_told(row) for row in rows("classes")],
        "substances": [_nested(one) for one in all_about()],
        "supply_terms": [_term(row) for row in rows("supply_terms")],
    }


def metadata() -> dict[str, Any]:
    """What the vocabulary is, which version, under which licence, from which sources, how many rows of each table."""
    return {
        "title": TITLE,
        "version": version(),
        "licence": LICENCE,
        "licence_of": "the compilation; facts are cited from the sources that each row names",
        "languages": ["en", "fr", "es"],
        "sources": sources(),
        "rows": {name: len(rows(name)) for name in USED},
    }


def sources() -> list[str]:
    """Every source that a row of a used table names, once, in order of the alphabet."""
    return sorted({row["source"] for name in USED for row in rows(name)}, key=str.casefold)


def schedule_words(row: Row) -> str:
    """A schedule in one phrase: `US I (since 2018-02-06)`."""
    days = " ".join(f"{name} {row[name]}" for name in ("since", "until") if row[name])
    return f"{row['jurisdiction']} {row['schedule']}" + (f" ({days})" if days else "")


def _flat(one: About) -> Row:
    subject = one.substance
    own = {
        "id": subject.id,
        "label_en": subject.label_en,
        "label_fr": subject.label_fr,
        "label_es": subject.label_es,
        "kind": subject.kind,
        "class": subject.drug_class,
        "classes_above": ";".join(one.classes[1:]),
        "group": subject.group,
        "harm": subject.harm,
        "names": "|".join(dict.fromkeys(row["name"].replace("|", "/") for row in one.names)),
        "schedules": "; ".join(map(schedule_words, one.schedules)),
        "schedules_of_families": "; ".join(map(schedule_words, one.families)),
        "markers": "; ".join(dict.fromkeys(f"{row['marker']} ({row['matrix']})" for row in one.markers)),
        "source": one.source,
    }
    return own | {name: one.numbers.get(name, "") for name in NUMBERS}


def _nested(one: About) -> dict[str, Any]:
    subject = one.substance
    return {
        "id": subject.id,
        "labels": {"en": subject.label_en, "fr": subject.label_fr, "es": subject.label_es},
        "kind": subject.kind,
        "classes": list(one.classes),
        "line": subject.group,
        "harm": subject.harm,
        "source": one.source,
        "identifiers": _told(one.numbers, "substance"),
        "names": [_told(row, "substance") for row in (*one.names, *one.misspelled, *one.local)],
        "groups": [_told(row, "member") for row in one.groups],
        "members": [_told(row, "group") for row in one.members],
        "joined_by": list(one.joining),
        "markers": [_told(row, "substance") for row in one.markers],
        "schedules": [_told(row, "substance") for row in one.schedules],
        "schedules_of_families": [_told(row) for row in one.families],
        "may_be_meant_by": [{"term": row["term"], "language": row["language"]} for row in one.terms],
    }


def _term(row: Row) -> dict[str, Any]:
    return _told(row) | {"stands_for": row["stands_for"].split(";")}


def _told(row: Row, left_out: str = "") -> dict[str, Any]:
    """The cells that say something; the mass as a number."""
    told = {name: cell for name, cell in row.items() if cell and name != left_out}
    return told | ({"mass": float(told["mass"])} if "mass" in told else {})
