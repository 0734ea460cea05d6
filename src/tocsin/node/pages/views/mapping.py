"""A table of one's own: upload, see, correct, load. For the keeper of the node only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from tocsin.errors import FileRefused, TocsinError
from tocsin.flow import answer, mapping, uploads
from tocsin.flow.arrive import ingest
from tocsin.node.pages import house
from tocsin.node.pages.addresses import address
from tocsin.node.pages.asking import Asked, asked
from tocsin.node.pages.keeping import is_keeper
from tocsin.node.pages.presenting.mapping import map_page
from tocsin.node.pages.views.rendering import page
from tocsin.records.mark import Mark
from tocsin.wording import say

if TYPE_CHECKING:
    from tocsin.sources.mapping.sniffing.sample import Sample
    from tocsin.sources.mapping.understanding import Understanding

MEGABYTES = 100
ANSWER = "answer:"
OTHER = "other:"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form for a file. One that is too long is turned away before a byte of it is read."""
    if not is_keeper(request):
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > MEGABYTES << 20:
        what = asked(request)
        return _form(request, what, say("mapping.too_large", what.language, megabytes=MEGABYTES), 413)
    return _uploaded(request)


@csrf_protect
def _uploaded(request: HttpRequest) -> HttpResponse:
    what, sent = asked(request), request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        return _form(request, what)
    try:
        kept = uploads.keep_upload(what.node, str(sent.name), sent.chunks(), MEGABYTES << 20)
        _looked(what, kept, {}, "")
    except TocsinError as error:
        return _form(request, what, str(error), 422)
    return HttpResponseRedirect(address("map-file", None, kept, sheet=_field(request, "sheet")), status=303)


def _form(request: HttpRequest, what: Asked, fault: str = "", status: int = 200) -> HttpResponse:
    response = page(request, what, "tocsin/mapping.html", "sources", page=None, fault=fault)
    response.status_code = status
    return response


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def mapped(request: HttpRequest, kept: str) -> HttpResponse:
    """What was understood of an uploaded file. A form sent to it gives answers, or keeps the mapping and loads."""
    if not is_keeper(request):
        raise Http404
    what, answers = asked(request), _answers(request)
    try:
        if request.POST.get("act") == "load":
            return _loaded(request, what, kept, answers)
        if request.POST.get("act") == "known":
            return _taken_in(request, what, kept, _field(request, "known"))
        return _shown(request, what, kept, answers)
    except TocsinError as error:
        return _form(request, what, str(error), 422)


def _answers(request: HttpRequest) -> dict[str, str]:
    """The fields that were filled; what was typed beside a question goes before its buttons."""
    sent = {name: value.strip() for name, value in request.POST.items() if isinstance(value, str) and value.strip()}
    given = {name.removeprefix(ANSWER): value for name, value in sent.items() if name.startswith(ANSWER)}
    return given | {name.removeprefix(OTHER): value for name, value in sent.items() if name.startswith(OTHER)}


def _field(request: HttpRequest, name: str) -> str:
    value = request.POST.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _looked(what: Asked, kept: str, answers: dict[str, str], sheet: str) -> tuple[Sample, Understanding]:
    """A file that is refused is not kept: it may name people."""
    path = uploads.upload(what.node, kept)
    if path is None:
        raise Http404
    try:
        seen = mapping.sample(path, sheet)
        return seen, mapping.understood(seen, answers)
    except FileRefused:
        uploads.forget(what.node, kept)
        raise


def _shown(request: HttpRequest, what: Asked, kept: str, answers: dict[str, str], fault: str = "") -> HttpResponse:
    seen, understood = _looked(what, kept, answers, what.state.get("sheet", ""))
    shown = map_page(seen, understood, answers, what.language)
    name, path = _field(request, "name") or shown.name, uploads.upload(what.node, kept)
    fitting = mapping.own_that_fit(what.node, path) if path else []
    return page(
        request, what, "tocsin/mapping.html", "sources", page=shown, name=name, fault=fault, done=None, fitting=fitting
    )


def _loaded(request: HttpRequest, what: Asked, kept: str, answers: dict[str, str]) -> HttpResponse:
    _, understood = _looked(what, kept, answers, what.state.get("sheet", ""))
    if understood.open:
        return _shown(request, what, kept, answers, say("mapping.still_open", what.language))
    source = mapping.renamed(understood.source, _field(request, "name") or understood.source.name)
    mapping.keep(source, mapping.path_of(what.node, source), what.language)
    try:
        return _taken_in(request, what, kept, source.name)
    except Exception:
        if not any(one.source == source.name for one in answer.releases(what.node)):  # nothing of it was taken in
            mapping.path_of(what.node, source).unlink()
        house.node.cache_clear()
        raise


def _taken_in(request: HttpRequest, what: Asked, kept: str, name: str) -> HttpResponse:
    """Take the upload in as a source that has its mapping, and say what came of it."""
    house.node.cache_clear()  # its sources may be one more now
    node, path = house.node(), uploads.upload(what.node, kept)
    if path is None or name not in mapping.own_that_fit(node, path):
        raise Http404
    source = next(one for one in node.sources if one.name == name)
    receipts = ingest(node, path, name)
    uploads.forget(node, kept)
    told = {
        "accepted": sum(one.rows_accepted for one in receipts),
        "aside": sum(one.rows_quarantined for one in receipts),
        "new": sum(one.observations_new for one in receipts),
    }
    done = say("mapping.loaded", what.language, source=source.name, **told)
    hidden = say("mapping.mark_note", what.language, mark=source.mark.value) if source.mark is not Mark.CLEAR else ""
    link = address("source", None, source.name)
    return page(
        request, what, "tocsin/mapping.html", "sources", page=None, fault="", done=done, hidden=hidden, source_link=link
    )
