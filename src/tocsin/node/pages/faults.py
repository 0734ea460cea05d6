"""Errors that a person can mend become a page that says how."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tocsin.errors import BadValue, TocsinError, UsageError
from tocsin.node.pages.views.plain import fault_page


class Faults:
    """A wrong address (`UsageError`, `BadValue`) answers 404, any other error of ours 500; both as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not isinstance(error, TocsinError):
            return None
        return fault_page(request, 404 if isinstance(error, (UsageError, BadValue)) else 500)
