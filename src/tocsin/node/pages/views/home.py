"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tocsin.flow import answer
from tocsin.node.pages.asking import asked
from tocsin.node.pages.presenting.home import chosen_line, home_page
from tocsin.node.pages.views.rendering import page


def home(request: HttpRequest) -> HttpResponse:
    """The briefing of the day asked for."""
    what = asked(request)
    briefing = answer.briefing(what.node, what.reader, what.as_of)
    line = chosen_line(briefing, what.state.get("map"))
    places = (
        answer.places(what.node, line.lead.source, line.lead.substance, line.lead.measure, what.reader, what.as_of)
        if line
        else None
    )
    shown = home_page(
        briefing, line, places, answer.feeds(what.node, what.as_of), answer.releases(what.node, what.newest), what
    )
    return page(request, what, "tocsin/home.html", "home", page=shown)
