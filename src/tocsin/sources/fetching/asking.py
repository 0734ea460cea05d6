"""Asking a publisher for a file: once, politely, and never for more than was agreed."""

from __future__ import annotations

import errno
import hashlib
import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from tocsin.clock import now
from tocsin.errors import FileRefused
from tocsin.sources.fetching.address import Resolve, Target, followed, target_of, vetted
from tocsin.sources.fetching.connection import exchange, left
from tocsin.sources.fetching.memory import Kept

PIECE = 1 << 16
BUSY = (429, 502, 503, 504)
OURS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)  # the disk's refusals are not the publisher's
MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost: bytes of the file, seconds of one attempt, redirects, attempts, seconds between them."""

    size: int = 500_000_000
    seconds: float = 600.0
    redirects: int = 3
    attempts: int = 3
    patience: float = 60.0


@dataclass(frozen=True, slots=True)
class Outlet:
    """How to reach out. The defaults are the only ones a command uses; tests reach a server of their own."""

    private: bool = False  # let addresses pass that are not public
    resolve: Resolve = socket.getaddrinfo
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    wait: Callable[[float], None] = time.sleep
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Answer:
    """A file that came, whole. `modified` is when the publisher says it last changed."""

    file: Path
    sha256: str
    size: int
    etag: str
    last_modified: str
    modified: datetime | None


class _BusyError(Exception):
    def __init__(self, status: int, seconds: float | None) -> None:
        self.status, self.seconds = status, seconds


def ask(
    address: str, into: Path, kept: Kept | None = None, outlet: Outlet | None = None, contact: str = ""
) -> Answer | None:
    """Fetch `address` into the folder `into`; None when the publisher says that it has not changed since `kept`.

    Asked again after a pause when the publisher is busy, no longer than `Limits.patience`. Raises `FileRefused` for
    anything else than a whole file within the limits, and leaves nothing half done behind.
    """
    outlet = outlet or Outlet()
    target = target_of(address)
    ip = vetted(target, private=outlet.private, resolve=outlet.resolve)
    headers = _headers(kept if kept and kept.address == address else None, contact)
    for attempt in range(1, outlet.limits.attempts + 1):
        try:
            return _attempt(target, ip, headers, into, outlet)
        except _BusyError as busy:
            pause = 2.0**attempt if busy.seconds is None else busy.seconds
            if attempt == outlet.limits.attempts or pause > outlet.limits.patience:
                raise _too_busy(target, busy) from None
            outlet.wait(pause)
    raise AssertionError("an attempt answers or raises")


def _headers(kept: Kept | None, contact: str) -> dict[str, str]:
    told = f"Tocsin/{version('tocsin')} (early warning from published figures" + (f"; {contact})" if contact else ")")
    headers = {"User-Agent": told, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    headers |= {"If-None-Match": kept.etag} if kept and kept.etag else {}
    return headers | ({"If-Modified-Since": kept.last_modified} if kept and kept.last_modified else {})


def _attempt(target: Target, ip: str, headers: dict[str, str], into: Path, outlet: Outlet) -> Answer | None:
    """One attempt, redirects within the host included."""
    deadline = time.monotonic() + outlet.limits.seconds
    try:
        for _ in range(outlet.limits.redirects + 1):
            with exchange(target, ip, headers, deadline, outlet.context()) as response:
                if response.status not in MOVED:
                    return _answered(
                        response,
                        target,
                        into,
                        outlet.limits,
                        deadline,
                        conditional=any(name.startswith("If-") for name in headers),
                    )
                target = followed(target, response.getheader("Location") or "")
    except TimeoutError as error:
        raise _failed(target, f"no whole answer within {outlet.limits.seconds:g} seconds") from error
    except (HTTPException, OSError) as error:
        if getattr(error, "errno", None) in OURS:
            raise
        raise _failed(target, str(error) or type(error).__name__) from error
    raise _failed(target, f"more than {outlet.limits.redirects} redirects")


def _answered(
    response: HTTPResponse, target: Target, into: Path, limits: Limits, deadline: float, *, conditional: bool
) -> Answer | None:
    if response.status == 304 and conditional:
        return None
    if response.status in BUSY:
        raise _BusyError(response.status, _pause(response.getheader("Retry-After")))
    if response.status != 200:
        raise _failed(target, f"status {response.status} {response.reason}")
    if (response.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise _failed(target, "an answer that is packed, though we asked for the plain file")
    sha256, size, file = _streamed(response, target, into / _name(target), limits, deadline)
    etag, modified = response.getheader("ETag") or "", response.getheader("Last-Modified") or ""
    return Answer(file, sha256, size, etag, modified, _past(modified))


def _streamed(
    response: HTTPResponse, target: Target, file: Path, limits: Limits, deadline: float
) -> tuple[str, int, Path]:
    """Write the body to `file`; gives its hash and size. A body that is cut or too large is removed."""
    stated, size, digest = response.length, 0, hashlib.sha256()
    try:
        with file.open("wb") as out:
            while piece := response.read1(PIECE) if (stated or 0) <= limits.size else b"":
                left(deadline)
                size += len(piece)
                if size > limits.size:
                    break
                digest.update(piece)
                out.write(piece)
        if max(size, stated or 0) > limits.size:
            raise _failed(target, f"more than {limits.size:,} bytes")
        if size == 0 or (stated is not None and size != stated):
            raise _failed(target, f"{size:,} bytes of {stated or 0:,}")
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size, file


def _name(target: Target) -> str:
    """A safe file name from the last part of the path."""
    last = PurePosixPath(target.path.split("?")[0]).name
    return re.sub(r"[^A-Za-z0-9._-]", "_", last).lstrip(".")[-100:] or "file"


def _pause(text: str | None) -> float | None:
    """Seconds to wait, from the `Retry-After` of an answer: a number, or a date."""
    if text and text.strip().isdigit():
        return float(text)
    date = _date(text or "")
    return max(0.0, (date - now()).total_seconds()) if date else None


def _past(text: str) -> datetime | None:
    """A date that has come; a clock that runs ahead tells us nothing."""
    date = _date(text)
    return date if date and date <= now() else None


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError):
        return None


def _too_busy(target: Target, busy: _BusyError) -> FileRefused:
    wait = f"in {busy.seconds:,.0f} seconds" if busy.seconds else "later"
    return FileRefused(
        f"{target.host} is too busy to answer",
        wanted="the file",
        got=f"status {busy.status}",
        next_step=f"try again {wait}; nothing was changed",
    )


def _failed(target: Target, got: str) -> FileRefused:
    return FileRefused(
        f"the file did not come from {target.host}",
        wanted=f"a whole file at {target.address}",
        got=got,
        next_step="try again later, or take the file by hand and use `tocsin ingest`; nothing was changed",
    )
