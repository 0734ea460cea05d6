"""The site as a browser meets it: nothing leaves the machine, nothing runs, everyone can use it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tocsin.flow.home import Node

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SERVE = """
import sys
from tocsin.flow.home import open_home
from tocsin.node.serve import serve
serve(open_home(sys.argv[1]), 0, lambda address: print(address, flush=True))
"""
LANGUAGES = ("en", "fr", "es")
THEMES = ("light", "dark")
SERIOUS = ("serious", "critical")


def absent(what: str) -> None:
    """Fail in CI, where it must be there; skip with a sentence elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI needs it")
    pytest.skip(f"{what} is not on this machine")


@pytest.fixture(scope="module")
def address(demo_home: Path) -> Iterator[str]:
    """The site in a process of its own, on a free port."""
    child = subprocess.Popen([sys.executable, "-c", SERVE, str(demo_home)], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield child.stdout.readline().strip().rstrip("/")
    finally:
        child.terminate()
        child.wait(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        absent("Chromium (Debian package chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def pages(demo_node: Node) -> tuple[str, ...]:
    """One address of each kind."""
    from tocsin.flow import answer

    lines = answer.briefing(demo_node).lines
    held = next(line for line in lines if line.purpose == "health_only")
    series = [f"series/{line.lead.series}/" for line in (lines[0], held)]
    figure = f"{series[0]}2025-H1/"
    release = next(r.release for r in answer.releases(demo_node) if r.source == lines[0].lead.source)
    return (
        "",
        "?view=table",
        *series,
        "substances/",
        "places/",
        "sources/",
        "sources/nflis-dqs/",
        figure,
        f"releases/{release}/?row=1",
        "quarantine/",
        "map/",
        "vocabulary/",
        "vocabulary/?q=xila",
        "vocabulary/fentanyl/",
        "vocabulary/fluorofentanyl-group/",
        "vocabulary/unknown/",
        "methods/",
        "nothing/",
    )


def visit(browser: Browser, address: str, script: bool = True, **options: Any) -> tuple[Page, list[str]]:
    """A new page of its own, and the list that its requests are written to."""
    context = browser.new_context(java_script_enabled=script, bypass_csp=script, **options)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="load")
    return page, asked


def test_no_request_leaves_the_machine(browser: Browser, address: str, pages: tuple[str, ...]) -> None:
    for name in pages:
        page, asked = visit(browser, f"{address}/en/{name}", script=False)
        assert {urlsplit(url).hostname for url in asked if not url.startswith("data:")} == {"127.0.0.1"}
        page.context.close()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_serious(
    browser: Browser, address: str, pages: tuple[str, ...], language: str, theme: Any
) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    for name in pages:
        page, _ = visit(browser, f"{address}/{language}/{name}", color_scheme=theme)
        page.evaluate(axe)
        answer = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert len(answer["passes"]) > 10, "axe did not run"
        found = answer["violations"]
        told = [
            (v["id"], v["help"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found if v["impact"] in SERIOUS
        ]
        assert told == [], f"{language} {theme} {name}"
        page.context.close()


def test_the_policy_stops_nothing_that_a_page_needs(browser: Browser, address: str, pages: tuple[str, ...]) -> None:
    for name in pages:
        context = browser.new_context()
        page, said = context.new_page(), list[str]()
        page.on("console", lambda message, said=said: said.append(message.text))
        page.goto(f"{address}/en/{name}", wait_until="networkidle")
        assert [text for text in said if "404" not in text] == []
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_works_without_javascript(browser: Browser, address: str, language: str) -> None:
    page, _ = visit(browser, f"{address}/{language}/", script=False)
    page.locator(".line summary").first.click()
    assert page.locator(".line details[open] dl").first.is_visible()
    page.locator(".filters summary").click()
    page.locator("select[name=harm]").select_option("critical")
    page.locator(".filters button").click()
    assert "harm=critical" in page.url
    page.locator(".line h3 a").first.click()
    assert "/series/" in page.url
    picture = page.locator(".chart img")
    assert picture.is_visible()
    page.context.close()


@pytest.mark.parametrize("theme", THEMES)
def test_the_chart_follows_the_theme_of_the_reader(
    browser: Browser, address: str, pages: tuple[str, ...], theme: Any
) -> None:
    page, asked = visit(browser, f"{address}/en/{pages[2]}", color_scheme=theme)
    assert any(f"theme={theme}" in url for url in asked)
    assert page.evaluate("document.querySelector('.chart img').naturalWidth") > 300
    page.context.close()


@pytest.mark.parametrize("theme", THEMES)
def test_the_ground_follows_the_theme_of_the_reader(browser: Browser, address: str, theme: Any) -> None:
    page, _ = visit(browser, f"{address}/en/", color_scheme=theme)
    red = int(page.evaluate("getComputedStyle(document.body).backgroundColor").removeprefix("rgb(").split(",")[0])
    assert (red > 200) is (theme == "light")
    page.context.close()


def test_the_keyboard_reaches_the_content_the_sections_and_the_lines(browser: Browser, address: str) -> None:
    page, _ = visit(browser, f"{address}/en/")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.tagName"))
    assert reached[0] == "#content"
    assert {"/en/substances/", "/en/places/", "/en/sources/", "/en/methods/"} <= set(reached)
    assert any("/series/" in one for one in reached)
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_narrow_screen_never_scrolls_sideways(
    browser: Browser, address: str, pages: tuple[str, ...], language: str
) -> None:
    for name in pages:
        page, _ = visit(browser, f"{address}/{language}/{name}", viewport={"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, f"{language} {name}"
        page.context.close()
