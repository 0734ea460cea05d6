"""The pages of the vocabulary: search it, read one entry, take it along, see what is unknown."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from tocsin.vocabulary import rows, substances, version
from tocsin.wording import number, say

if TYPE_CHECKING:
    from django.test import Client

    from tocsin.flow.home import Node

LANGUAGES = ("en", "fr", "es")
PAGES = (
    "",
    "?q=benzodope",
    "terms/",
    "xylazine/",
    "bromazolam/",
    "?q=xila",
    "?class=fentanyls",
    "fentanyl/",
    "fluorofentanyl-group/",
    "fentanyl-related/",
    "unknown/",
)


@pytest.fixture(scope="module")
def site(demo_node: Node) -> Client:
    from tocsin.node.opening import open_site

    open_site(demo_node)
    from django.test import Client

    return Client(headers={"host": "localhost"})


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_in_every_language_without_scripts(site: Client, page: str, language: str) -> None:
    response = site.get(f"/{language}/vocabulary/{page}")
    assert response.status_code == 200
    shown = response.content.decode()
    assert f'<html lang="{language}">' in shown
    assert "<script" not in shown and " style=" not in shown
    assert not re.search(r'(src|href|srcset)="(https?:)?//', shown)


@pytest.mark.parametrize("kind", ["substance", "group", "class", "basket", "all", "firearm"])
def test_an_entry_of_every_kind_has_its_page(site: Client, kind: str) -> None:
    one = next(one for one in substances.all_substances() if one.kind == kind)
    assert one.label_en in text_of(site.get(f"/en/vocabulary/{one.id}/"))


def test_a_name_in_any_language_and_a_number_find_the_substance(site: Client) -> None:
    for asked in ("xylazine", "xilacina", "Xylazin", "UF599785JZ", "437-38-7"):
        found = text_of(site.get("/en/vocabulary/", {"q": asked}))
        wanted = "xylazine" if asked[0].casefold() == "x" else "fentanyl"
        assert f'href="/en/vocabulary/{wanted}/"' in found, asked


def test_a_result_says_what_it_was_found_by(site: Client) -> None:
    assert '<td class="by">437-38-7</td>' in text_of(site.get("/en/vocabulary/?q=437-38-7"))


def test_a_class_shows_what_lies_below_it_too(site: Client) -> None:
    within = text_of(site.get("/en/vocabulary/?class=opiates&q=fentanyl"))
    assert 'href="/en/vocabulary/fentanyl/"' in within
    assert 'href="/en/vocabulary/fentanyl/"' not in text_of(site.get("/en/vocabulary/?class=stimulants&q=fentanyl"))


def test_a_long_list_is_turned_over(site: Client) -> None:
    first = text_of(site.get("/en/vocabulary/?class=opiates"))
    link = re.search(r'href="([^"]+skip=100)"', first)
    assert link is not None
    second = text_of(site.get(link[1]))
    shown = [set(re.findall(r'<th scope="row"><a href="([^"]+)"', page)) for page in (first, second)]
    assert shown[0] and shown[1] and not shown[0] & shown[1]
    assert site.get("/en/vocabulary/?class=opiates&skip=x").status_code == 404


def test_what_is_not_here_is_told_and_not_guessed(site: Client) -> None:
    assert say("vocabulary.nothing", "fr") in text_of(site.get("/fr/vocabulary/?q=zzzzqq"))
    assert site.get("/fr/vocabulary/zzzzqq/").status_code == 404


def test_what_is_asked_is_shown_as_text(site: Client) -> None:
    shown = site.get("/en/vocabulary/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_shows_its_labels_numbers_names_and_source(site: Client, language: str) -> None:
    page = text_of(site.get(f"/{language}/vocabulary/fentanyl/"))
    (numbers,) = [row for row in rows.rows("identifiers") if row["substance"] == "fentanyl"]
    assert all(cell in page for name, cell in numbers.items() if cell and name not in ("substance", "mass"))
    assert number(float(numbers["mass"]), language, 2) in page
    assert all(substances.label("fentanyl", said) in page for said in LANGUAGES)
    named = [row for table in ("names", "unii_names") for row in rows.rows(table) if row["substance"] == "fentanyl"]
    assert [row["name"] for row in named if row["name"].casefold() not in page.casefold()] == []


def test_a_misspelling_stands_apart_from_good_names(site: Client) -> None:
    row = next(row for row in rows.rows("names") if row["kind"] == "misspelling")
    page = text_of(site.get(f"/en/vocabulary/{row['substance']}/"))
    assert page.index(say("vocabulary.names_wrong", "en")) < page.index(row["name"])


def test_a_group_and_its_members_lead_to_each_other(site: Client) -> None:
    row = next(iter(rows.rows("groups")))
    assert f'href="/en/vocabulary/{row["member"]}/"' in text_of(site.get(f"/en/vocabulary/{row['group']}/"))
    assert f'href="/en/vocabulary/{row["group"]}/"' in text_of(site.get(f"/en/vocabulary/{row['member']}/"))


def test_a_word_of_the_supply_is_shown_with_the_sentence_that_it_is_no_name(site: Client) -> None:
    for row in rows.rows("supply_terms")[:3]:
        page = text_of(site.get(f"/en/vocabulary/{row['stands_for'].split(';')[0]}/"))
        assert row["term"] in page and say("vocabulary.terms_note", "en") in page


def test_a_schedule_is_shown_with_the_note_that_a_list_has_a_date(site: Client) -> None:
    for row in rows.rows("schedules")[:3]:
        page = text_of(site.get(f"/en/vocabulary/{row['substance']}/"))
        assert row["source"] in page and say("vocabulary.schedules_note", "en") in page


def test_a_list_of_the_law_is_told_in_words_of_the_reader(site: Client) -> None:
    for language, wanted in (
        ("en", ("Ley General de Salud, article 234", "schedule II", "1961 convention, schedule I")),
        ("fr", ("Mexique", "convention de 1961, tableau I", "annexe I")),
        ("es", ("Ley General de Salud, artículo 234", "convención de 1961, lista I", "Estados Unidos")),
    ):
        page = text_of(site.get(f"/{language}/vocabulary/fentanyl/"))
        assert [words for words in wanted if words not in page] == []


def test_an_entry_that_no_list_names_says_which_lists_are_held(site: Client) -> None:
    page = text_of(site.get("/en/vocabulary/xylazine/"))
    assert say("vocabulary.no_schedules", "en") in page and "Canada, CDSA (2026-07-23)" in page


def test_an_entry_of_a_family_that_a_list_names_shows_the_family(site: Client) -> None:
    page = text_of(site.get("/en/vocabulary/bromazolam/"))
    assert say("vocabulary.law_family_note", "en") in page and "schedule IV" in page
    assert 'href="/en/vocabulary/any-benzodiazepine/"' in page
    assert say("vocabulary.law_family_note", "en") not in text_of(site.get("/en/vocabulary/fentanyl/"))


def test_a_search_for_a_word_of_the_supply_says_that_it_is_no_name(site: Client) -> None:
    page = text_of(site.get("/en/vocabulary/?q=benzodope"))
    assert say("vocabulary.terms_apart", "en") in page
    assert 'href="/en/vocabulary/terms/#benzodope"' in page and '<td class="by">benzodope</td>' not in page
    assert say("vocabulary.terms_apart", "en") not in text_of(site.get("/en/vocabulary/?q=fentanyl"))


def test_every_word_of_the_supply_has_a_place_to_link_to(site: Client) -> None:
    places = re.findall(r'<tr id="([^"]+)"', text_of(site.get("/en/vocabulary/terms/")))
    wanted = {substances.term_id(row["term"]).removeprefix("term:") for row in rows.rows("supply_terms")}
    assert set(places) == wanted and len(places) == len(wanted)


def test_one_is_told_as_one_and_figures_as_the_language_writes_them(site: Client) -> None:
    assert "1 trouvée<" in text_of(site.get("/fr/vocabulary/?q=UF599785JZ"))
    assert "1 encontrada<" in text_of(site.get("/es/vocabulary/?q=UF599785JZ"))
    assert "336,48" in text_of(site.get("/fr/vocabulary/fentanyl/"))


def test_a_code_of_a_register_is_no_abbreviation(site: Client) -> None:
    page = text_of(site.get("/en/vocabulary/fentanyl/"))
    assert page.index(f"<dt>{say('vocabulary.name_kind.code', 'en')}") < page.index("N02AB03")


def test_words_that_find_nothing_in_a_class_lead_to_what_they_find_outside_it(site: Client) -> None:
    page = text_of(site.get("/en/vocabulary/?q=fentanyl&class=benzodiazepines"))
    assert "outside this class" in page and say("vocabulary.nothing", "en") not in page


def test_an_entry_leads_to_its_series_and_a_series_to_its_entry(site: Client, demo_node: Node) -> None:
    from tocsin.flow import answer

    lead = answer.briefing(demo_node).lines[0].lead
    assert f'href="/en/vocabulary/{lead.substance}/"' in text_of(site.get(f"/en/series/{lead.series}/"))
    assert f'href="/en/substances/?one={lead.substance}"' in text_of(site.get(f"/en/vocabulary/{lead.substance}/"))


def test_the_vocabulary_can_be_taken_along_in_three_forms(site: Client) -> None:
    table = site.get("/en/vocabulary/export.csv")
    assert len(list(csv.DictReader(io.StringIO(table.content.decode())))) == len(rows.rows("substances"))
    assert json.loads(site.get("/en/vocabulary/export.json").content)["metadata"]["version"] == version()
    turtle = site.get("/en/vocabulary/export.ttl")
    assert turtle["Content-Type"].startswith("text/turtle")
    assert version() in turtle["Content-Disposition"]


def test_unknown_names_are_for_the_keeper_only(site: Client) -> None:
    assert "/vocabulary/unknown/" in text_of(site.get("/en/vocabulary/"))
    for handed_on in ({"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}):
        assert site.get("/en/vocabulary/unknown/", **handed_on).status_code == 404
        assert "/vocabulary/unknown/" not in text_of(site.get("/en/vocabulary/", **handed_on))


def test_each_unknown_name_comes_with_the_two_commands_to_say_about_it(site: Client, demo_node: Node) -> None:
    from tocsin.flow.unknowns import unknown_names

    page = text_of(site.get("/en/vocabulary/unknown/"))
    found, _ = unknown_names(demo_node)
    for one in found:
        assert one.name in page
    assert page.count("tocsin vocabulary accept") == page.count("tocsin vocabulary set-aside") == len(found)
