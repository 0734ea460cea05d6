"""A publisher on this machine: real HTTPS with a certificate of its own, and every bad habit a server can have."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tocsin.sources.fetching.asking import Limits, Outlet

HOST = "publisher.test"
Route = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        with suppress(OSError):  # whoever asked has had enough
            self.server.routes[self.path](self)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


class Publisher:
    """`routes` says what each path does, `asked` what was asked, `waited` how long a polite caller waited."""

    def __init__(self, server: Any, certificate: Path) -> None:
        self.server, self.certificate = server, certificate
        self.port, self.waited, self.resolved = server.server_address[1], [], []

    def at(self, path: str, route: Route) -> str:
        self.server.routes[path] = route
        return f"https://{HOST}:{self.port}{path}"

    @property
    def asked(self) -> list[tuple[str, dict[str, str]]]:
        return self.server.asked

    def resolve(self, host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        self.resolved.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    def outlet(self, **limits: Any) -> Outlet:
        given = {"seconds": 20.0} | limits
        return Outlet(True, self.resolve, self.trust, self.waited.append, Limits(**given))

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


def certificate(folder: Path, host: str = HOST) -> tuple[Path, Path]:
    """A key and a certificate that signs itself, made for this test alone."""
    openssl = shutil.which("openssl") or pytest.skip("a test certificate needs openssl")
    key, made = folder / "key.pem", folder / "certificate.pem"
    words = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    words += [
        "-keyout",
        key,
        "-out",
        made,
        "-days",
        "2",
        "-subj",
        f"/CN={host}",
        "-addext",
        f"subjectAltName=DNS:{host}",
    ]
    subprocess.run(words, check=True, capture_output=True)
    return key, made


@contextmanager
def publisher(folder: Path) -> Iterator[Publisher]:
    key, made = certificate(folder)
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.routes, server.asked = True, {}, []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Publisher(server, made)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# Habits


def gives(body: bytes, **headers: str) -> Route:
    return lambda handler: handler.answer(200, body, **headers)


def sends_on(location: str) -> Route:
    return lambda handler: handler.answer(302, Location=location)


def knows_versions(body: bytes, etag: str, modified: str = "") -> Route:
    def route(handler: Handler) -> None:
        headers = {"ETag": etag} | ({"Last_Modified": modified} if modified else {})
        if handler.headers["If-None-Match"] == etag:
            handler.answer(304, **headers)
        else:
            handler.answer(200, body, **headers)

    return route


def is_busy(times: int, status: int, body: bytes, **headers: str) -> Route:
    left = [times]

    def route(handler: Handler) -> None:
        left[0] -= 1
        handler.answer(status, **headers) if left[0] >= 0 else handler.answer(200, body)

    return route


def in_chunks(body: bytes, size: int = 1000) -> Route:
    def route(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for start in range(0, len(body), size):
            piece = body[start : start + size]
            handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")

    return route


def drips(before: bytes, pause: float = 0.05) -> Route:
    """One byte at a time, for ever: each read succeeds, and the whole never ends."""

    def route(handler: Handler) -> None:
        handler.wfile.write(before)
        while True:
            handler.wfile.write(b"1")
            handler.wfile.flush()
            time.sleep(pause)

    return route
