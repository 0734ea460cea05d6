"""Fetching keeps the outbound rules: one host, https, a pinned public address, caps on size and time, and manners."""

from __future__ import annotations

import ast
import hashlib
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.made_publisher import (
    HOST,
    Publisher,
    drips,
    gives,
    in_chunks,
    is_busy,
    knows_versions,
    publisher,
    sends_on,
)
from tocsin.clock import now
from tocsin.errors import FileRefused
from tocsin.sources.fetching.address import is_public, target_of, vetted
from tocsin.sources.fetching.asking import Answer, Outlet, ask
from tocsin.sources.fetching.memory import Kept

SRC = Path(__file__).resolve().parents[2] / "src"
BODY = b"yr_mo,Total_Lab\nJan 2026,18\n"


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    with publisher(tmp_path_factory.mktemp("publisher")) as one:
        yield one


@pytest.fixture(autouse=True)
def forgotten(there: Publisher) -> None:
    for told in (there.asked, there.waited, there.resolved):
        told.clear()


def refused(address: str, into: Path, outlet: Outlet, kept: Kept | None = None) -> str:
    """The sentence of the refusal; nothing is left of the file."""
    with pytest.raises(FileRefused) as error:
        ask(address, into, kept, outlet)
    assert not list(into.iterdir())
    return str(error.value)


def asked(address: str, into: Path, outlet: Outlet, kept: Kept | None = None) -> Answer:
    answer = ask(address, into, kept, outlet)
    assert answer is not None
    return answer


def test_the_bytes_are_kept_as_they_came_with_their_hash(there: Publisher, tmp_path: Path) -> None:
    modified = "Fri, 01 May 2026 10:00:00 GMT"
    address = there.at("/data/panel.csv?x=1", gives(BODY, ETag='"a"', Last_Modified=modified))
    answer = asked(address, tmp_path, there.outlet())
    assert answer.file.read_bytes() == BODY and answer.file.name == "panel.csv"
    assert (answer.sha256, answer.size) == (hashlib.sha256(BODY).hexdigest(), len(BODY))
    assert answer.etag == '"a"' and answer.modified is not None and answer.modified.isoformat()[:10] == "2026-05-01"


def test_the_publisher_is_told_who_asks_and_asked_for_the_plain_file(there: Publisher, tmp_path: Path) -> None:
    ask(there.at("/who.csv", gives(BODY)), tmp_path, None, there.outlet(), "desk@example.org")
    ((_, headers),) = there.asked
    assert headers["User-Agent"].startswith("Tocsin/") and "desk@example.org" in headers["User-Agent"]
    assert headers["Host"] == f"{HOST}:{there.port}" and headers["Accept-Encoding"] == "identity"
    assert "If-None-Match" not in headers


def test_a_file_in_chunks_is_read_whole(there: Publisher, tmp_path: Path) -> None:
    body = BODY * 5000
    assert asked(there.at("/chunks.csv", in_chunks(body)), tmp_path, there.outlet()).file.read_bytes() == body


def test_the_same_version_is_not_sent_twice(there: Publisher, tmp_path: Path) -> None:
    address = there.at("/versions.csv", knows_versions(BODY, '"v1"'))
    kept = Kept(address, '"v1"', "", "", "")
    assert ask(address, tmp_path, kept, there.outlet()) is None
    assert there.asked[-1][1]["If-None-Match"] == '"v1"' and not list(tmp_path.iterdir())
    moved = Kept("https://elsewhere.test/versions.csv", '"v1"', "", "", "")
    assert asked(address, tmp_path, there.outlet(), moved).size == len(BODY)


def test_a_304_that_nobody_asked_for_is_no_answer(there: Publisher, tmp_path: Path) -> None:
    assert "status 304" in refused(there.at("/odd.csv", lambda h: h.answer(304)), tmp_path, there.outlet())


# Redirects


def test_a_redirect_within_the_host_is_followed_and_resolved_no_second_time(there: Publisher, tmp_path: Path) -> None:
    there.at("/new/place.csv", gives(BODY))
    there.at("/second", sends_on("/new/place.csv"))
    address = there.at("/old.csv", sends_on(f"https://{HOST}:{there.port}/second"))
    assert asked(address, tmp_path, there.outlet()).file.name == "place.csv"
    assert there.resolved == [HOST]


@pytest.mark.parametrize(
    "elsewhere",
    ["https://other.test/x.csv", "//other.test/x.csv", f"https://{HOST}/x.csv", f"https://{HOST}.other.test/"],
)
def test_a_redirect_to_another_host_or_port_is_refused_before_it_is_asked(
    elsewhere: str, there: Publisher, tmp_path: Path
) -> None:
    assert "sends us to another" in refused(there.at("/away.csv", sends_on(elsewhere)), tmp_path, there.outlet())
    assert there.resolved == [HOST] and len(there.asked) == 1


def test_a_redirect_to_plain_http_is_refused(there: Publisher, tmp_path: Path) -> None:
    address = there.at("/down.csv", sends_on(f"http://{HOST}:{there.port}/x.csv"))
    assert "https only" in refused(address, tmp_path, there.outlet())


def test_at_most_three_redirects_are_followed(there: Publisher, tmp_path: Path) -> None:
    address = there.at("/round.csv", sends_on("/round.csv"))
    assert "more than 3 redirects" in refused(address, tmp_path, there.outlet())
    assert len(there.asked) == 4


# Caps


def test_a_file_that_says_it_is_too_large_is_not_read(there: Publisher, tmp_path: Path) -> None:
    address = there.at("/large.csv", gives(b"x" * 50_000))
    assert "more than 1,000 bytes" in refused(address, tmp_path, there.outlet(size=1_000))


def test_a_file_that_hides_its_size_is_cut_off_at_the_cap(there: Publisher, tmp_path: Path) -> None:
    address = there.at("/endless.csv", in_chunks(b"x" * 400_000))
    assert "more than 100,000 bytes" in refused(address, tmp_path, there.outlet(size=100_000))


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"


@pytest.mark.parametrize("before", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", HEAD], ids=["status", "header", "body"])
def test_a_slow_drip_ends_with_the_time_allowed(before: bytes, there: Publisher, tmp_path: Path) -> None:
    address = there.at("/drip.csv", drips(before))
    started = time.monotonic()
    assert "within 1 seconds" in refused(address, tmp_path, there.outlet(seconds=1.0))
    assert time.monotonic() - started < 3


def test_a_file_that_breaks_off_is_refused(there: Publisher, tmp_path: Path) -> None:
    def breaks(handler: Any) -> None:
        handler.answer(200, BODY, Content_Length="9000")
        handler.connection.close()
        handler.close_connection = True

    refused(there.at("/cut.csv", breaks), tmp_path, there.outlet(seconds=3.0))


def test_a_packed_answer_an_empty_one_and_an_error_are_refused(there: Publisher, tmp_path: Path) -> None:
    assert "packed" in refused(there.at("/p.csv", gives(BODY, Content_Encoding="gzip")), tmp_path, there.outlet())
    assert "0 bytes" in refused(there.at("/e.csv", gives(b"")), tmp_path, there.outlet())
    assert "status 403" in refused(there.at("/f.csv", lambda h: h.answer(403)), tmp_path, there.outlet())


# Manners


def test_a_busy_publisher_is_given_the_time_it_asks_for(there: Publisher, tmp_path: Path) -> None:
    address = there.at("/busy.csv", is_busy(2, 429, BODY, Retry_After="7"))
    assert asked(address, tmp_path, there.outlet()).size == len(BODY)
    assert there.waited == [7.0, 7.0] and there.resolved == [HOST]


def test_without_a_time_the_pauses_grow(there: Publisher, tmp_path: Path) -> None:
    assert asked(there.at("/b2.csv", is_busy(2, 503, BODY)), tmp_path, there.outlet()).size == len(BODY)
    assert there.waited == [2.0, 4.0]


def test_a_date_to_come_back_is_understood(there: Publisher, tmp_path: Path) -> None:
    when = format_datetime(now() + timedelta(seconds=30), usegmt=True)
    asked(there.at("/b3.csv", is_busy(1, 503, BODY, Retry_After=when)), tmp_path, there.outlet())
    assert 20 < there.waited[0] <= 30


def test_who_asks_for_more_than_a_minute_is_left_alone_until_then(there: Publisher, tmp_path: Path) -> None:
    address = there.at("/b4.csv", is_busy(9, 429, BODY, Retry_After="3600"))
    assert "try again in 3,600 seconds" in refused(address, tmp_path, there.outlet())
    assert not there.waited and len(there.asked) == 1


def test_after_three_attempts_it_ends(there: Publisher, tmp_path: Path) -> None:
    refused(there.at("/b5.csv", is_busy(9, 503, BODY)), tmp_path, there.outlet())
    assert len(there.asked) == 3


# Where it may go

INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2002:a00:1::",
]


@pytest.mark.parametrize("ip", INSIDE)
def test_an_address_that_is_not_public_is_never_connected_to(ip: str, tmp_path: Path) -> None:
    """Alone or hidden behind a public one."""
    for answers in ([ip], ["93.184.215.14", ip]):
        outlet = Outlet(
            resolve=lambda host, port, answers=answers, **_: [(0, 0, 0, "", (one, port)) for one in answers]
        )
        assert "does not lead to a public address" in refused("https://publisher.test/x.csv", tmp_path, outlet)


def test_a_public_address_passes_and_is_the_one_used() -> None:
    import ipaddress

    for ip in ("93.184.215.14", "2606:4700::1111", "64:ff9b::5db8:d70e"):
        assert is_public(ipaddress.ip_address(ip))
        assert vetted(target_of("https://a.test/"), resolve=lambda h, p, ip=ip, **_: [(0, 0, 0, "", (ip, p))]) == ip


def test_by_default_this_machine_itself_is_refused(there: Publisher, tmp_path: Path) -> None:
    refused(f"https://localhost:{there.port}/data/panel.csv", tmp_path, Outlet())
    assert not there.asked


REFUSED = (
    "http://a.test/x.csv",
    "ftp://a.test/x",
    "file:///etc/passwd",
    "https://",
    "https://u:p@a.test/",
    "https://a.test:x/",
    "https://a.test/x y",
    "https://a.test/\r\nHost: b",
    "https://exämple.test/",
    "",
)


@pytest.mark.parametrize("address", REFUSED)
def test_only_a_plain_https_address_is_asked(address: str, tmp_path: Path) -> None:
    def nobody(*_: Any, **__: Any) -> Any:
        raise AssertionError("no name may be resolved")

    refused(address, tmp_path, Outlet(resolve=nobody))


def test_a_name_that_nobody_knows_is_said_plainly(tmp_path: Path) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    assert "--from" in refused("https://nowhere.test/x.csv", tmp_path, Outlet(resolve=unknown))


def test_the_certificate_must_be_trusted_and_carry_the_name(there: Publisher, tmp_path: Path) -> None:
    address = there.at("/tls.csv", gives(BODY))
    assert "certificate" in refused(address, tmp_path, Outlet(True, there.resolve)).lower()
    renamed = address.replace(HOST, "another.test")
    assert "mismatch" in refused(renamed, tmp_path, there.outlet()).lower()
    assert not there.asked


def test_only_one_folder_names_the_network() -> None:
    network = {"socket", "ssl", "http", "http.client", "urllib.request", "ftplib", "smtplib", "requests", "httpx"}
    found = set()
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {path.parent.relative_to(SRC / "tocsin")} if network & set(names) else set()
    assert found == {Path("sources/fetching")}
