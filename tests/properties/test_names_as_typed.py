"""Reading: what a typist varies changes nothing, and no text is read as more than it says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.vocabulary.reading import answer, answers
from tocsin.vocabulary.reading.answers import KINDS, WAYS
from tocsin.vocabulary.reading.lexicon import words
from tocsin.vocabulary.substances import UNKNOWN, Substance, all_substances, substance

SINGLE = [one for one in all_substances() if one.kind == "substance" and one.drug_class not in ("not-drugs", "unknown")]
# Labels that are whole words of their own: water and calcium count only where they stand alone.
LONG = [
    one
    for one in SINGLE
    if len(one.label_en) > 5
    and one.label_en.replace(" ", "").isalpha()
    and not set(one.label_en.split()) & set(words())
]
names = st.sampled_from(SINGLE)
plain_names = st.sampled_from(LONG)


@given(names, st.sampled_from(["label_en", "label_fr", "label_es"]), st.integers(0, 3))
def test_case_and_dashes_do_not_matter(one: Substance, language: str, way: int) -> None:
    label = getattr(one, language)
    written = (label.upper(), label.title(), f" {label} ", label.replace("-", "‑"))[way]
    assert answer(written).ids == answer(label).ids == (one.id,)


@given(plain_names, plain_names, st.sampled_from(["; ", ", ", " and ", " + ", " & ", "\n", " | "]))
def test_two_names_side_by_side_are_both(one: Substance, other: Substance, between: str) -> None:
    first, second = one.id, other.id
    text = one.label_en + between + other.label_en
    assert answer(text).ids == tuple(dict.fromkeys((first, second)))


@given(plain_names, st.sampled_from(["no {}", "not {}", "negative for {}", "{} neg", "without {}"]))
def test_what_is_denied_is_not_there(one: Substance, saying: str) -> None:
    assert answer(saying.format(one.label_en)).kind == "not_a_substance"


@given(plain_names, st.from_regex(r"\A[bcdfgkpvz]{2}[aeiou][bcdfgkpvz]{2}yl\Z"))
def test_an_unknown_word_beside_a_name_makes_it_unknown(one: Substance, modifier: str) -> None:
    for text in (f"{modifier} {one.label_en}", f"{modifier}-{one.label_en}"):
        assert (answer(text).ids, answer(text).kind) == ((), "unknown")


@given(plain_names, st.sampled_from("bcfgjkqvwxz"))
def test_a_name_with_a_letter_more_is_not_that_name(one: Substance, letter: str) -> None:
    assert one.id not in answer(letter + one.label_en).ids


@given(st.text(max_size=200), st.sampled_from(["", "ct-deaths", "unc-drugchecking", "no-such-source"]))
@settings(max_examples=300)
def test_any_text_has_an_answer_that_holds_together(text: str, source: str) -> None:
    read = answer(text, source)
    assert read.kind in KINDS and read.how in WAYS
    assert bool(read.ids) == (read.kind not in ("not_a_substance", "unknown")) or read.how == "exact"
    assert all(substance(one).kind != "unknown" and not one.startswith(UNKNOWN) for one in read.ids)


@given(st.lists(st.one_of(st.text(max_size=30), names.map(lambda one: one.label_en), st.none()), max_size=40))
def test_a_column_is_answered_row_by_row_and_no_row_is_lost(texts: list[str | None]) -> None:
    table = answers(texts, "ct-deaths").to_pylist()
    assert [tuple(row["ids"]) for row in table] == [answer(text or "", "ct-deaths").ids for text in texts]
    assert [row["kind"] for row in table] == [answer(text or "", "ct-deaths").kind for text in texts]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Med", "Xyl", "COD", "fentanyl"]), st.sampled_from(["", "nyc-drugchecking", "ct-deaths"])
        ),
        max_size=30,
    )
)
def test_a_column_of_sources_reads_each_text_as_its_source_writes(pairs: list[tuple[str, str]]) -> None:
    table = answers([text for text, _ in pairs], [source for _, source in pairs]).to_pylist()
    assert [tuple(row["ids"]) for row in table] == [answer(text, source).ids for text, source in pairs]
