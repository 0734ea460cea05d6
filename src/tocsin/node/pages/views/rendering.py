"""Rendering a page with what every page has."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import translate_url

from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.wording import moment
from tocsin.wording.languages import NAMES

SECTIONS = ("home", "substances", "places", "sources", "vocabulary", "methods")


def page(request: HttpRequest, asked: Asked, template: str, section: str, **context: object) -> HttpResponse:
    """The page, with navigation, languages and the day it speaks of."""
    shared = {
        "language": asked.language,
        "section": section,
        "sections": [(name, address(name, carried(asked.state))) for name in SECTIONS],
        "languages": languages(request, asked.language),
        "as_of_day": moment(asked.as_of, asked.language),
        "earlier": asked.earlier,
        "newest_day": moment(asked.newest, asked.language),
        "newest_link": address("home"),
        "mark": asked.reader.clearance.value,
    }
    return render(request, template, shared | context)


def languages(request: HttpRequest, active: str) -> list[tuple[str, str, str, bool]]:
    """(code, name, address of this page in it, whether it is this one)."""
    here = request.get_full_path()
    return [(code, name, translate_url(here, code), code == active) for code, name in NAMES.items()]
