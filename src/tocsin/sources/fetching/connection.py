"""One exchange over one connection, to a pinned address, with a deadline that no slow drip can move."""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPResponse, HTTPSConnection
from typing import Any

from tocsin.sources.fetching.address import Target


class TimedReader(io.RawIOBase):
    """Reads from a socket; each read may take no longer than what is left until `deadline` (monotonic seconds)."""

    def __init__(self, sock: ssl.SSLSocket, deadline: float) -> None:
        self.sock, self.deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.sock.settimeout(left(self.deadline))
        return self.sock.recv_into(buffer)


class TimedSocket:
    """As much of a socket as `http.client` uses. Whoever opened the socket closes it."""

    def __init__(self, sock: ssl.SSLSocket, deadline: float) -> None:
        self.sock, self.deadline = sock, deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(TimedReader(self.sock, self.deadline))

    def sendall(self, data: Any) -> None:
        self.sock.settimeout(left(self.deadline))
        self.sock.sendall(data)

    def close(self) -> None:
        """Left to the one who opened it: the answer is still being read when `http.client` lets go."""


def left(deadline: float) -> float:
    """Seconds until `deadline`. Raises `TimeoutError` when there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("the time allowed is over")
    return seconds


@contextmanager
def exchange(
    target: Target, ip: str, headers: Mapping[str, str], deadline: float, context: ssl.SSLContext
) -> Iterator[HTTPResponse]:
    """Ask for `target` at `ip` under the name of its host, which the certificate must carry."""
    with socket.create_connection((ip, target.port), timeout=left(deadline)) as bare:
        bare.settimeout(left(deadline))
        # A connection that ends without saying so was cut: that is an error, not the end of the file.
        with context.wrap_socket(bare, server_hostname=target.host, suppress_ragged_eofs=False) as secure:
            connection = HTTPSConnection(target.host, target.port, context=context)
            connection.sock = TimedSocket(secure, deadline)
            connection.request("GET", target.path, headers=dict(headers))
            yield connection.getresponse()
