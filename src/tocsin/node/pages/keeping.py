"""Who keeps the node: whoever sits at the machine that it runs on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from django.http import HttpRequest
from django.http.request import split_domain_port

from tocsin.node.pages.house import node
from tocsin.vocabulary.rows import project_alone

HANDED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def is_keeper(request: HttpRequest) -> bool:
    """Whether this request may look at what is kept from readers, and change it.

    There are no accounts yet: the keeper is who asks from this machine, under its own name, while `tocsin.toml` does
    not say `keeper_on_site = false`. A site that is handed on to others by a proxy on the same machine must say so.
    """
    host, _ = split_domain_port(request.get_host())
    here = host in LOOPBACK and _is_loopback(request.META.get("REMOTE_ADDR", ""))
    handed_on = any(name in request.META for name in HANDED_ON)
    return here and not handed_on and node().settings.get("keeper_on_site", True) is True


@contextmanager
def vocabulary_of(request: HttpRequest) -> Iterator[None]:
    """Within this the vocabulary is what this request may see of it: the node's own rows are for its keeper.

    They say what was judged here and why, of sources too that are not for everyone.
    """
    if is_keeper(request):
        yield
    else:
        with project_alone():
            yield


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
