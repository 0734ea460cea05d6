"""The pages: what a person sees, in three languages, from the bundled figures."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tocsin.flow.home import Node

LANGUAGES = ("en", "fr", "es")
PAGES = (
    "",
    "substances/",
    "places/",
    "sources/",
    "sources/nflis-dqs/",
    "sources/unodc-ids/",
    "vocabulary/",
    "vocabulary/fentanyl/",
    "methods/",
    "quarantine/",
)


@pytest.fixture(scope="module")
def site(demo_node: Node) -> Client:
    """The site over the bundled figures, asked without a server in between."""
    from tocsin.node.opening import open_site

    open_site(demo_node)
    from django.test import Client

    return Client(headers={"host": "localhost"})


@pytest.fixture(scope="module")
def lead_series(demo_node: Node) -> str:
    from tocsin.flow import answer

    return answer.briefing(demo_node).lines[0].lead.series


@pytest.fixture(scope="module")
def health_series(demo_node: Node) -> str:
    from tocsin.flow import answer

    lines = answer.briefing(demo_node).lines
    return next(line for line in lines if line.purpose == "health_only").lead.series


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_in_every_language(site: Client, page: str, language: str) -> None:
    response = site.get(f"/{language}/{page}")
    assert response.status_code == 200
    assert f'<html lang="{language}">' in text_of(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_shows_every_line_in_its_order(site: Client, demo_node: Node, language: str) -> None:
    from django.utils.html import escape

    from tocsin.bulletins.lines import headline, line_title
    from tocsin.flow import answer

    briefing = answer.briefing(demo_node)
    page = text_of(site.get(f"/{language}/"))
    assert escape(headline(briefing, language)) in page
    shown = [page.index(f'id="{line.signal}"') for line in briefing.lines]
    assert shown == sorted(shown)
    assert all(escape(line_title(line, language)) in page for line in briefing.lines)


def test_the_first_page_says_how_old_it_is_and_what_was_not_called(site: Client, demo_node: Node) -> None:
    from tocsin.flow import answer

    page = text_of(site.get("/en/"))
    assert "As known on" in page
    assert "dated snapshot of public figures" in page
    assert "Not called, and why" in page
    assert page.count('class="spark"') == len(answer.briefing(demo_node).lines)


def test_the_way_in_follows_the_language_of_the_browser(site: Client) -> None:
    response = site.get("/", headers={"accept-language": "fr-CA,fr;q=0.9"})
    assert (response.status_code, response["Location"]) == (302, "/fr/")
    assert site.get("/", headers={"accept-language": "nl"})["Location"] == "/en/"


def test_filters_order_and_view_stand_in_the_address(site: Client) -> None:
    critical = text_of(site.get("/en/?harm=critical"))
    assert "harm-critical" in critical
    assert '<span class="harm harm-low">' not in critical
    assert "Nothing rings for this choice" in text_of(site.get("/en/?q=zzzz"))
    table = text_of(site.get("/en/?view=table"))
    assert '<th scope="col">Signal</th>' in table
    named = re.findall(
        r'<th scope="row"><a href="[^"]+">([^<]+)</a></th><td>', text_of(site.get("/en/?view=table&sort=name"))
    )
    assert named == sorted(named, key=str.casefold)


def test_the_map_can_be_asked_for_another_line(site: Client, demo_node: Node) -> None:
    from tocsin.flow import answer
    from tocsin.vocabulary import substances

    line = next(line for line in answer.briefing(demo_node).lines[1:] if line.lead.source == "nflis-dqs")
    page = text_of(site.get(f"/en/?map={line.signal}"))
    heading = re.search(r'<h2 id="map-heading">([^<]+)', page)
    assert heading is not None
    assert substances.label(line.lead.substance, "en").casefold() in heading[1].casefold()


def test_the_map_has_the_same_figures_as_its_table(site: Client) -> None:
    page = text_of(site.get("/en/"))
    tiles = dict(re.findall(r'class="tile-link"[^>]*>.*?<title>([^:<]+): ([\d,.]+) reports</title>', page))
    rows = dict(re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a></th><td class="n">([^<]+)</td>', page))
    assert tiles
    assert {place: rows[place] for place in tiles} == tiles


def test_looking_back_says_so_and_keeps_the_day_in_every_link(site: Client) -> None:
    page = text_of(site.get("/en/?as_of=2025-01-15"))
    assert "You are looking at what was known on 15 January 2025" in page
    assert re.search(r'href="/en/series/[0-9a-f]+/\?as_of=2025-01-15"', page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["?as_of=yesterday", "series/nothing/", "sources/nothing/", "nothing/"])
def test_what_is_not_there_is_told_in_the_readers_language(site: Client, language: str, address: str) -> None:
    from tocsin.wording import say

    response = site.get(f"/{language}/{address}")
    assert response.status_code == 404
    assert say("fault.404.what", language).replace("’", "’") in text_of(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_series_has_its_figures_as_picture_text_table_and_file(site: Client, lead_series: str, language: str) -> None:
    page = text_of(site.get(f"/{language}/series/{lead_series}/"))
    described = re.search(r'<img src="([^"]+)" alt="([^"]+)"', page)
    assert described is not None
    assert len(described[2]) > 80
    assert "<table>" in page
    rows = list(csv.DictReader(io.StringIO(text_of(site.get(f"/{language}/series/{lead_series}/values.csv")))))
    assert {"start", "end", "value", "tested", "status"} <= set(rows[0])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chart_is_a_picture_that_asks_for_nothing(site: Client, lead_series: str, theme: str) -> None:
    response = site.get(f"/en/series/{lead_series}/chart.svg?theme={theme}")
    assert response["Content-Type"] == "image/svg+xml"
    found = set(re.findall(r"https?://[^\"' <]+", text_of(response)))
    assert found <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "<script" not in text_of(response)


def test_a_health_only_figure_never_goes_without_its_statement(site: Client, health_series: str) -> None:
    from tocsin.wording import say

    for language in LANGUAGES:
        page = text_of(site.get(f"/{language}/series/{health_series}/"))
        assert say("health_only.nyc", language) in page or say("health_only.unc", language) in page
        assert say("purpose.health_only_short", language) in text_of(site.get(f"/{language}/"))


def test_a_source_shows_its_releases_reconciled(site: Client, demo_node: Node) -> None:
    from tocsin.flow import answer
    from tocsin.wording import number

    page = text_of(site.get("/en/sources/cbp-drug-seizures/"))
    own = [release for release in answer.releases(demo_node) if release.source == "cbp-drug-seizures"]
    for release in own:
        assert release.rows_in == release.rows_accepted + release.rows_quarantined
        assert number(release.rows_in, "en") in page


def test_the_methods_page_says_of_each_how_often_it_is_wrong(site: Client) -> None:
    page = text_of(site.get("/en/methods/"))
    assert page.count("False alarms") == page.count("<section")


def test_every_answer_forbids_what_is_not_ours(site: Client, lead_series: str) -> None:
    for address in ("/en/", f"/en/series/{lead_series}/", "/robots.txt", "/nothing", "/en/signals.csv"):
        response = site.get(address)
        assert response["Content-Security-Policy"].startswith("default-src 'none'")
        assert "script-src" not in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_no_page_needs_what_the_policy_forbids(site: Client, page: str, language: str) -> None:
    shown = text_of(site.get(f"/{language}/{page}"))
    assert "<script" not in shown
    assert " style=" not in shown
    assert not re.search(r'(src|href|srcset)="(https?:)?//', shown)


def test_a_request_for_another_host_is_refused(site: Client) -> None:
    assert site.get("/en/", headers={"host": "elsewhere.example"}).status_code == 400


def test_machines_get_short_answers(site: Client) -> None:
    assert "Disallow: /" in text_of(site.get("/robots.txt"))
    assert text_of(site.get("/healthz")).startswith("ok 1 runs")


def test_the_list_can_be_taken_along(site: Client, demo_node: Node) -> None:
    from tocsin.flow import answer

    rows = list(csv.DictReader(io.StringIO(text_of(site.get("/en/signals.csv")))))
    assert [row["signal"] for row in rows] == [line.signal for line in answer.briefing(demo_node).lines]


def test_a_run_is_applied_to_the_ledger_once(site: Client, demo_node: Node) -> None:
    from tocsin.node.ledger import apply_runs
    from tocsin.node.ledger.models import AppliedRun

    assert apply_runs(demo_node) == 0
    assert AppliedRun.objects.count() == demo_node.lake.runs().num_rows


def test_the_ledger_can_live_in_postgresql_and_nowhere_unknown(tmp_path: Any) -> None:
    from tocsin.errors import UsageError
    from tocsin.node.database import ledger_database

    there = ledger_database("postgresql://me:a%20b@db:5433/tocsin?sslmode=require", tmp_path)
    assert (there["NAME"], there["USER"], there["PASSWORD"], there["HOST"], there["PORT"]) == (
        "tocsin",
        "me",
        "a b",
        "db",
        "5433",
    )
    assert there["OPTIONS"] == {"sslmode": "require"}
    assert ledger_database("", tmp_path)["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    with pytest.raises(UsageError):
        ledger_database("mysql://x/y", tmp_path)
