"""Where a figure is from: from any number on a page to the file, the row and the release, in two clicks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from tests.contracts.made_files import MADE, Made

from tocsin.bulletins.prov import document, prov_json
from tocsin.clock import moment, published
from tocsin.errors import BadValue
from tocsin.flow.answer import all_panels
from tocsin.flow.arrive import ingest
from tocsin.flow.explaining import explain
from tocsin.flow.home import Node, init_home
from tocsin.flow.provenance import explain_cell, explain_observation
from tocsin.flow.release import release_view
from tocsin.records.mark import PUBLIC, Reader

OFFICER = Reader(purpose="enforcement")
LATER = moment("2026-11-01")
FENTANYL = "cbp-drug-seizures|fentanyl|US/cbp/san-diego-field-office|{}|2024-10"


def made(kind: str) -> Made:
    return next(one for one in MADE if type(one.adapter).__name__ == kind)


def take_in(node: Node, file: Made, name: str, known_at: str | None = None) -> str:
    """Write the file as its publisher would and take it in; the release it gave last."""
    path = node.directory.parent / name
    path.write_text(file.text(), encoding="utf-8")
    return ingest(node, path, file.adapter.source, published(known_at) if known_at else None)[-1].release


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """A home with a small file of four publishers; seizures were corrected a month later."""
    home = init_home(tmp_path_factory.mktemp("provenance") / "home", snapshot=True)
    seizures = made("CbpDrugSeizures")
    take_in(home, seizures, "seizures-march.csv", "2026-03-12")
    corrected = seizures.with_cell(0, "Count of Event", "4").with_cell(0, "Sum Qty (lbs)", "11")
    take_in(home, corrected, "seizures-april.csv", "2026-04-12")
    for kind in ("NflisQuery", "NycOpioidPanel", "ScoreDailyLoads"):
        take_in(home, made(kind), f"{kind}.csv")
    return home


def test_a_figure_is_led_back_to_the_cells_of_its_row(node: Node) -> None:
    told = explain(node, FENTANYL.format("seizures"), LATER)
    (part,) = told.parts
    (row,) = part.rows
    assert (told.value, told.making.rule) == (4, "as_published")
    assert (row.row, dict(row.cells)["Count of Event"], row.reading) == (1, "4", '"Count of Event"')
    assert [one.file_name for one in told.releases] == ["seizures-march.csv", "seizures-april.csv"]


def test_a_correction_shows_both_versions_and_looking_back_shows_the_first(node: Node) -> None:
    (part,) = explain(node, FENTANYL.format("seizures"), LATER).parts
    assert [(one.value, one.known_at.date().isoformat()) for one in part.versions] == [
        (3, "2026-03-12"),
        (4, "2026-04-12"),
    ]
    (then,) = explain(node, FENTANYL.format("seizures"), moment("2026-03-31")).parts
    assert [one.value for one in then.versions] == [3]
    assert dict(then.rows[0].cells)["Count of Event"] == "3"


def test_a_unit_left_behind_is_told_with_its_factor(node: Node) -> None:
    told = explain(node, FENTANYL.format("mass_kg"), LATER)
    (part,) = told.parts
    assert part.conversion is not None
    assert (part.conversion.published, part.conversion.unit, part.conversion.to) == (11, "lb", "kg")
    assert told.value == pytest.approx(part.conversion.published * part.conversion.factor)
    assert "0.45359237" in part.rows[0].reading


def test_every_figure_is_the_sum_or_the_mean_of_the_rows_it_names(node: Node) -> None:
    """The newest figure of every series: the parts give it, and each part has its row."""
    for _, panel in all_panels(node, LATER):
        for series in panel.column("series"):
            told = explain_cell(node, series, as_of=LATER)
            values = [part.newest.value for part in told.parts if part.newest.value is not None]
            given = sum(values) / len(values) if told.making.rule == "mean" else sum(values)
            assert told.value == pytest.approx(given)
            assert len(told.parts) == told.making.observations
            assert all(part.rows for part in told.parts)


def test_a_missing_row_that_is_a_zero_names_the_release_that_covers_it(node: Node) -> None:
    told = explain(node, "cbp-drug-seizures|cocaine|US/cbp/san-diego-field-office|seizures|2024-11", LATER)
    assert (told.value, told.making.rule, told.parts) == (0, "zero", ())
    assert [one.file_name for one in told.releases] == ["seizures-april.csv"]


def test_a_sum_names_the_salts_put_together_and_a_share_its_category(node: Node) -> None:
    told = explain(node, "nflis-dqs|fentanyl|US-OH|reports|2025-H1", LATER)
    assert (told.value, told.making.rule, [dict(p.rows[0].cells)["DRUG_REPORTS"] for p in told.parts]) == (
        7,
        "sum",
        ["5", "2"],
    )
    country = explain(node, "nflis-dqs|fentanyl-related|US|reports|2025-H1..2025-H2", LATER)
    assert (country.value, country.making.places) == (8, ("US-OH", "US-PR"))
    assert [cell.value for cell in country.cells] == [7, 1]


def test_an_observation_answers_by_its_own_key(node: Node) -> None:
    (part,) = explain(node, FENTANYL.format("seizures"), LATER).parts
    told = explain(node, part.observation, LATER)
    assert (told.what, told.value, told.parts[0].rows) == ("observation", 4, part.rows)


def test_what_has_no_name_is_told_what_to_do(node: Node) -> None:
    for words in ("nothing at all", "cbp-drug-seizures|fentanyl", "f" * 32, "0" * 12):
        with pytest.raises(BadValue) as error:
            explain(node, words, LATER)
        assert error.value.next_step
    with pytest.raises(BadValue, match="nothing is known of this period"):
        explain(node, FENTANYL.format("seizures").replace("2024-10", "1999-01"), LATER)


def test_for_enforcement_nothing_of_a_health_only_source_exists(node: Node) -> None:
    told = explain(node, "nyc-drugchecking xylazine", LATER, PUBLIC)
    series = str(told.series)
    with pytest.raises(BadValue, match="no such series"):
        explain_cell(node, series, as_of=LATER, reader=OFFICER)
    assert explain_observation(node, told.parts[0].observation, LATER, OFFICER) is None
    for words in (series, told.parts[0].observation, "nyc-drugchecking xylazine"):
        with pytest.raises(BadValue):
            explain(node, words, LATER, OFFICER)
    with pytest.raises(BadValue, match="no such release"):
        release_view(node, told.parts[0].newest.release, 2, LATER, OFFICER)


def test_no_row_of_a_small_catchment_is_shown(tmp_path: Path) -> None:
    home = init_home(tmp_path / "home")
    file = made("ScoreDailyLoads").with_cell(0, "Site ID", "AT013").with_cell(0, "City", "Kufstein")
    take_in(home, file, "loads.csv")
    first = next(row["release"] for row in home.lake.releases().to_pylist() if row["release"].endswith("2023"))
    with pytest.raises(BadValue, match="no such row"):
        release_view(home, first, 1, LATER)
    assert release_view(home, first, None, LATER).facts.rows_in == 1


def test_a_row_set_aside_says_so_and_shows_no_cell(tmp_path: Path) -> None:
    home = init_home(tmp_path / "home")
    release = take_in(home, made("CbpDrugSeizures").with_cell(1, "Count of Event", "-2"), "bad.csv", "2026-03-12")
    row = release_view(home, release, 2, LATER).row
    assert row is not None
    assert (row.rule, row.column, row.cells, row.parts) == ("negative", "Count of Event", (), ())


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """A home with the bundled tables of one drug-checking programme, detected."""
    from tocsin.flow.nightly import run
    from tocsin.sources.samples import bundled

    home = init_home(tmp_path_factory.mktemp("checked") / "home", snapshot=True)
    for path in bundled():
        if path.name.startswith("nyc-"):
            ingest(home, path, "nyc-drugchecking")
    run(home)
    return home


def test_a_bundled_table_names_the_publishers_own_file(checked: Node) -> None:
    for release in explain(checked, "nyc-drugchecking|xylazine|detections|2026-04").releases:
        assert release.kept == "table" and release.original is not None
        assert release.original.file_name.endswith(".csv") and len(release.original.file_sha256) == 64
        assert release.rows_in > release.original.rows > 0


def test_a_signal_names_its_method_its_periods_and_its_run(checked: Node) -> None:
    from tocsin.flow.answer import briefing

    line = briefing(checked).lines[0]
    told = explain(checked, line.signal)
    assert told.found is not None and told.found.signal == line.signal
    assert (told.value, told.tested) == (line.lead.observed, line.lead.observed_tested)
    assert sum(cell.value or 0 for cell in told.found.baseline) == line.lead.baseline
    (kept,) = checked.lake.runs().to_pylist()
    assert (told.found.run, told.found.vocabulary, told.found.lake_version) == (
        kept["run"],
        kept["vocabulary"],
        kept["lake_version"],
    )
    assert line.lead.method.startswith(f"{told.found.method}/{told.found.version}")
    assert explain(checked, line.lead.finding).found == replace(told.found, signal=None, beside=())


def test_for_enforcement_no_signal_of_a_health_only_source_exists(checked: Node) -> None:
    from tocsin.flow.answer import briefing

    line = briefing(checked).lines[0]
    for named in (line.signal, line.lead.finding):
        with pytest.raises(BadValue):
            explain(checked, named, reader=OFFICER)


def test_prov_of_a_signal_tells_the_run_that_found_it(checked: Node) -> None:
    from tocsin.flow.answer import briefing

    told = explain(checked, briefing(checked).lines[0].signal)
    assert told.found is not None
    made_of = document(told)
    (run,) = [name for name in made_of["activity"] if name.startswith(f"tocsin:run/{told.found.run}/")]
    assert made_of["activity"][run]["tocsin:method"] == told.found.method
    assert any(one["prov:activity"] == run for one in made_of["used"].values())


RELATIONS = ("wasGeneratedBy", "used", "wasDerivedFrom", "wasAttributedTo", "wasAssociatedWith")
ENDS = {
    "entity": ("entity",), "generatedEntity": ("entity",), "usedEntity": ("entity",),
    "activity": ("activity",), "agent": ("agent",),
}  # fmt: skip


@pytest.mark.parametrize("words", [FENTANYL.format("mass_kg"), "nflis-dqs|fentanyl-related|US|reports|2025-H1"])
def test_prov_names_only_what_it_holds_and_is_the_same_twice(node: Node, words: str) -> None:
    told = explain(node, words, LATER)
    made_once = json.loads(prov_json(told))
    assert prov_json(told) == prov_json(explain(node, words, LATER))
    assert set(made_once) == {"prefix", "entity", "activity", "agent", *RELATIONS}
    for kind in RELATIONS:
        for relation in made_once[kind].values():
            ends = {name.removeprefix("prov:"): value for name, value in relation.items() if name != "prov:type"}
            assert all(value in made_once[ENDS[name][0]] for name, value in ends.items())
    prefixes = {name.partition(":")[0] for kind in ("entity", "activity", "agent") for name in made_once[kind]}
    assert prefixes <= set(made_once["prefix"])
    assert str(node.directory) not in prov_json(told).decode()


def test_prov_tells_a_correction_as_a_revision(node: Node) -> None:
    derived = document(explain(node, FENTANYL.format("seizures"), LATER))["wasDerivedFrom"].values()
    assert sum(one.get("prov:type", {}).get("$") == "prov:Revision" for one in derived) == 1


SERVE = """
import sys
from tocsin.flow.home import open_home
from tocsin.node.serve import serve
serve(open_home(sys.argv[1]), 0, lambda address: print(address, flush=True))
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A site in a process of its own: one process serves one home."""

    address: str

    def status(self, path: str) -> int:
        try:
            with urlopen(self.address + unescape(path)) as answer:
                return answer.status
        except HTTPError as error:
            return error.code

    def get(self, path: str) -> str:
        with urlopen(self.address + unescape(path)) as answer:
            return answer.read().decode()


def served(node: Node) -> Iterator[Site]:
    child = subprocess.Popen([sys.executable, "-c", SERVE, str(node.directory)], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield Site(child.stdout.readline().strip().rstrip("/"))
    finally:
        child.terminate()
        child.wait(timeout=20)


@pytest.fixture(scope="module")
def site(node: Node) -> Iterator[Site]:
    yield from served(node)


@pytest.fixture(scope="module")
def checked_site(checked: Node) -> Iterator[Site]:
    yield from served(checked)


def test_any_number_of_a_series_page_leads_in_two_links_to_its_row(site: Site, node: Node) -> None:
    series = explain(node, "nflis-dqs|fentanyl|US-OH|reports", LATER).series
    figures = set(re.findall(r'<td class="n"><a href="([^"]+)">', site.get(f"/en/series/{series}/")))
    assert len(figures) >= 1
    for figure in figures:
        page = site.get(figure)
        rows = re.findall(r'<a href="([^"]+row=\d+)">', page)
        assert rows or "a missing row is a zero" in page
        for row in rows:
            assert '<th scope="row">DRUG_REPORTS</th>' in site.get(row)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_pages_answer_in_every_language_and_need_no_script(site: Site, node: Node, language: str) -> None:
    told = explain(node, FENTANYL.format("seizures"), LATER)
    release = told.parts[0].newest.release
    for address in (f"series/{told.series}/2024-10/", f"releases/{release}/?row=1", f"releases/{release}/"):
        page = site.get(f"/{language}/{address}")
        assert f'<html lang="{language}">' in page
        assert "<script" not in page and " style=" not in page


def test_a_page_shows_what_was_said_before_and_looks_back_as_it_was(site: Site, node: Node) -> None:
    series = explain(node, FENTANYL.format("seizures"), LATER).series
    assert "before: 3 events (12 March 2026)" in site.get(f"/en/series/{series}/2024-10/")
    then = site.get(f"/en/series/{series}/2024-10/?as_of=2026-03-31")
    assert "before:" not in then and "3 events" in then


def test_the_page_gives_prov_along(site: Site, node: Node) -> None:
    series = explain(node, FENTANYL.format("seizures"), LATER).series
    page = site.get(f"/en/series/{series}/2024-10/")
    (link,) = re.findall(r'href="([^"]+prov\.json)"', page)
    assert set(json.loads(site.get(link))) >= {"prefix", "entity", "activity", "agent"}


@pytest.mark.parametrize("address", ["series/{0}/1999-01/", "series/nothing/2025/", "releases/nothing/"])
def test_what_is_not_there_is_not_found(site: Site, node: Node, address: str) -> None:
    series = explain(node, FENTANYL.format("seizures"), LATER).series
    assert site.status(f"/en/{address.format(series)}") == 404


@pytest.mark.parametrize("row", ["0", "-1", "x", "99", "1e3", "9" * 40])
def test_a_row_that_is_not_there_is_not_found(site: Site, node: Node, row: str) -> None:
    release = explain(node, FENTANYL.format("seizures"), LATER).parts[0].newest.release
    assert site.status(f"/en/releases/{release}/?row={row}") == 404


def test_the_figures_of_a_line_lead_in_two_links_to_their_rows(checked_site: Site, checked: Node) -> None:
    from tocsin.flow.answer import briefing

    page = checked_site.get("/en/")
    links = re.findall(r'<a href="(/en/series/[0-9a-f]+/[0-9.H-]+/)">', page)
    assert len(links) == 2 * len(briefing(checked).lines)
    for link in dict.fromkeys(links):
        rows = re.findall(r'<a href="([^"]+row=\d+)">', checked_site.get(link))
        assert rows
        row = checked_site.get(rows[0])
        assert '<th scope="row">value</th>' in row and "a table that Tocsin brings along" in row


def test_a_health_only_figure_never_goes_without_its_statement(checked_site: Site, checked: Node) -> None:
    from tocsin.wording import say

    told = explain(checked, "nyc-drugchecking|xylazine|detections|2026-04")
    release = told.parts[0].newest.release
    for address in (f"/en/series/{told.series}/2026-04/", f"/en/releases/{release}/"):
        assert say("health_only.nyc", "en") in checked_site.get(address)


def test_the_command_tells_it_too_and_writes_prov(
    node: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tocsin.cli.application import run

    words, home = FENTANYL.format("seizures").removesuffix("|2024-10"), ["--home", str(node.directory)]
    file = tmp_path / "figure.prov.json"
    assert run(["explain", words, "--period", "2024-10", *home, "--prov", str(file)]) == 0
    said = capsys.readouterr().out
    assert "4 events" in said and "seizures-april.csv" in said and "before: 3 events" in said
    assert file.read_bytes() == prov_json(explain(node, f"{words}|2024-10"))
    assert run(["explain", words, "--period", "2024-10", *home, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["parts"][0]["rows"][0]["cells"][-2] == ["Count of Event", "4"]
    assert run(["explain", "nothing at all", *home]) == 5
