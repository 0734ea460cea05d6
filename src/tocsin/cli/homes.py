"""Commands about a home: make one, show the demonstration, serve the site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tocsin.cli.options import Home, Json, home_of
from tocsin.cli.output import as_json, progress, say

Port = Annotated[int, Parameter(name="--port", help="Port on this machine; nothing listens to the outside.")]


def init(
    directory: Path,
    *,
    snapshot: Annotated[bool, Parameter(help="The node's clock stands at its newest figure.")] = False,
    json: Json = False,
) -> int:
    """Make a node home in DIRECTORY; one that is there already is left as it is.

    Example: `tocsin init my-node`
    """
    from tocsin.flow.home import init_home

    node = init_home(directory, snapshot=snapshot)
    as_json({"home": node.directory, "settings": node.settings}) if json else say(
        f"A node home is ready in {node.directory}."
    )
    return 0


def demo(
    directory: Annotated[Path, Parameter(help="Where the demonstration node lives.")] = Path("demo-home"),
    *,
    port: Port = 8642,
    serve: Annotated[bool, Parameter(help="Open the site after detecting.")] = True,
) -> int:
    """Load the bundled figures, detect, and open the site on localhost.

    The figures are a dated snapshot of what publishers gave away: real, and not of today.

    Example: `tocsin demo --port 8642`
    """
    from tocsin.flow.arrive import ingest_bundled
    from tocsin.flow.home import init_home
    from tocsin.flow.nightly import run

    node = init_home(directory, snapshot=True)
    with progress("Loading figures") as step:
        receipts = ingest_bundled(node, step)
    say(f"{len(receipts)} releases, {sum(r.observations_new for r in receipts):,} new observations.")
    with progress("Detecting") as step:
        report = run(node, progress=step)
    say(
        f"{report.series:,} series watched as of {report.as_of.date()}: {report.above} above, {report.below} below, {report.cannot_say} that cannot be said."
    )
    return _serve(node.directory, port) if serve else 0


def serve(*, home: Home = None, port: Port = 8642) -> int:
    """Open the site of a node on localhost. Ctrl-C ends it.

    Example: `tocsin serve --home my-node --port 8642`
    """
    return _serve(home_of(home).directory, port)


def _known(address: str) -> str:
    return address.replace("127.0.0.1", "localhost")


def _serve(directory: Path, port: int) -> int:
    from tocsin.flow.home import open_home
    from tocsin.node.serve import serve as open_site

    open_site(open_home(directory), port, lambda address: say(f"The site is on {_known(address)} (Ctrl-C ends it)."))
    return 0
