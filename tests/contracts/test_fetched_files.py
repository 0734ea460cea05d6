"""A file that was fetched comes in by the front door, once; from the publisher or from a mirror folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.made_publisher import Publisher, gives, is_busy, knows_versions, publisher
from tocsin.cli.application import run
from tocsin.errors import FileRefused, UsageError
from tocsin.flow.fetching import fetch
from tocsin.flow.home import SETTINGS, Node, init_home, open_home
from tocsin.sources.fetching.memory import Kept, recall, remember

NYC = "nyc-drugchecking"
HEADER = "yr_mo,Total_Lab_Fent_Pos,Total_Lab_Xyl_Pos,Total_Lab_Med_Pos,Total_Lab\n"
MARCH = HEADER + "Jan 2026,1,1,1,9\nFeb 2026,30,4,12,38\nMar 2026,29,5,15,36\n"
APRIL = MARCH + "Apr 2026,31,4,19,40\n"
MODIFIED = "Sat, 02 May 2026 09:30:00 GMT"


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    with publisher(tmp_path_factory.mktemp("publisher")) as one:
        yield one


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return init_home(tmp_path / "home")


def at(node: Node, address: str) -> Node:
    """The node with another address for the city's file."""
    node.__dict__["sources"] = tuple(replace(s, address=address) if s.name == NYC else s for s in node.sources)
    return node


def mirror(folder: Path, **files: str) -> Path:
    (folder / NYC).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / NYC / f"{name}.csv").write_text(text)
    return folder


# From the publisher


def test_a_fetched_file_is_kept_and_read_and_dated_by_the_publisher(there: Publisher, node: Node) -> None:
    at(node, there.at("/panel.csv", knows_versions(APRIL.encode(), '"a"', MODIFIED)))
    first = fetch(node, NYC, outlet=there.outlet())
    assert first.state == "loaded" and first.files == ("panel.csv",)
    (receipt,) = first.receipts
    assert (receipt.rows_in, receipt.rows_quarantined) == (4, 0)
    assert receipt.known_at.isoformat() == "2026-05-02T09:30:00+00:00" and receipt.known_basis == "reported"
    digest = hashlib.sha256(APRIL.encode()).hexdigest()
    assert (node.directory / "raw" / digest[:2] / digest[2:]).read_text() == APRIL
    assert fetch(node, NYC, outlet=there.outlet()).state == "unchanged"
    assert there.asked[-1][1]["If-None-Match"] == '"a"' and there.asked[-1][1]["If-Modified-Since"] == MODIFIED
    assert node.lake.releases().num_rows == 1


def test_the_same_bytes_under_another_date_are_no_release(there: Publisher, node: Node) -> None:
    at(node, there.at("/same.csv", gives(APRIL.encode(), Last_Modified=MODIFIED)))
    assert fetch(node, NYC, outlet=there.outlet()).state == "loaded"
    there.at("/same.csv", gives(APRIL.encode(), Last_Modified="Sun, 03 May 2026 09:30:00 GMT"))
    assert fetch(node, NYC, outlet=there.outlet()).state == "same" and node.lake.releases().num_rows == 1


def test_the_next_version_is_a_release_of_its_own(there: Publisher, node: Node) -> None:
    at(node, there.at("/next.csv", knows_versions(MARCH.encode(), '"m"', "Wed, 01 Apr 2026 00:00:00 GMT")))
    fetch(node, NYC, outlet=there.outlet())
    there.at("/next.csv", knows_versions(APRIL.encode(), '"a"', MODIFIED))
    (receipt,) = fetch(node, NYC, outlet=there.outlet()).receipts
    assert receipt.observations_new == 4 and receipt.observations_unchanged == 8


def test_what_is_no_file_of_the_source_is_refused_and_forgotten(there: Publisher, node: Node) -> None:
    at(node, there.at("/page.csv", gives(b"<html>moved</html>", ETag='"p"')))
    with pytest.raises(FileRefused):
        fetch(node, NYC, outlet=there.outlet())
    there.at("/page.csv", knows_versions(APRIL.encode(), '"p"', MODIFIED))
    assert fetch(node, NYC, outlet=there.outlet()).state == "loaded"  # the tag of the bad answer was not kept


def test_a_busy_publisher_changes_nothing(there: Publisher, node: Node) -> None:
    at(node, there.at("/busy.csv", is_busy(9, 503, b"")))
    with pytest.raises(FileRefused):
        fetch(node, NYC, outlet=there.outlet())
    assert node.lake.releases().num_rows == 0 and not (node.directory / "cache" / "fetch.json").exists()


def test_a_date_in_the_future_dates_nothing(there: Publisher, node: Node) -> None:
    at(node, there.at("/ahead.csv", gives(APRIL.encode(), Last_Modified="Sat, 02 May 2099 09:30:00 GMT")))
    (receipt,) = fetch(node, NYC, outlet=there.outlet()).receipts
    assert receipt.known_basis == "assumed"


def test_without_an_address_one_is_told_where_the_publisher_has_the_file(node: Node) -> None:
    with pytest.raises(UsageError) as error:
        fetch(node, "cbp-drug-seizures")
    assert "www.cbp.gov" in str(error.value) and "--from FOLDER" in str(error.value)


def test_every_source_has_an_https_address_or_none(node: Node) -> None:
    from tocsin.sources.fetching.address import target_of

    assert all(target_of(source.address) for source in node.sources if source.address)


def test_notes_of_several_sources_stand_side_by_side_and_a_broken_one_is_forgotten(tmp_path: Path) -> None:
    one, two = (Kept(f"https://a.test/{n}", '"e"', "", n, "") for n in ("one", "two"))
    remember(tmp_path, "one", one)
    remember(tmp_path, "two", two)
    assert (recall(tmp_path, "one"), recall(tmp_path, "two"), recall(tmp_path, "three")) == (one, two, None)
    (tmp_path / "fetch.json").write_text('{"one": {"address": 1')
    assert recall(tmp_path, "one") is None


# From a mirror folder


def test_a_mirror_is_read_in_the_order_of_names_and_each_file_once(node: Node, tmp_path: Path) -> None:
    folder = mirror(tmp_path / "mirror", **{"2026-05": APRIL, "2026-04": MARCH})
    found = fetch(node, NYC, folder)
    assert found.files == ("2026-04.csv", "2026-05.csv") and len(found.receipts) == 2
    assert fetch(node, NYC, folder).state == "same"
    mirror(folder, **{"2026-06": APRIL + "May 2026,12,1,9,15\n"})
    assert fetch(node, NYC, folder).files == ("2026-06.csv",)


def test_one_bad_file_of_a_mirror_never_hides_the_others(node: Node, tmp_path: Path) -> None:
    folder = mirror(tmp_path / "mirror", a="no,header\n1,2\n", b=APRIL)
    found = fetch(node, NYC, folder)
    assert found.files == ("b.csv",) and len(found.refused) == 1 and found.refused[0].startswith("a.csv: ")


def test_a_mirror_is_left_by_no_link_and_shows_no_hidden_file(node: Node, tmp_path: Path) -> None:
    folder = mirror(tmp_path / "mirror")
    (tmp_path / "outside.csv").write_text(APRIL)
    (folder / NYC / "inside.csv").symlink_to(tmp_path / "outside.csv")
    (folder / NYC / ".half.csv").write_text(MARCH)
    assert fetch(node, NYC, folder).state == "same"


def test_a_mirror_without_the_source_says_which_folder_is_missing(node: Node, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=NYC):
        fetch(node, NYC, tmp_path)


def test_a_mirror_of_the_settings_is_used_without_a_word(node: Node, tmp_path: Path) -> None:
    mirror(tmp_path / "mirror", april=APRIL)
    with (node.directory / SETTINGS).open("a") as settings:
        settings.write('mirror = "../mirror"\n')
    assert fetch(open_home(node.directory), NYC).files == ("april.csv",)


def test_the_command_says_what_came_and_fails_where_a_file_was_refused(
    node: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = mirror(tmp_path / "mirror", april=APRIL)
    words = ["fetch", NYC, "--from", str(folder), "--home", str(node.directory)]
    assert run(words) == 0 and "4 rows, 0 set aside" in capsys.readouterr().out
    assert run(words) == 0 and "in this node already" in capsys.readouterr().out
    mirror(folder, bad="no,header\n1,2\n")
    assert run([*words, "--json"]) == 1 and '"state": "refused"' in capsys.readouterr().out


def test_the_command_shows_how_the_feeds_stand(node: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fetch(node, NYC, mirror(tmp_path / "mirror", a=MARCH, b=APRIL))
    home = ["--home", str(node.directory), "--as-of", "2026-05-10"]
    assert run(["feeds", *home]) == 0 and NYC in capsys.readouterr().out
    assert run(["feeds", "--source", NYC, *home, "--json"]) == 0
    assert '"state": "on_time"' in capsys.readouterr().out
    assert run(["feeds", "--source", NYC, *home]) == 0 and "taken back" in capsys.readouterr().out
