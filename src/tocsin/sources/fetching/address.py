"""Addresses: what may be asked at all. One host, by https, at a public address that is resolved once."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from tocsin.errors import FileRefused

Resolve = Callable[..., list[tuple[Any, ...]]]
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv6 that carries an IPv4 address in its last four bytes


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to ask for: `path` holds the query too."""

    host: str
    port: int
    path: str

    @property
    def address(self) -> str:
        """The whole address, as it is shown and stored."""
        port = "" if self.port == 443 else f":{self.port}"
        return f"https://{self.host}{port}{self.path}"


def target_of(address: str) -> Target:
    """Take an address apart. Raises `FileRefused` for all but a plain https address."""
    try:
        parts = urlsplit(address)
        port = parts.port or 443
    except ValueError as error:
        raise _refused("this is no address", address, str(error)) from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" or not host:
        raise _refused("files are fetched by https only", address, "an address that starts with https://")
    if parts.username is not None or not address.isascii() or any(c.isspace() or ord(c) < 32 for c in address):
        raise _refused("this address holds more than a host and a path", address, "no user, no spaces, ASCII only")
    return Target(host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def followed(target: Target, location: str) -> Target:
    """Where a redirect leads. Raises `FileRefused` when it leaves the host: only the publisher's own is allowed."""
    further = target_of(urljoin(target.address, location))
    if (further.host, further.port) != (target.host, target.port):
        raise FileRefused(
            "the publisher's host sends us to another",
            wanted=f"a redirect within {target.host}",
            got=further.host,
            next_step="look at the publisher's page; if the file moved, the catalogue needs its new address",
        )
    return further


def vetted(target: Target, *, private: bool = False, resolve: Resolve = socket.getaddrinfo) -> str:
    """The IP address to connect to: resolved here, once, so that no later answer of a name server can change it.

    Raises `FileRefused` when any address of the host is not public; `private` lets them pass (for tests alone).
    """
    try:
        found = [str(entry[4][0]) for entry in resolve(target.host, target.port, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise FileRefused(
            f"{target.host} cannot be found",
            wanted="a host that the network knows",
            got=str(error),
            next_step="try again later, or fetch from a mirror folder with --from",
        ) from error
    inside = [one for one in found if not is_public(ipaddress.ip_address(one.split("%")[0]))]
    if not found or (inside and not private):
        raise FileRefused(
            f"{target.host} does not lead to a public address",
            wanted="a host on the public internet",
            got=", ".join(inside) or "no address",
            next_step="mend the name server; for a machine without a network use --from FOLDER",
        )
    return found[0]


def is_public(ip: IpAddress) -> bool:
    """Whether anybody on the internet may be there; an address inside another counts as what it carries."""
    if isinstance(ip, ipaddress.IPv6Address):
        carried = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in TRANSLATED:
            carried = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if carried:
            return is_public(carried)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _refused(what: str, address: str, wanted: str) -> FileRefused:
    return FileRefused(what, wanted=wanted, got=repr(address[:200]), next_step="mend the address in the catalogue")
