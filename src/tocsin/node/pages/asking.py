"""What a request asks: which home, for which reader, as of when, in which language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from tocsin.clock import moment
from tocsin.errors import BadValue, UsageError
from tocsin.flow import answer
from tocsin.node.pages.house import node
from tocsin.records.mark import PUBLIC, Reader
from tocsin.wording.languages import LANGUAGES

if TYPE_CHECKING:
    from tocsin.flow.home import Node

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """`as_of` is `newest` unless the address names an earlier day; `state` is the address's query, first values."""

    node: Node
    reader: Reader
    as_of: datetime
    newest: datetime
    language: str
    state: dict[str, str]

    @property
    def earlier(self) -> bool:
        """Whether the page looks back."""
        return self.as_of.date() < self.newest.date()


def asked(request: HttpRequest) -> Asked:
    """Read the request. There is one reader until there are accounts: the public, for health.

    What the node's keeper has added to the vocabulary since the last request counts in this one. Raises `Http404`
    when `as_of` is no date.
    """
    home = node()
    home.read_own_names()
    newest = answer.clock_of(home)
    state = {name: value.strip() for name, value in request.GET.items() if isinstance(value, str) and value.strip()}
    as_of = or_404(moment, state["as_of"]) if "as_of" in state else newest
    return Asked(home, PUBLIC, as_of, newest, language_of_page(), state)


def or_404(ask: Callable[..., T], *words: object) -> T:
    """What `ask` answers; a page that is not there where the address names something unknown."""
    try:
        return ask(*words)
    except (BadValue, UsageError) as error:
        raise Http404 from error


def language_of_page() -> str:
    """The language in the address; English where Django has none."""
    active = (get_language() or "en").split("-")[0]
    return active if active in LANGUAGES else "en"
