"""Serving a node home on this machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tocsin.node.opening import open_site

if TYPE_CHECKING:
    from tocsin.flow.home import Node

HOST = "127.0.0.1"
THREADS = 6


def prepare(node: Node) -> Callable[..., Any]:
    """Bring the ledger up to date (tables, then runs not yet applied) and answer with the WSGI application."""
    open_site(node)
    from tocsin.flow.answer import briefing
    from tocsin.node.wsgi import application

    briefing(node)  # the first reader should not wait for what every reader needs
    return application


def serve(node: Node, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted, on 127.0.0.1 only. `ready` is told the address once the port is open (0: any free)."""
    from waitress.server import create_server

    server = create_server(
        prepare(node), host=HOST, port=port, threads=THREADS, ident="tocsin", clear_untrusted_proxy_headers=True
    )
    if ready:
        ready(f"http://{HOST}:{getattr(server, 'effective_port', port)}/")
    try:
        server.run()
    finally:
        server.close()
