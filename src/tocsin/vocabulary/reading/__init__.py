"""Reading: what a text as published says of substances.

Exact, then normalised, then by a grammar, then unknown. Nothing is guessed: an answer that is not sure is no answer, and
likeness proposes names to a person (see `vocabulary.proposals`) and decides nothing.
"""

from tocsin.vocabulary.reading.answers import Answer, answer
from tocsin.vocabulary.reading.columns import answers

__all__ = ["Answer", "answer", "answers"]
