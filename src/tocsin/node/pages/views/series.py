"""The page of one series."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tocsin.flow.series import series as view_of
from tocsin.flow.since import since
from tocsin.node.pages.asking import asked, or_404
from tocsin.node.pages.presenting.series import series_page
from tocsin.node.pages.views.rendering import page


def series(request: HttpRequest, series: str) -> HttpResponse:
    """Everything known of it on the day asked for."""
    what = asked(request)
    view = or_404(view_of, what.node, series, what.reader, what.as_of)
    later = since(what.node, series, what.as_of, what.reader) if what.earlier else None
    return page(request, what, "tocsin/series.html", "", page=series_page(view, what, later))
