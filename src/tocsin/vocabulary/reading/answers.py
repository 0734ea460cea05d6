"""Answers: what one text stands for, how that was reached, and what was left over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from tocsin.vocabulary.reading import lexicon
from tocsin.vocabulary.reading.mentions import said
from tocsin.vocabulary.reading.spelling import normalised, squeezed
from tocsin.vocabulary.rows import told_by_rows
from tocsin.vocabulary.substances import TERM, Substance, all_substances

KINDS = ("substance", "group", "class", "supply_term", "not_a_substance", "unknown")
WAYS = ("exact", "normalised", "grammar", "unknown")
OF_A_CLASS = ("class", "basket", "all", "firearm")
NO_SUBSTANCES = ("not-drugs", "samples", "arms-and-money", "police-files")  # classes of rows that are no drugs


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text stands for.

    `ids` are the substances in the order of the text: several when it names several. `kind` is that of the most telling
    of them. A supply term answers with the substances it has been found to stand for, its own id is in `terms`: it is
    a name of none of them. `unknown` are parts that look like names and are not in the vocabulary; `left_over` is
    everything that no name covers, in the words of the text.
    """

    ids: tuple[str, ...]
    kind: str
    how: str
    left_over: str = ""
    unknown: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@told_by_rows
@lru_cache(maxsize=32_768)
def answer(text: str, source: str = "") -> Answer:
    """Read one text as `source` writes; with no source, as anyone does. Answers are kept for who asks again."""
    return read(text, source)


def read(text: str, source: str) -> Answer:
    """Read one text as `source` writes; with no source, as anyone does.

    A whole text that is a name is that name, the source's own before everyone's. Any other is read by the grammar.
    """
    spelled, tight = normalised(text), squeezed(text)
    for names in (lexicon.names_in(source), lexicon.names_in("")):
        owner = names.exact.get(text)
        if owner:
            return _of((owner,), "exact")
        owner = names.loose.get(spelled) or names.tight.get(tight)
        if owner:
            return _of((owner,), "normalised")
    if spelled in lexicon.phrases():
        return Answer((), "not_a_substance", "normalised")
    term = lexicon.terms().get(spelled)
    return Answer(term[1], "supply_term", "normalised", terms=(term[0],)) if term else _by_grammar(text, source)


def _by_grammar(text: str, source: str) -> Answer:
    told = said(text, source)
    left = " ".join(told.left)
    named = tuple(dict.fromkeys(mention.id for mention in told.mentions))
    terms = tuple(name for name in named if name.startswith(TERM))
    ids = tuple(name for name in named if not name.startswith(TERM))
    if ids:
        return _of(ids, "grammar", left, tuple(told.unknown), terms)
    if terms and not told.unknown:
        stands_for = {found[0]: found[1] for found in lexicon.terms().values()}
        meant = dict.fromkeys(one for term in terms for one in stands_for[term])
        return Answer(tuple(meant), "supply_term", "grammar", left, terms=terms)
    if told.unknown or not told.words:
        return Answer((), "unknown", "unknown", left or text.strip(), tuple(told.unknown), terms)
    return Answer((), "not_a_substance", "grammar", left)


def _of(
    ids: tuple[str, ...], how: str, left: str = "", unknown: tuple[str, ...] = (), terms: tuple[str, ...] = ()
) -> Answer:
    told = _kinds()
    kinds = {told.get(one, "unknown") for one in ids}
    return Answer(ids, next(kind for kind in KINDS if kind in kinds), how, left, unknown, terms)


@told_by_rows
@cache
def _kinds() -> dict[str, str]:
    """What each entry of the vocabulary is told as."""
    return {one.id: _kind(one) for one in all_substances()}


def _kind(one: Substance) -> str:
    if one.drug_class in NO_SUBSTANCES:
        return "not_a_substance"
    if one.id in lexicon.groups():
        return "group"
    return "class" if one.kind in OF_A_CLASS else one.kind
