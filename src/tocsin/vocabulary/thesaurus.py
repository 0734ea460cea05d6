"""The thesaurus: the vocabulary in SKOS, the W3C's form for thesauri, written as Turtle.

Classes, groups and substances are concepts, the narrower below the broader. A term of the supply is a collection of
the substances that it may stand for: it names none of them. Addresses of registers are named and never asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tocsin.vocabulary import exporting, version
from tocsin.vocabulary.about import About, all_about
from tocsin.vocabulary.promises import LANGUAGES
from tocsin.vocabulary.rows import Row, rows
from tocsin.vocabulary.substances import substance, term_id

PREFIXES = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix tocsin: <urn:tocsin:vocabulary:> .
"""
SCHEME = "<urn:tocsin:vocabulary>"
TITLES = {"en": "Vocabulary of drugs", "fr": "Vocabulaire des drogues", "es": "Vocabulario de drogas"}
NOTE = "A term of the supply stands for no one substance: what it holds differs by place and time."
REGISTERS = {
    "unii": "https://identifiers.org/unii:",
    "cas": "https://identifiers.org/cas:",
    "pubchem": "https://identifiers.org/pubchem.compound:",
    "inchikey": "https://identifiers.org/inchikey:",
}
SIGNS = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
Triple = tuple[str, str]  # what is said of a subject: predicate, object
Labels = dict[tuple[str, str], set[str]]


def turtle() -> str:
    """The whole thesaurus as one Turtle text."""
    taken, numbers = _preferred(), _shared_numbers()
    subjects = [_scheme(), *map(_class, rows("classes"))]
    subjects += [_concept(one, taken, numbers) for one in all_about()]
    return PREFIXES + "\n" + "\n".join([*subjects, *_collections()])


def literal(text: str, language: str = "", datatype: str = "") -> str:
    """A Turtle literal, its signs escaped."""
    tail = f"@{language}" if language else f"^^tocsin:{datatype}" if datatype else ""
    return f'"{text.translate(SIGNS)}"{tail}'


def urn(kind: str, identity: str) -> str:
    """The subject of a concept: `<urn:tocsin:substance:fentanyl>`."""
    return f"<urn:tocsin:{kind}:{_percent(identity)}>"


def _percent(text: str) -> str:
    """What may not stand in an address, as percent signs and hex digits."""
    plain = (
        char if char.isascii() and (char.isalnum() or char in "-._~") else "".join(f"%{b:02X}" for b in char.encode())
        for char in text
    )
    return "".join(plain)


def _block(subject: str, kind: str, said: Iterable[Triple]) -> str:
    lines = [f"{subject} a {kind}", *(f"    {predicate} {value}" for predicate, value in dict.fromkeys(said))]
    return " ;\n".join(lines) + " .\n"


def _scheme() -> str:
    said = [("dcterms:title", literal(text, language)) for language, text in TITLES.items()]
    said += [
        ("owl:versionInfo", literal(version())),
        ("dcterms:license", "<https://www.apache.org/licenses/LICENSE-2.0>"),
        *(("dcterms:source", literal(source)) for source in exporting.sources()),
        *(("skos:hasTopConcept", urn("class", row["id"])) for row in rows("classes") if not row["within"]),
    ]
    return _block(SCHEME, "skos:ConceptScheme", said)


def _labels(row: Row) -> list[Triple]:
    return [("skos:prefLabel", literal(row[f"label_{language}"], language)) for language in LANGUAGES]


def _class(row: Row) -> str:
    above = ("skos:broader", urn("class", row["within"])) if row["within"] else ("skos:topConceptOf", SCHEME)
    said = [("skos:inScheme", SCHEME), *_labels(row), above, ("dcterms:source", literal(row["source"]))]
    return _block(urn("class", row["id"]), "skos:Concept", said)


def _concept(one: About, taken: Labels, numbers: Counter[str]) -> str:
    subject = one.substance
    labels = {"en": subject.label_en, "fr": subject.label_fr, "es": subject.label_es}
    said: list[Triple] = [("skos:inScheme", SCHEME)]
    said += [("skos:prefLabel", literal(text, language)) for language, text in labels.items()]
    said += _names(one, taken)
    said += [("skos:broader", urn("class", subject.drug_class))]
    said += [("skos:broader", urn("substance", group)) for group in _groups(one)]
    said += _numbers(one.numbers, numbers)
    said += [("tocsin:kind", literal(subject.kind)), ("tocsin:harm", literal(subject.harm))]
    said += [("tocsin:line", urn("substance", subject.group))] if subject.group != subject.id else []
    said += [("tocsin:schedule", literal(exporting.schedule_words(row))) for row in one.schedules]
    said += [("tocsin:marker", urn("substance", row["marker"])) for row in one.markers if row["marker"] != subject.id]
    said += [("dcterms:source", literal(one.source))]
    return _block(urn("substance", subject.id), "skos:Concept", said)


def _names(one: About, taken: Labels) -> Iterator[Triple]:
    """Names that hold everywhere: good ones as altLabel, misspellings as hiddenLabel. None is another's prefLabel, nor a term."""
    shown: set[tuple[str, str]] = set()
    misspelled = (row for row in one.misspelled if not row["scope"])
    for predicate, some in (("skos:altLabel", one.names), ("skos:hiddenLabel", misspelled)):
        for row in some:
            key = (row["language"], row["name"].casefold())
            if not taken.get(key) and key not in shown:
                shown.add(key)
                yield predicate, literal(row["name"], row["language"])


def _groups(one: About) -> list[str]:
    """The groups above: those of the table of groups, and the group whose line it joins."""
    line = one.substance.group
    joined = [line] if line != one.substance.id and substance(line).kind == "group" else []
    known = [row["group"] for row in one.groups if substance(row["group"]).kind == "group"]
    return list(dict.fromkeys([*known, *joined]))


def _numbers(row: Row, shared: Counter[str]) -> Iterator[Triple]:
    """Numbers of registers as notations, each with its datatype, and as the register's own address of the same thing."""
    for name, address in REGISTERS.items():
        number = row.get(name, "")
        if number:
            match = "skos:exactMatch" if shared[f"{name}:{number}"] == 1 else "skos:closeMatch"
            yield "skos:notation", literal(number, datatype=name)
            yield match, f"<{address}{_percent(number)}>"


def _collections() -> Iterator[str]:
    """One collection for each term of the supply, with the substances that it may stand for."""
    terms: dict[str, list[Row]] = {}
    for row in rows("supply_terms"):
        terms.setdefault(term_id(row["term"]), []).append(row)
    for identity, some in terms.items():
        said = [("skos:prefLabel", literal(text, language)) for language, text in _worded(some).items()]
        said += [("skos:note", literal(NOTE, "en"))]
        said += [("skos:member", urn("substance", one)) for row in some for one in row["stands_for"].split(";")]
        said += [("dcterms:source", literal(row["source"])) for row in some]
        yield _block(urn("supply-term", identity.removeprefix("term:")), "skos:Collection", said)


def _worded(some: list[Row]) -> dict[str, str]:
    return {row["language"]: row["term"] for row in reversed(some)}


def _preferred() -> Labels:
    """Who has a text as its label or is called so in the supply, by language and text."""
    taken: Labels = {}
    for table in ("classes", "substances"):
        for row in rows(table):
            for language in LANGUAGES:
                taken.setdefault((language, row[f"label_{language}"].casefold()), set()).add(row["id"])
    for row in rows("supply_terms"):
        for language in LANGUAGES:  # a term of the supply is a name in no language
            taken.setdefault((language, row["term"].casefold()), set()).add(term_id(row["term"]))
    return taken


def _shared_numbers() -> Counter[str]:
    return Counter(f"{name}:{row[name]}" for row in rows("identifiers") for name in REGISTERS if row[name])
