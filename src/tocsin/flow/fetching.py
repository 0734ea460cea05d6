"""Fetching: ask the publisher, or a mirror folder, for what is newer, and take it in by the front door."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from tocsin.clock import now
from tocsin.errors import FileRefused, UsageError
from tocsin.flow.arrive import ingest
from tocsin.flow.home import Node
from tocsin.records.receipt import Receipt

if TYPE_CHECKING:
    from tocsin.records.source import Source
    from tocsin.sources.fetching.asking import Answer, Outlet


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one fetch. `state`: loaded, unchanged (the publisher said so), same (the bytes are here), refused."""

    source: str
    origin: str  # the address, or the mirror folder
    state: str
    files: tuple[str, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    refused: tuple[str, ...] = ()  # of a mirror: files that could not be taken in, and why


def fetch(node: Node, source_name: str, folder: Path | None = None, outlet: Outlet | None = None) -> Fetched:
    """Fetch the next file of a source: from `folder`, from the `mirror` of the settings, else from its publisher.

    The bytes are kept and read as if they had been loaded by hand. Raises `UsageError` when the catalogue has no
    address, `FileRefused` when the publisher gave nothing good; then nothing was changed.
    """
    from tocsin.sources.catalogue import source

    origin = source(source_name, node.sources)
    mirror = folder or _mirror(node)
    if mirror is not None:
        return _from_mirror(node, origin, mirror)
    if not origin.address:
        raise _no_address(origin)
    return _from_publisher(node, origin, outlet)


def _mirror(node: Node) -> Path | None:
    named = node.settings.get("mirror")
    return node.directory / Path(str(named)).expanduser() if named else None


def _no_address(source: Source) -> UsageError:
    from tocsin.wording import knows, say

    code = f"address.{source.name}"
    return UsageError(
        f"{source.name} has no address that stays the same",
        wanted="an address in the catalogue, or a mirror folder",
        got=say(code, "en") if knows(code) else f"ask {source.publisher}",
        next_step=f"take the file from there and run `tocsin ingest FILE --source {source.name}`, or give --from FOLDER",
    )


def _from_mirror(node: Node, source: Source, folder: Path) -> Fetched:
    from tocsin.sources.fetching.mirror import waiting

    files = waiting(folder, source.name, _seen(node, source))
    loaded: list[str] = []
    receipts: list[Receipt] = []
    refused: list[str] = []
    for file in files:
        try:
            receipts += ingest(node, file, source.name)
            loaded.append(file.name)
        except FileRefused as error:  # one bad file never hides the others
            refused.append(f"{file.name}: {error}")
    state = "loaded" if loaded else "refused" if refused else "same"
    return Fetched(source.name, str(folder / source.name), state, tuple(loaded), tuple(receipts), tuple(refused))


def _from_publisher(node: Node, source: Source, outlet: Outlet | None) -> Fetched:
    from tocsin.sources.fetching.asking import ask
    from tocsin.sources.fetching.memory import recall

    cache = node.directory / "cache"
    with TemporaryDirectory(prefix="tocsin-") as place:
        contact = str(node.settings.get("contact", ""))
        answer = ask(source.address, Path(place), recall(cache, source.name), outlet, contact)
        if answer is None:
            return Fetched(source.name, source.address, "unchanged")
        if answer.sha256 in _seen(node, source):  # the same bytes are no release, whatever date they carry now
            _remember(cache, source, answer)
            return Fetched(source.name, source.address, "same", (answer.file.name,))
        receipts = ingest(node, answer.file, source.name, _dated(source, answer))
        _remember(cache, source, answer)  # last: a fetch that was killed is simply made again
    return Fetched(source.name, source.address, "loaded", (answer.file.name,), receipts)


def _seen(node: Node, source: Source) -> set[str]:
    """The hashes of the files of this source that the node has taken in."""
    return set(node.lake.releases().filter(pc.field("source") == source.name)["file_sha256"].to_pylist())


def _dated(source: Source, answer: Answer) -> datetime | None:
    """When the publisher last changed the file, where neither the file nor its adapter knows when it came out."""
    from tocsin.sources.reading import read

    if answer.modified is None:
        return None
    with closing(read(answer.file, source, known_at=None, now=now())) as arrivals:  # pyright: ignore[reportArgumentType]
        guessed = next(arrivals).release.known_basis in ("assumed", "ingest")
    return answer.modified if guessed else None


def _remember(cache: Path, source: Source, answer: Answer) -> None:
    from tocsin.sources.fetching.memory import Kept, remember

    kept = Kept(source.address, answer.etag, answer.last_modified, answer.sha256, now().isoformat())
    remember(cache, source.name, kept)
