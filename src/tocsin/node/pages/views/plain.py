"""Pages that need no data: the way in, errors, and what machines ask."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_from_request, override

from tocsin.node.pages.asking import language_of_page
from tocsin.node.pages.views.rendering import languages
from tocsin.wording.languages import LANGUAGES, NAMES


def choose_language(request: HttpRequest) -> HttpResponse:
    """Send the reader to the home page in the language their browser asks for."""
    wanted = get_language_from_request(request)
    with override(wanted if wanted in LANGUAGES else "en"):
        response = HttpResponseRedirect(reverse("home"))
    response.headers["Vary"] = "Accept-Language"
    return response


def robots(_request: HttpRequest) -> HttpResponse:
    """A node is for its readers, not for crawlers."""
    return HttpResponse(b"User-agent: *\nDisallow: /\n", content_type="text/plain")


def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers and its ledger can be read."""
    from tocsin.node.ledger.models import AppliedRun

    return HttpResponse(f"ok {AppliedRun.objects.count()} runs applied\n".encode(), content_type="text/plain")


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without the site's own mark."""
    return fault_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return fault_page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return fault_page(request, 500)


def fault_page(request: HttpRequest, status: int) -> HttpResponse:
    """What went wrong and where to go; it asks nothing of the lake."""
    language = language_of_page()
    known = request.path.strip("/").split("/")[0] in NAMES
    context = {
        "language": language,
        "status": status,
        "what": f"fault.{status}.what",
        "next": f"fault.{status}.next",
        "home": reverse("home"),
        "languages": languages(request, language) if known else [],
        "section": "",
        "sections": [],
    }
    return render(request, "tocsin/fault.html", context, status=status)
