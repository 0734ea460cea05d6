"""Supply terms, schedules and markers keep these promises, row by row."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tocsin.vocabulary.reading import answer
from tocsin.vocabulary.reading.lexicon import NEVER, TABLES_OF_NAMES
from tocsin.vocabulary.reading.spelling import normalised, squeezed
from tocsin.vocabulary.rows import rows
from tocsin.vocabulary.substances import all_substances

TABLES = ("supply_terms", "schedules", "markers")
IDS = {"supply_terms": ("stands_for",), "schedules": ("substance",), "markers": ("substance", "marker")}
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
FORMS = {
    "US": re.compile(r"I|II|III|IV|V"),
    "CA": re.compile(r"Schedule (I|II|III|IV|V|VI)"),
    "UN": re.compile(r"1961 (I|II|III|IV)|1971 (I|II|III|IV)|1988 Table (I|II)"),
    "MX": re.compile(r"234|237|245-(I|II|III|IV|V)"),
}
ALSO_NAMES = {"crack", "ecstasy", "molly"}  # names in some sources; elsewhere what many things are sold as
IN_SENTENCES = (
    "black ice on the road",
    "driving at high speed",
    "pulled a weed",
    "fell over a pot",
    "acid reflux disease",
    "fell down the stairs",
    "crack in the wall",
)


@pytest.mark.parametrize("table", TABLES)
def test_every_id_is_a_substance_of_the_vocabulary(table: str) -> None:
    known = {one.id for one in all_substances()}
    said = {one for row in rows(table) for column in IDS[table] for one in row[column].split(";")}
    assert said - known == set()


@pytest.mark.parametrize("table", TABLES)
def test_no_row_says_how_a_drug_is_made_or_taken(table: str) -> None:
    assert [cell for row in rows(table) for cell in row.values() if NEVER.search(cell)] == []


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_its_source_and_stands_once(table: str) -> None:
    assert [row for row in rows(table) if not row["source"]] == []
    assert [row for row, times in Counter(tuple(row.values()) for row in rows(table)).items() if times > 1] == []


@pytest.mark.parametrize("table", ["supply_terms", "schedules"])
def test_dates_are_iso_and_in_order(table: str) -> None:
    for row in rows(table):
        assert all(DATE.fullmatch(row[end]) for end in ("since", "until") if row[end]), row
        assert not (row["since"] and row["until"]) or row["since"] <= row["until"], row


def test_no_term_of_the_supply_is_a_name() -> None:
    names = [row["name"] for table in TABLES_OF_NAMES for row in rows(table)]
    names += [label for one in all_substances() for label in (one.id, one.label_en, one.label_fr, one.label_es)]
    taken = {spelled for name in names for spelled in (normalised(name), squeezed(name))} - ALSO_NAMES
    terms = [row["term"] for row in rows("supply_terms")]
    assert [term for term in terms if {normalised(term), squeezed(term)} & taken] == []


def test_a_term_stands_once_in_a_language() -> None:
    terms = Counter((normalised(row["term"]), row["language"]) for row in rows("supply_terms"))
    assert [term for term, times in terms.items() if times > 1] == []
    assert {row["language"] for row in rows("supply_terms")} <= {"en", "fr", "es"}


def test_a_term_means_the_same_in_every_language_it_is_said_in() -> None:
    told: dict[str, set[frozenset[str]]] = {}
    for row in rows("supply_terms"):
        told.setdefault(normalised(row["term"]), set()).add(frozenset(row["stands_for"].split(";")))
    assert [term for term, meant in told.items() if len(meant) > 1] == []


def test_schedules_are_of_the_lists_of_their_jurisdiction() -> None:
    wrong = [row for row in rows("schedules") if not FORMS[row["jurisdiction"]].fullmatch(row["schedule"])]
    assert wrong == []


def test_fractions_are_between_nothing_and_all_and_in_order() -> None:
    for row in rows("markers"):
        figures = [row[column] for column in ("low", "excreted", "high")]
        if any(figures):
            low, excreted, high = map(float, figures)
            assert 0 < low <= excreted <= high < 1, row
        else:
            assert row["evidence"] == "known pair", row


def test_matrices_and_evidence_of_markers_are_of_the_lists() -> None:
    assert {row["matrix"] for row in rows("markers")} <= {"wastewater", "urine", "blood"}
    assert {row["evidence"] for row in rows("markers")} <= {"verified", "recalled", "known pair"}


@pytest.mark.parametrize("term", ["ice", "speed", "weed", "pot", "acid", "crack", "molly", "ecstasy", "tranq dope"])
def test_a_whole_cell_that_is_a_term_answers_with_what_it_stands_for(term: str) -> None:
    read = answer(term)
    assert read.kind == "supply_term"
    assert read.ids
    assert read.terms


@pytest.mark.parametrize("sentence", IN_SENTENCES)
def test_a_term_is_never_read_inside_a_sentence(sentence: str) -> None:
    assert answer(sentence, "ct-deaths").ids == ()
