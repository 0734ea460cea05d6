"""The vocabulary for other programs: one flat table, one document, one thesaurus."""

from __future__ import annotations

import csv
import io
import json
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, URIRef

from tocsin.cli.application import run
from tocsin.vocabulary import exporting, rows, thesaurus, version

LANGUAGES = ("en", "fr", "es")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(data=thesaurus.turtle(), format="turtle")


def concepts(graph: Graph) -> set[URIRef]:
    return {one for one in graph.subjects(RDF.type, SKOS.Concept) if isinstance(one, URIRef)}


def test_every_substance_is_one_row_of_the_flat_table() -> None:
    table = exporting.flat()
    assert table["id"].to_pylist() == [row["id"] for row in rows.rows("substances")]
    assert tuple(table.column_names) == exporting.COLUMNS
    labels = {row["id"]: row["label_fr"] for row in rows.rows("substances")}
    assert dict(zip(table["id"].to_pylist(), table["label_fr"].to_pylist(), strict=True)) == labels


def test_a_row_carries_its_numbers_and_the_classes_above_its_own() -> None:
    (row,) = [row for row in exporting.flat().to_pylist() if row["id"] == "fentanyl"]
    assert (row["class"], row["classes_above"], row["harm"]) == ("fentanyls", "opiates", "critical")
    assert (row["unii"], row["cas"]) == ("UF599785JZ", "437-38-7")
    assert row["inchikey"].startswith(row["connectivity"] + "-")


def test_a_list_that_names_a_family_is_told_apart_from_one_that_names_the_substance() -> None:
    given = {row["id"]: row for row in exporting.flat().to_pylist()}
    assert given["bromazolam"]["schedules_of_families"] == "CA Schedule IV"
    assert "CA" not in given["bromazolam"]["schedules"]
    assert given["fentanyl"]["schedules_of_families"] == ""


def test_a_word_of_the_supply_is_marked_in_what_the_search_finds(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["vocabulary", "search", "benzodope", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found and all(one["how"] == "supply_term" and one["term"]["source"] for one in found)
    assert run(["vocabulary", "search", "437-38-7", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"id": "fentanyl", "by": "437-38-7", "how": "number", "term": None}]


def test_no_misspelling_and_no_word_of_one_source_is_among_the_names() -> None:
    given = {row["id"]: set(row["names"].split("|")) for row in exporting.flat().to_pylist()}
    everywhere = {(r["name"], r["substance"]) for t in ("names", "unii_names") for r in rows.rows(t) if not r["scope"]}
    kept_apart = [row for row in rows.rows("names") if row["scope"] or row["kind"] == "misspelling"]
    shown = [row for row in kept_apart if row["name"] in given[row["substance"]]]
    assert [row for row in shown if (row["name"], row["substance"]) not in everywhere] == []


def test_the_document_says_what_it_is_and_holds_every_name_of_every_substance() -> None:
    document = json.loads(json.dumps(exporting.document()))
    told = document["metadata"]
    assert (told["version"], told["licence"]) == (version(), "Apache-2.0")
    assert told["sources"] == sorted(set(told["sources"]), key=str.casefold)
    assert len(document["substances"]) == len(rows.rows("substances"))
    held = {(one["id"], name["name"]) for one in document["substances"] for name in one["names"]}
    held |= {(one["id"], label) for one in document["substances"] for label in one["labels"].values()}
    named = {(row["substance"], row["name"]) for table in ("names", "unii_names") for row in rows.rows(table)}
    assert named - held == set()


def test_every_concept_has_one_preferred_label_in_each_language(graph: Graph) -> None:
    for one in concepts(graph):
        assert Counter(label.language for label in graph.objects(one, SKOS.prefLabel)) == dict.fromkeys(LANGUAGES, 1)


def test_every_class_and_every_substance_is_a_concept(graph: Graph) -> None:
    assert len(concepts(graph)) == len(rows.rows("substances")) + len(rows.rows("classes"))
    assert len(set(graph.subjects(RDF.type, SKOS.ConceptScheme))) == 1


def test_broader_leads_upwards_and_never_in_a_circle(graph: Graph) -> None:
    above = {one: set(graph.objects(one, SKOS.broader)) for one in concepts(graph)}
    assert {upper for some in above.values() for upper in some} <= set(above)
    settled: set[URIRef] = set()
    while remaining := [one for one in above if one not in settled]:
        reached = {one for one in remaining if above[one] <= settled}
        assert reached, f"in a circle: {remaining[:5]}"
        settled |= reached


def test_no_other_name_is_the_label_of_another_concept(graph: Graph) -> None:
    owners = defaultdict(set)
    everyone = concepts(graph)
    for one, label in graph.subject_objects(SKOS.prefLabel):
        assert one in everyone or (one, RDF.type, SKOS.Collection) in graph
        owners[label.language, str(label).casefold()].add(one)
    for predicate in (SKOS.altLabel, SKOS.hiddenLabel):
        clashing = [o for s, o in graph.subject_objects(predicate) if owners[o.language, str(o).casefold()] - {s}]
        assert clashing == []


def test_a_word_of_the_supply_is_a_collection_and_never_a_name(graph: Graph) -> None:
    terms = {row["term"].casefold() for row in rows.rows("supply_terms")}
    collections = set(graph.subjects(RDF.type, SKOS.Collection))
    assert {str(label).casefold() for one in collections for label in graph.objects(one, SKOS.prefLabel)} <= terms
    assert all(list(graph.objects(one, SKOS.note)) and list(graph.objects(one, SKOS.member)) for one in collections)
    named = {str(label).casefold() for _, label in graph.subject_objects(SKOS.altLabel)}
    assert named & terms == set()


def test_a_number_of_a_register_is_told_with_its_datatype_and_its_address(graph: Graph) -> None:
    fentanyl = URIRef("urn:tocsin:substance:fentanyl")
    notations = {(str(n.datatype), str(n)) for n in graph.objects(fentanyl, SKOS.notation)}
    assert ("urn:tocsin:vocabulary:unii", "UF599785JZ") in notations
    assert URIRef("https://identifiers.org/cas:437-38-7") in set(graph.objects(fentanyl, SKOS.exactMatch))


def test_signs_in_a_text_are_escaped_and_come_back_as_they_were() -> None:
    hostile = 'a "b" \\ c\n\té'
    said = f"<urn:x> <urn:y> {thesaurus.literal(hostile, 'en')} ."
    assert [str(o) for o in Graph().parse(data=said, format="turtle").objects()] == [hostile]
    assert thesaurus.urn("substance", 'a> "b') == "<urn:tocsin:substance:a%3E%20%22b>"


def test_all_three_are_made_in_less_than_two_seconds_of_work() -> None:
    started = time.process_time()
    exporting.flat()
    json.dumps(exporting.document())
    thesaurus.turtle()
    assert time.process_time() - started < 2


def test_the_command_writes_each_form_and_each_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOCSIN_HOME", raising=False)
    for form in ("csv", "json", "skos"):
        assert run(["vocabulary", "export", "--format", form, "-o", f"made.{form}"]) == 0
    table = list(csv.DictReader(io.StringIO((tmp_path / "made.csv").read_text(encoding="utf-8"))))
    assert len(table) == len(rows.rows("substances"))
    assert json.loads((tmp_path / "made.json").read_text(encoding="utf-8"))["metadata"]["version"] == version()
    assert (tmp_path / "made.skos").read_text(encoding="utf-8").startswith("@prefix skos:")
    assert run(["vocabulary", "export", "--table", "names", "-o", "names.csv"]) == 0
    names = list(csv.DictReader(io.StringIO((tmp_path / "names.csv").read_text(encoding="utf-8"))))
    assert len(names) == len(rows.rows("names"))
    assert run(["vocabulary", "export", "--table", "nothing"]) == 2
    assert run(["vocabulary", "export", "--table", "names", "--format", "json"]) == 2
