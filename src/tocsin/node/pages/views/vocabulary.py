"""The vocabulary: search it, read one entry, take it along; the unknown names for the keeper of the node only.

What is taken along is the project's: the node's own rows are exchanged as a pack, by its keeper.
"""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from tocsin.flow.series import list_series
from tocsin.flow.unknowns import unknown_names
from tocsin.node.pages.asking import asked
from tocsin.node.pages.keeping import is_keeper, vocabulary_of
from tocsin.node.pages.presenting.unknown_names import unknown_rows
from tocsin.node.pages.presenting.vocabulary import vocabulary_page
from tocsin.node.pages.presenting.vocabulary_entry import entry_page
from tocsin.node.pages.presenting.vocabulary_terms import term_rows
from tocsin.node.pages.views.exports import attached, csv_file
from tocsin.node.pages.views.rendering import page
from tocsin.vocabulary import exporting, thesaurus, version
from tocsin.vocabulary.about import about
from tocsin.vocabulary.rows import project_alone, rows

MOST_UNKNOWN = 50


def vocabulary(request: HttpRequest) -> HttpResponse:
    """The search, and what it found; the classes where nothing is asked."""
    what = asked(request)
    skip = what.state.get("skip", "0")
    if not skip.isascii() or not skip.isdigit() or len(skip) > 6:
        raise Http404
    with vocabulary_of(request):
        shown = vocabulary_page(what, int(skip))
    return page(request, what, "tocsin/vocabulary.html", "vocabulary", page=shown, keeper=is_keeper(request))


def entry(request: HttpRequest, identity: str) -> HttpResponse:
    """One entry, whole."""
    what = asked(request)
    series = list_series(what.node, what.reader, what.as_of)
    with vocabulary_of(request):
        one = about(identity)
        if one is None:
            raise Http404
        shown = entry_page(one, series, what)
    return page(request, what, "tocsin/vocabulary_entry.html", "vocabulary", page=shown)


def terms(request: HttpRequest) -> HttpResponse:
    """Every word of the supply, each with what it may stand for."""
    what = asked(request)
    with vocabulary_of(request):
        shown = term_rows(rows("supply_terms"), what)
    return page(request, what, "tocsin/vocabulary_terms.html", "vocabulary", rows=shown)


@never_cache
def unknown(request: HttpRequest) -> HttpResponse:
    """The heaviest names that the vocabulary does not have."""
    if not is_keeper(request):
        raise Http404
    what = asked(request)
    found, whole = unknown_names(what.node, most=MOST_UNKNOWN, as_of=what.as_of, reader=what.reader)
    shown = unknown_rows(found, what)
    return page(request, what, "tocsin/unknown_names.html", "vocabulary", rows=shown, shown=len(shown), whole=whole)


def as_csv(request: HttpRequest) -> HttpResponse:
    """One row for each substance."""
    with project_alone():
        return csv_file(exporting.flat(), f"tocsin-vocabulary-{version()}.csv")


def as_json(request: HttpRequest) -> HttpResponse:
    """Everything nested."""
    with project_alone():
        text = json.dumps(exporting.document(), ensure_ascii=False, indent=1)
        return attached(text.encode(), "application/json", f"tocsin-vocabulary-{version()}.json")


def as_skos(request: HttpRequest) -> HttpResponse:
    """The thesaurus."""
    with project_alone():
        text = thesaurus.turtle()
        return attached(text.encode(), "text/turtle; charset=utf-8", f"tocsin-vocabulary-{version()}.ttl")
