"""Where a figure is from: the page of a figure, the page of a release and its rows, and W3C PROV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse

from tocsin.bulletins.prov import prov_json
from tocsin.flow.explaining import explain
from tocsin.flow.provenance import explain_cell
from tocsin.flow.release import release_view
from tocsin.node.pages.asking import asked, or_404
from tocsin.node.pages.presenting.provenance import figure_page
from tocsin.node.pages.presenting.release import release_page
from tocsin.node.pages.views.rendering import page

if TYPE_CHECKING:
    from tocsin.node.pages.asking import Asked
    from tocsin.records.provenance import Explanation


def figure(request: HttpRequest, series: str, period: str) -> HttpResponse:
    """What one figure of a series is made of, on the day asked for."""
    what = asked(request)
    told = or_404(explain_cell, what.node, series, period, what.as_of, what.reader)
    return page(request, what, "tocsin/figure.html", "", page=figure_page(told, what))


def prov(request: HttpRequest, series: str, period: str) -> HttpResponse:
    """The same as PROV-JSON."""
    what = asked(request)
    return _prov(or_404(explain_cell, what.node, series, period, what.as_of, what.reader), series)


def finding(request: HttpRequest, finding: str) -> HttpResponse:
    """What the figure of one finding is made of: the page of a figure that is of several series."""
    what = asked(request)
    return page(request, what, "tocsin/figure.html", "", page=figure_page(_found(finding, what), what))


def finding_prov(request: HttpRequest, finding: str) -> HttpResponse:
    """The same as PROV-JSON."""
    return _prov(_found(finding, asked(request)), finding)


def _found(finding: str, what: Asked) -> Explanation:
    told = or_404(explain, what.node, finding, what.as_of, what.reader)
    if told.found is None:
        raise Http404
    return told


def _prov(told: Explanation, name: str) -> HttpResponse:
    file = f"tocsin-{name[:12]}-{told.period}.prov.json"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(prov_json(told), content_type="application/json", headers=headers)


def release(request: HttpRequest, release: str) -> HttpResponse:
    """One release, with the row of its file that the address names."""
    what = asked(request)
    row = what.state.get("row", "")
    if row and not (row.isascii() and row.isdigit() and len(row) < 13):
        raise Http404
    view = or_404(release_view, what.node, release, int(row) if row else None, what.as_of, what.reader)
    return page(request, what, "tocsin/release.html", "sources", page=release_page(view, what))
