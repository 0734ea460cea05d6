"""Every series, by substance and by place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tocsin.flow.series import list_series
from tocsin.node.pages.asking import asked
from tocsin.node.pages.presenting.indexes import by_place, by_substance
from tocsin.node.pages.views.rendering import page


def substances(request: HttpRequest) -> HttpResponse:
    """Substances with their series."""
    what = asked(request)
    return page(
        request,
        what,
        "tocsin/index.html",
        "substances",
        page=by_substance(list_series(what.node, what.reader, what.as_of), what),
    )


def places(request: HttpRequest) -> HttpResponse:
    """Places with their series."""
    what = asked(request)
    return page(
        request,
        what,
        "tocsin/index.html",
        "places",
        page=by_place(list_series(what.node, what.reader, what.as_of), what),
    )
