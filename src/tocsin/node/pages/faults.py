"""Errors of the house become a page that says what to do, in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tocsin.errors import TocsinError
from tocsin.node.pages.views.plain import fault_page

log = logging.getLogger("django.request")


class Faults:
    """Any error of ours that no view turned into a 404 answers 500, and is written to the log with its next step."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not isinstance(error, TocsinError):
            return None
        log.error("%s: %s", request.path, error, exc_info=error)
        return fault_page(request, 500)
