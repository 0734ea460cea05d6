"""Names that the vocabulary does not have: they are watched, told to a person by weight, judged, and exchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.made_feeds import counts, lay
from tests.properties import made_releases
from tests.properties import test_ranks_do_not_follow_the_paperwork as laboratory

from tocsin.errors import BadValue, FileRefused
from tocsin.flow.home import Node, init_home
from tocsin.flow.unknowns import own_vocabulary, unknown_names
from tocsin.records.mark import PUBLIC, Mark, Reader
from tocsin.vocabulary import version
from tocsin.vocabulary.additions import add, merge, own_rows, pack
from tocsin.vocabulary.names import resolve
from tocsin.vocabulary.own import add_from
from tocsin.vocabulary.reading import answer

NEW = "Foobarylzene"
PARTNER = Reader(Mark.GREEN)
NAME = {"language": "en", "kind": "misspelling", "scope": "", "source": "read in its row"}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A home of one monthly feed in which two names are not known."""
    made = init_home(tmp_path / "node")
    lay(made, "2021-06-20", counts(("Narcomenudeo", "xylazyne", NEW), range(12)))
    yield made
    add_from(None)


def test_an_unknown_name_that_grows_is_a_line_of_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laboratory, "NAMES", {"Fentanyl": 900, "Carfentanil": 1})
    quiet = laboratory.rows()
    growing = [{**row, "substance_raw": NEW} for row in quiet if row["substance_raw"] == "Carfentanil"]
    lines = laboratory.order(tmp_path, [row for row in quiet if row["substance_raw"] == "Fentanyl"] + growing)
    assert f"unknown:{NEW}" in {subject for subject, _, _ in lines}


def test_unknown_names_are_told_by_weight_with_what_they_look_like(node: Node) -> None:
    found, whole = unknown_names(node)
    assert whole == 2
    assert {one.name: one.figures for one in found} == {"xylazyne": 12, NEW: 12}
    looks = {one.name: [near.substance for near in one.proposals] for one in found}
    assert looks["xylazyne"][0] == "xylazine"
    assert (found[0].first.isoformat(), found[0].last.isoformat()) == ("2020-01-01", "2020-12-31")


def test_an_accepted_name_is_one_row_of_the_node_and_read_at_once(node: Node) -> None:
    folder, before = own_vocabulary(node), version()
    assert resolve("xylazyne", "") == ("unknown:xylazyne",)
    add(folder, "names", {"name": "xylazyne", "substance": "xylazine", **NAME})
    assert resolve("xylazyne", "") == ("xylazine",)
    assert version() != before
    written = (folder / "names.csv").read_text(encoding="utf-8").splitlines()
    assert written[1] == "xylazyne,xylazine,en,misspelling,,read in its row"
    assert {one.name for one in unknown_names(node)[0]} == {NEW}


def test_a_new_substance_can_be_added_and_named(node: Node) -> None:
    labels = {"label_en": "foobarylzene", "label_fr": "foobarylzène", "label_es": "foobarilceno"}
    rest = {"kind": "substance", "drug_class": "nitazenes", "group": "foobarylzene", "harm": "high", "source": "ours"}
    add(own_vocabulary(node), "substances", {"id": "foobarylzene", **labels, **rest})
    assert answer("Foobarilceno").ids == ("foobarylzene",)


@pytest.mark.parametrize(
    ("table", "row", "why"),
    [
        ("names", {"name": "xylazine", "substance": "fentanyl", **NAME}, "this name is xylazine already"),
        ("names", {"name": "xyla zine", "substance": "fentanyl", **NAME}, "this name is xylazine already"),
        ("names", {"name": "qq", "substance": "no-such", **NAME}, "there is no such substance"),
        ("names", {"name": "***", "substance": "fentanyl", **NAME}, "a name has letters or digits"),
        ("names", {"name": "qqq", "substance": "fentanyl", **NAME, "source": ""}, "a row names its source"),
        ("words", {"word": "fentanyl", "language": "en", "kind": "sample", "source": "x"}, "this word is fentanyl"),
        (
            "supply_terms",
            {"term": "qqq", "language": "en", "stands_for": "no-such", "source": "x"},
            "a supply term stands for substances",
        ),
        ("places", {}, "a node adds no rows to this table"),
    ],
)
def test_a_row_that_breaks_a_promise_is_refused_with_the_reason(
    node: Node, table: str, row: dict[str, str], why: str
) -> None:
    with pytest.raises(BadValue, match=why):
        add(own_vocabulary(node), table, row)
    assert not (own_vocabulary(node) / f"{table}.csv").exists()


def test_a_pack_carries_rows_to_a_neighbour_and_every_row_is_accounted_for(node: Node, tmp_path: Path) -> None:
    ours, theirs = own_vocabulary(node), tmp_path / "neighbour"
    add(ours, "names", {"name": "xylazyne", "substance": "xylazine", **NAME})
    add(ours, "words", {"word": "sample lost at sea", "language": "en", "kind": "sample", "source": "x"})
    packed = pack(ours, "ours")
    sent = json.loads(packed)
    sent["rows"]["names"].append({"name": "heroin", "substance": "fentanyl", **NAME})
    add_from(None)
    done = merge(theirs, json.dumps(sent))
    assert (done.taken, done.known, len(done.refused)) == (2, 0, 1)
    assert done.refused[0][2] == "this name is heroin already"
    again = merge(theirs, packed)
    assert (again.taken, again.known, again.refused) == (0, 2, ())
    assert own_rows(theirs) == own_rows(ours)
    assert answer("sample lost at sea").kind == "not_a_substance"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "tocsin-vocabulary-pack"}', "[" * 100_000, '{"kind": 1}'])
def test_what_is_no_pack_is_refused_whole(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileRefused, match="no pack"):
        merge(tmp_path, text)


def test_the_rows_of_one_home_are_not_read_in_another(node: Node, tmp_path: Path) -> None:
    add(own_vocabulary(node), "names", {"name": "xylazyne", "substance": "xylazine", **NAME})
    init_home(tmp_path / "other")
    assert resolve("xylazyne", "") == ("unknown:xylazyne",)


def test_a_name_is_told_with_the_five_texts_that_hold_it_most_often_and_with_all_its_figures(tmp_path: Path) -> None:
    texts = {
        f"{NEW} and {drug}": n
        for n, drug in enumerate(["heroin", "cocaine", "fentanyl", "xylazine", "ketamine", "MDMA"], 1)
    }
    node = init_home(tmp_path / "node")
    lay(node, "2021-06-20", {key: 1.0 for text, n in texts.items() for key in counts((text,), range(n))})
    (found,), whole = unknown_names(node)
    assert (found.name, found.figures, found.share, whole) == (NEW.casefold(), 21, 1, 1)
    assert found.written == tuple(list(texts)[:0:-1])


def test_a_name_of_a_small_catchment_only_is_told_to_no_one_outside(tmp_path: Path) -> None:
    node = init_home(tmp_path / "node")
    sites = {"Foobarylzene": "score/AT013", "Bazoxyltene": "score/AT001"}
    rows = [made_releases.row(0, name, 1.0, place=place, stream="wastewater") for name, place in sites.items()]
    one = made_releases.release("water", 0, rows=len(rows))
    node.lake.append(one, made_releases.reader(rows), made_releases.quarantined("water", 0), made_releases.moment(0))
    names = {reader: {one.name for one in unknown_names(node, reader=reader)[0]} for reader in (PUBLIC, PARTNER)}
    assert names == {PUBLIC: {"Bazoxyltene"}, PARTNER: set(sites)}


def test_the_share_of_a_name_is_of_its_own_source_and_the_heaviest_come_first(node: Node) -> None:
    rows = [made_releases.row(month, "fentanyl", 1.0) for month in (0, 1, 2)]
    rows.append(made_releases.row(0, "bazoxyltene", 1.0))
    one = made_releases.release("other", 0, rows=len(rows))
    node.lake.append(one, made_releases.reader(rows), made_releases.quarantined("other", 0), made_releases.moment(0))
    found, whole = unknown_names(node, most=3)
    assert whole == 3
    assert [(one.source, one.share) for one in found] == [("mx-sesnsp", 1 / 3)] * 2 + [("made-source", 1 / 4)]
