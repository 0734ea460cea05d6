"""The chart of a series as an image."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from tocsin.bulletins.charts.drawing import draw
from tocsin.bulletins.charts.spec import series_chart
from tocsin.bulletins.charts.themes import SIZES, THEMES
from tocsin.flow.series import series as view_of
from tocsin.node.pages.asking import asked, or_404
from tocsin.node.pages.presenting.chart_words import chart_words

KINDS = {"svg": "image/svg+xml", "png": "image/png"}


def chart(request: HttpRequest, series: str, kind: str) -> HttpResponse:
    """Rights first, then the cache: the series is asked for on behalf of the reader before anything is drawn."""
    if kind not in KINDS:
        raise Http404
    what = asked(request)
    view = or_404(view_of, what.node, series, what.reader, what.as_of)
    wider = (
        view_of(what.node, view.overlay, what.reader, what.as_of)
        if view.overlay and what.state.get("overlay")
        else None
    )
    theme, size = (
        THEMES.get(what.state.get("theme", ""), THEMES["light"]),
        SIZES.get(what.state.get("size", ""), SIZES["wide"]),
    )
    words = chart_words(view, what.language, brief=what.state.get("size") == "narrow")
    spec = series_chart(view.cells, view.basis, words, theme, size, wider.cells if wider else ())
    return HttpResponse(draw(spec, settings.CHART_CACHE, kind), content_type=KINDS[kind])
