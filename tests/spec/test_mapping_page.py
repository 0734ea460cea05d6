"""The page of a table of one's own, as a browser without scripts meets it: upload, see, correct, load."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request

import pytest
from tests.spec import strange_files as strange
from tests.spec.test_quarantine_page import SERVE, Browser

from tocsin.flow.home import init_home, open_home

EDGE = "----a-form-of-a-test"
LANGUAGES = ("en", "fr", "es")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return init_home(tmp_path_factory.mktemp("own") / "node").directory


@pytest.fixture(scope="module")
def browser(home: Path) -> Iterator[Browser]:
    served = subprocess.Popen([sys.executable, "-c", SERVE, str(home)], stdout=subprocess.PIPE, text=True)
    assert served.stdout is not None
    try:
        yield Browser(served.stdout.readline().strip().rstrip("/"))
    finally:
        served.terminate()
        served.wait()


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def sent(browser: Browser, text: str, name: str = "sewers.csv", language: str = "en") -> tuple[int, str, str]:
    """Upload a file by the form of the page."""
    page = browser.ask(f"/{language}/map/")[1]
    fields = f'--{EDGE}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token(page)}\r\n'
    head = (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    )
    body = f"{fields}{head}{text}\r\n--{EDGE}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}
    try:
        with browser.opener.open(Request(f"{browser.address}/{language}/map/", data=body, headers=kind)) as answer:
            return answer.status, unescape(answer.read().decode()), answer.url
    except HTTPError as error:
        return error.code, unescape(error.read().decode()), error.url or ""


def uploads(home: Path) -> list[Path]:
    return [path for path in (home / "cache" / "uploads").rglob("*") if path.is_file()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_there_in_every_language(browser: Browser, language: str) -> None:
    status, page, _ = browser.ask(f"/{language}/map/")
    assert status == 200
    assert f'<html lang="{language}">' in page
    assert 'type="file"' in page


def test_a_file_is_uploaded_seen_corrected_and_loaded(browser: Browser, home: Path) -> None:
    status, page, url = sent(browser, strange.WASTEWATER)
    assert status == 200
    assert "→ 47317.6473" in page  # 12.5 million gallons a day in cubic metres
    assert page.count("<fieldset>") == 3
    path = url.removeprefix(browser.address)
    form = {"csrfmiddlewaretoken": token(page), "answer:date_order": "day_dmy", "other:place": "US-OH"}
    again = unescape(browser.ask(path, form | {"act": "again"})[1])
    assert "→ 2024-04-03" in again
    refused = unescape(browser.ask(path, {"csrfmiddlewaretoken": token(again), "act": "load"})[1])
    assert "Some questions have no answer yet" in refused
    form |= {"answer:date_order": "day_mdy", "answer:mark_nd": "below_lod", "name": "north-sewers", "act": "load"}
    done = unescape(browser.ask(path, form | {"csrfmiddlewaretoken": token(refused)})[1])
    assert "Loaded as north-sewers: 4 rows accepted, 0 set aside, 16 values new." in done
    assert "TLP:GREEN" in done
    assert (home / "sources" / "north-sewers.toml").is_file()
    assert uploads(home) == []
    held = open_home(home).lake.observations(source="north-sewers").to_pyarrow()
    assert held.num_rows == 16
    assert browser.ask("/fr/sources/north-sewers/")[0] == 200
    assert "north-sewers" in browser.ask("/es/sources/")[1]


def test_the_next_file_of_the_same_layout_needs_one_button(browser: Browser, home: Path) -> None:
    later = strange.WASTEWATER.replace("3/11/2024", "3/18/2024")
    _, page, url = sent(browser, later, "sewers-of-the-next-week.csv")
    assert "Load it as north-sewers" in page
    path, form = url.removeprefix(browser.address), {"csrfmiddlewaretoken": token(page), "act": "known"}
    assert browser.ask(path, form | {"known": "nflis-dqs"})[0] == 404
    done = unescape(browser.ask(path, form | {"known": "north-sewers"})[1])
    assert "Loaded as north-sewers: 4 rows accepted, 0 set aside, 8 values new." in done
    assert open_home(home).lake.observations(source="north-sewers").count().to_pyarrow().as_py() == 24


def test_a_column_can_be_put_aside_and_a_figure_given_another_unit(browser: Browser) -> None:
    _, page, url = sent(browser, strange.WASTEWATER, "other-sewers.csv")
    form = {
        "csrfmiddlewaretoken": token(page),
        "answer:column.3": "ignored",
        "answer:figure.2": "flow_m3_per_day:ML/day",
    }
    again = unescape(browser.ask(url.removeprefix(browser.address), form | {"act": "again"})[1])
    assert "→ 12500" in again
    row = next(part for part in again.split("<tr>") if "Cocaine (ng/L)" in part)
    assert '<option value="ignored" selected>' in row


def test_a_file_that_names_people_is_refused_and_not_kept(browser: Browser, home: Path) -> None:
    before = uploads(home)
    status, page, _ = sent(browser, strange.PEOPLE, "register.csv")
    assert status == 422
    assert "this file seems to name people" in page
    assert uploads(home) == before
    assert "<form" in page


def test_a_form_from_elsewhere_is_refused(browser: Browser) -> None:
    assert browser.ask("/en/map/", {"file": "x"})[0] == 403


def test_a_file_beyond_the_bounds_is_turned_away_unread(browser: Browser) -> None:
    """Only its announced length is looked at."""
    import http.client

    address = browser.address.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=20)
    connection.putrequest("POST", "/en/map/")
    connection.putheader("Content-Type", f"multipart/form-data; boundary={EDGE}")
    connection.putheader("Content-Length", str((100 << 20) + 1))
    connection.endheaders()
    piece = b"x" * (1 << 20)
    for _ in range(101):
        connection.send(piece[: 1 << 20])
    status = connection.getresponse().status
    connection.close()
    assert status == 413
