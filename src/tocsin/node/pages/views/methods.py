"""What each method does, and how often it is wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tocsin.node.pages.asking import asked
from tocsin.node.pages.presenting.methods import method_rows
from tocsin.node.pages.views.rendering import page


def methods(request: HttpRequest) -> HttpResponse:
    """All methods in service."""
    what = asked(request)
    return page(request, what, "tocsin/methods.html", "methods", rows=method_rows(what.language))
