"""The page about rows set aside, as a browser without scripts meets it: a real server, real forms, real cookies."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from tests.spec.test_quarantine import SOURCE, line, values, write

from tocsin.clock import published
from tocsin.flow import quarantine
from tocsin.flow.arrive import ingest
from tocsin.flow.home import Node, init_home

SERVE = """
import sys
from tocsin.flow.home import open_home
from tocsin.node.serve import serve
serve(open_home(sys.argv[1]), 0, lambda address: print(address, flush=True))
"""
WATER = """\
Year,Metabolite,Site ID,Country,City,Wednesday,Thursday,Friday,Saturday,Sunday,Monday,Tuesday,Daily mean
2024,MDMA,AT001,AT,Graz,1,2,3,4,5,6,7,5.5
2024,cocaine,AT001,AT,Graz,1,1,1,1,1,1,1,1
"""
LANGUAGES = ("en", "fr", "es")
ROWS = (
    line("Fentanyl", 3), line("Heroin", "many"), line("Cocaine", 4), line("Cocaine", 5), "torn off",
    line("<script>alert(1)</script>", "-1"),
)  # fmt: skip


@dataclass
class Browser:
    """Asks the site and keeps its cookies."""

    address: str
    opener: OpenerDirector = field(default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar())))

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, str]:
        """Status, text and the address one was led to."""
        data = urlencode(form).encode() if form is not None else None
        try:
            with self.opener.open(Request(self.address + path, data=data, headers=headers)) as answer:
                return answer.status, answer.read().decode(), answer.url
        except HTTPError as error:
            return error.code, error.read().decode(), error.url or ""

    def send(self, path: str, act: str, row: int, **changed: str) -> tuple[int, str, str]:
        """Fill in the form of one row as it stands on the page, with some fields changed, and send it."""
        page = self.ask(path)[1]
        forms = [
            found for found in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'name="act" value="{act}"' in found
        ]
        (form,) = [found for found in forms if f'name="row" value="{row}"' in found]
        fields = re.findall(r'<input [^>]*name="([^"]+)" value="([^"]*)"', form)
        return self.ask(path, {unescape(name): unescape(value) for name, value in fields} | changed)


def home_with_rows(folder: Path, settings: str = "") -> Node:
    node = init_home(folder / "node")
    if settings:
        with (node.directory / "tocsin.toml").open("a") as file:
            file.write(settings)
    ingest(node, write(folder, *ROWS), SOURCE, published("2026-01-12"))
    water = folder / "water.csv"
    water.write_text(WATER)
    ingest(node, water, "euda-score")
    return node


def served(node: Node) -> Iterator[Browser]:
    child = subprocess.Popen([sys.executable, "-c", SERVE, str(node.directory)], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield Browser(child.stdout.readline().strip().rstrip("/"))
    finally:
        child.terminate()
        child.wait(timeout=20)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    return home_with_rows(tmp_path_factory.mktemp("keeper"))


@pytest.fixture(scope="module")
def browser(node: Node) -> Iterator[Browser]:
    yield from served(node)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_is_shown_with_what_was_found_what_was_wanted_and_how_to_mend_it(
    browser: Browser, node: Node, language: str
) -> None:
    from tocsin.wording import say
    from tocsin.wording.checks import broken, fix, wanted

    status, page, _ = browser.ask(f"/{language}/quarantine/")
    text = unescape(page)
    assert status == 200
    assert say("quarantine.title", language) in text
    for row in quarantine.aside(node).shown:
        assert all(said in text for said in (row.found.strip(), wanted(row.wanted, language), row.release))
        assert broken(row.rule, language) in text and fix(row.rule, language) in text
    assert "<script" not in page


def test_a_rule_can_be_chosen_in_the_address(browser: Browser) -> None:
    page = browser.ask("/en/quarantine/?rule=duplicate_key")[1]
    assert "2 rows set aside" in page
    assert 'name="row" value="3"' in page and 'name="row" value="2"' not in page
    assert "Nothing is set aside here" in browser.ask("/en/quarantine/?source=nflis-dqs")[1]
    assert browser.ask("/en/quarantine/?skip=-1")[0] == 404


def test_a_sources_page_leads_to_its_rows(browser: Browser) -> None:
    page = browser.ask(f"/fr/sources/{SOURCE}/")[1]
    (link,) = re.findall(r'<td class="n"><a href="(/fr/quarantine/\?release=[^"]+)">5</a>', page)
    assert "5" in browser.ask(unescape(link))[1]


def test_what_is_still_wrong_is_told_in_the_readers_language_and_shown_again(browser: Browser, node: Node) -> None:
    status, page, _ = browser.send("/fr/quarantine/", "correct", 2, **{"cell:Count of Event": "beaucoup"})
    assert status == 422
    assert 'role="alert"' in page and 'value="beaucoup"' in page
    assert quarantine.acts(node) == ()


def test_a_form_without_the_sites_own_mark_is_refused(browser: Browser, node: Node) -> None:
    release = quarantine.aside(node).shown[0].release
    form = {"act": "correct", "release": release, "row": "2", "cell:Count of Event": "7"}
    status, page, _ = browser.ask("/es/quarantine/", form)
    assert status == 403
    assert '<html lang="es">' in page
    assert quarantine.acts(node) == ()


def test_a_corrected_row_is_taken_up_and_a_clash_is_settled(browser: Browser, node: Node) -> None:
    status, page, led_to = browser.send(
        "/en/quarantine/?rule=not_a_number", "correct", 2, **{"cell:Count of Event": "7", "why": "seen in print"}
    )
    assert (status, 'role="status"' in page) == (200, True)
    assert "rule=not_a_number" in led_to
    (act,) = quarantine.acts(node)
    assert (act.column, act.found, act.value, act.why) == ("Count of Event", "many", "7", "seen in print")
    assert browser.send("/en/quarantine/", "vouch", 4)[0] == 200
    assert values(node) == {"Fentanyl": 3, "Heroin": 7, "Cocaine": 5}
    assert "seen in print" in browser.ask("/en/quarantine/")[1]


def test_a_torn_line_has_no_form_and_says_what_to_do(browser: Browser) -> None:
    page = browser.ask("/en/quarantine/?rule=unreadable_row")[1]
    assert 'name="act" value="correct"' not in page
    assert "cannot be corrected here" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_printed_totals_that_the_rows_do_not_come_to_are_shown_with_both_figures(
    browser: Browser, language: str
) -> None:
    from tocsin.wording import number, say

    page = unescape(browser.ask(f"/{language}/quarantine/?source=euda-score")[1])
    assert say("quarantine.totals", language) in page
    assert "2024, AT001, MDMA" in page and "cocaine" not in page
    assert number(5.5, language, 2) in page and number(4, language, 2) in page


def test_every_field_has_a_name_and_every_answer_forbids_scripts(browser: Browser) -> None:
    with browser.opener.open(browser.address + "/en/quarantine/") as answer:
        page, headers = answer.read().decode(), answer.headers
    assert (
        "script-src" not in headers["Content-Security-Policy"]
        and "default-src 'none'" in headers["Content-Security-Policy"]
    )
    assert "no-store" in headers["Cache-Control"]
    fields = re.findall(r'(<label[^>]*>[^<]+)?<input type="text"', page)
    assert fields and all(fields)


def test_only_the_machine_itself_is_asked_under_its_own_name(browser: Browser) -> None:
    assert browser.ask("/en/quarantine/", Host="node.example.org")[0] == 400


def test_the_keeper_can_close_it(tmp_path: Path) -> None:
    for closed in served(home_with_rows(tmp_path, "keeper_on_site = false\n")):
        assert closed.ask("/en/quarantine/")[0] == 404
        assert closed.ask(f"/en/sources/{SOURCE}/")[0] == 200
