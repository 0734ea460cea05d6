"""Questions: what a file leaves open, with the readings that are possible, and the answers a person gave."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field

from tocsin.errors import UsageError


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading: `value` is the answer's word, `example` what the question's example means by it."""

    value: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`code` names its sentence; `about` a column or word of the file, `example` a cell of it, where there is one.

    Without a `default` no reading is likelier than another: a person must say.
    """

    code: str
    choices: tuple[Choice, ...]
    default: str
    about: str = ""
    example: str = ""
    open: bool = False  # a place, a unit: choices are only the likely ones


@dataclass(frozen=True, slots=True)
class Desk:
    """Where questions are put. An answer already given settles one; the rest stay open under their likeliest reading."""

    answers: Pairs[str, str]
    asked: list[Question] = field(default_factory=list)

    def ask(self, question: Question) -> str:
        """The answer, else the default, else the first reading, to go on with. Raises `UsageError` for an answer that is none of the choices."""
        if question.code not in [one.code for one in self.asked]:  # one answer serves all who ask
            self.asked.append(question)
        given = self.answers.get(question.code)
        values = [choice.value for choice in question.choices]
        if given is None:
            return question.default or values[0]
        if given not in values and not question.open:
            raise UsageError(
                f"{given} is no answer to {question.code}",
                wanted=" or ".join(values),
                got=given,
                next_step=f"--answer {question.code}={values[0]}",
            )
        return given

    def open(self) -> tuple[Question, ...]:
        """The questions that nobody has answered."""
        return tuple(one for one in self.asked if one.code not in self.answers)
