"""Serving a node home on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tocsin.flow.home import Node

HOST = "127.0.0.1"
THREADS = 6


def prepare(node: Node) -> Callable[..., Any]:
    """Bring the ledger up to date (tables, then runs not yet applied) and answer with the WSGI application.

    One process serves one home: settings are read once.
    """
    os.environ["TOCSIN_HOME"] = str(node.directory)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.node.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)

    from tocsin.node.ledger import apply_runs
    from tocsin.node.wsgi import application

    apply_runs(node)
    return application


def serve(node: Node, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted, on 127.0.0.1 only. `ready` is told the address once the port is open (0: any free)."""
    from waitress.server import create_server

    server = create_server(prepare(node), host=HOST, port=port, threads=THREADS, ident="tocsin", clear_untrusted_proxy_headers=True)
    if ready:
        ready(f"http://{HOST}:{server.effective_port}/")  # type: ignore[union-attr]
    try:
        server.run()
    finally:
        server.close()
