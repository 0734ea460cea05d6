"""The sources: what is counted, by whom, how late, and what it cannot say."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tocsin.flow import answer
from tocsin.node.pages.asking import asked, or_404
from tocsin.node.pages.presenting.sources import source_page, source_rows
from tocsin.node.pages.views.rendering import page
from tocsin.sources.catalogue import source as catalogued


def sources(request: HttpRequest) -> HttpResponse:
    """All of them, with their state on the day asked for."""
    what = asked(request)
    return page(
        request,
        what,
        "tocsin/sources.html",
        "sources",
        rows=source_rows(what.node.sources, answer.feeds(what.node, what.as_of), what),
    )


def source(request: HttpRequest, name: str) -> HttpResponse:
    """One source, with its releases."""
    what = asked(request)
    one = or_404(catalogued, name, what.node.sources)
    feed = next((feed for feed in answer.feeds(what.node, what.as_of) if feed.source == name), None)
    releases = tuple(release for release in answer.releases(what.node, what.as_of) if release.source == name)
    return page(request, what, "tocsin/source.html", "sources", page=source_page(one, feed, releases, what))
