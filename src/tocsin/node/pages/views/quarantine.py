"""The rows that were set aside: look, correct, let stand. For the keeper of the node only."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from tocsin.errors import FileRefused, UsageError
from tocsin.flow import mending, quarantine
from tocsin.node.pages.addresses import address
from tocsin.node.pages.asking import Asked, asked
from tocsin.node.pages.keeping import is_keeper
from tocsin.node.pages.presenting.quarantine import AT_ONCE, CHOICES, quarantine_page
from tocsin.node.pages.views.rendering import page
from tocsin.records.receipt import Receipt
from tocsin.wording import number, say
from tocsin.wording.checks import broken, fix, wanted

CELL = "cell:"
ACTS_SHOWN = 20
TOTALS_SHOWN = 50


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def quarantined(request: HttpRequest) -> HttpResponse:
    """The page; a form sent to it corrects a row, lets it stand, or takes its file up again."""
    if not is_keeper(request):
        raise Http404
    what = asked(request)
    if not request.POST:
        return _page(request, what)
    sent = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    try:
        receipts = _acted(what, sent)
    except (UsageError, FileRefused) as error:
        return _page(request, what, sent, _fault(error, what.language))
    return HttpResponseRedirect(_told(what, receipts), status=303)


def _page(
    request: HttpRequest, what: Asked, sent: Mapping[str, str] | None = None, fault: tuple[str, str] | None = None
) -> HttpResponse:
    skip = _whole(what.state.get("skip", "0"))
    source, rule, release = (what.state.get(name) for name in CHOICES)
    found = quarantine.aside(what.node, source=source, rule=rule, release=release, limit=AT_ONCE, skip=skip)
    acts = quarantine.acts(what.node)[:ACTS_SHOWN]
    totals = [one for one in quarantine.totals(what.node) if source in (None, one["source"])][:TOTALS_SHOWN]
    shown = quarantine_page(found, acts, totals, what, skip, sent or {})
    response = page(
        request,
        what,
        "tocsin/quarantine.html",
        "sources",
        page=shown,
        fault=fault,
        done=_done(what) if not fault else "",
    )
    response.status_code = 422 if fault else 200
    return response


def _acted(what: Asked, sent: Mapping[str, str]) -> tuple[Receipt, ...]:
    release, why = sent.get("release", ""), sent.get("why", "").strip()
    match sent.get("act"):
        case "correct":
            row = _whole(sent.get("row", ""))
            return mending.correct(what.node, release, row, _changed(what, release, row, sent), why)
        case "vouch":
            return mending.take_up(what.node, release, (_whole(sent.get("row", "")),), why)
        case "read_again":
            return mending.take_up(what.node, release, (), why)
        case _:
            raise Http404


def _changed(what: Asked, release: str, row: int, sent: Mapping[str, str]) -> dict[str, str]:
    """The cells that were sent otherwise than they stand. A browser sends no line breaks of a field."""
    held = quarantine.aside(what.node, release=release, row=row, limit=1).shown
    now = {name: "".join((text or "").splitlines()) for one in held for name, text in one.cells.items()}
    cells = {name.removeprefix(CELL): value for name, value in sent.items() if name.startswith(CELL)}
    return {column: value for column, value in cells.items() if value != now.get(column, "")}


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Http404
    return int(text)


def _fault(error: UsageError | FileRefused, language: str) -> tuple[str, str]:
    """What is told of a form that was not recorded: in the reader's language, and what only English has words for."""
    if not isinstance(error, mending.StillAside):
        return say("quarantine.refused", language), str(error)
    told = say(
        "quarantine.still",
        language,
        row=str(error.row),
        column=error.column.replace("+", ", "),
        broken=broken(error.rule, language),
        found=error.found or say("quarantine.empty", language),
        wanted=wanted(error.wanted, language),
        fix=fix(error.rule, language),
    )
    return told, ""


def _told(what: Asked, receipts: tuple[Receipt, ...]) -> str:
    """The address after a form was taken: the same choice, and what became of the file."""
    chosen = {name: what.state[name] for name in CHOICES if name in what.state}
    if not receipts:
        return address("quarantine", chosen, unchanged="1")
    accepted, left = (sum(getattr(r, name) for r in receipts) for name in ("rows_accepted", "rows_quarantined"))
    return address("quarantine", chosen, accepted=str(accepted), aside=str(left))


def _done(what: Asked) -> str:
    if "unchanged" in what.state:
        return say("quarantine.unchanged", what.language)
    if not {"accepted", "aside"} <= set(what.state):
        return ""
    accepted, left = (number(_whole(what.state[name]), what.language) for name in ("accepted", "aside"))
    return say("quarantine.done", what.language, accepted=accepted, aside=left)
