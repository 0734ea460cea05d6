"""The vocabulary: one name for each substance, place, measure and stream, in three languages.

Its data are reviewed CSV files in `data/` (UTF-8, one header line). Every row names its `source`; an empty cell means
"not said"; labels are given in English, French and Spanish (`label_en`, `label_fr`, `label_es`). One row is:

- substances: a substance or what stands for several. `id`, which never changes; `kind` (substance, group, class, basket,
  all, firearm); `drug_class` (a row of classes); `group` (the id whose line it joins, itself when alone); `harm`
  (critical, high, moderate, low, none). A group joins isomers that laboratories do not always tell apart; its members
  stay substances of their own. A class is the total of a published category, `all` the total of a feed.
- identifiers: the numbers of a `substance`: `unii`, `inchikey` and its first block `connectivity`, `cas`, `pubchem`,
  `formula`, `mass` (molar, g/mol), `smiles`. Written as a whole by `scripts/vocabulary/make_identifiers.py`.
- names: one way of writing one substance. `name`, `substance`, `language`; `kind` (published, laboratory, INN,
  systematic, synonym, trade, abbreviation, misspelling, truncation); `scope` (the source that writes so, or empty for
  everyone). A truncation counts in short cells only.
- unii_names: the same, taken from the UNII list by `scripts/vocabulary/make_unii_names.py`.
- words: a `word` or phrase that names no substance; `kind` (between, denial, form, condition, circumstance, sample,
  and stem: the beginning of names, which names something only where it stands alone).
- groups: a `member` of a `group`; `relation`: isomers, either_or (a test that cannot tell them apart), analogues.
- classes: a class of drugs. `id`; the class it lies `within`; the words for many and for `one`.
- markers: what is measured for a `substance`: the `marker`, the `matrix`, the fraction `excreted` with its range.
- supply_terms: what the supply is called: a `term`, the substances it has been found to `stands_for`, where and when.
  One term, many substances: never a synonym.
- schedules: a `substance` in the `schedule` of a `jurisdiction` (US, CA, MX, UN), `since` and `until`.
- places: `id` (ISO 3166-2 where there is one); `level` (country, state, field_office, city, site, group); `within`;
  `code` (the publisher's); `latitude`, `longitude`; `population`, `population_year`; `tile_column`, `tile_row`,
  `tile_code`; `neighbours` and `aliases`, lists joined by semicolons. Its figures come from `scripts/make_places.py`.
- counties: places of level county (US counties by FIPS code, Mexican municipalities by INEGI's), the same columns as
  far as they are needed; one label serves all languages. Written as a whole by `scripts/make_places.py`.
- ct_towns: a `name` of a town in Connecticut as written; its `kind` (town, village, county, misspelling); what it
  `stands_for`; the `county` it lies in.
- measures: `id`; its one `unit`; `combine` (sum, mean, last, refuse); `counts`; the unit in words after many
  (`unit_en`) and after one (`unit_one_en`).
- streams: a kind of place where a signal can show. `id`.
- annotations: a dated fact about a source. `source_name`; `place`, `substance`, `measure` (empty: every one);
  `since`; `kind`; `breaks` (true: older periods no longer compare); `text_en`, `text_fr`, `text_es`; `reference`.

A text is read by `reading`: as it is written, then without what typists vary, then by a grammar; else it is unknown.
Nothing is guessed, and nothing in a table says how a drug is made or taken. A node adds rows of its own behind these
(`additions`), which keep the same promises.

A better vocabulary makes no duplicate: the store keeps names as published, and they are resolved when read.
"""


def version() -> str:
    """A short fingerprint of the data: runs and caches say which vocabulary they read with."""
    from tocsin.vocabulary.rows import fingerprint

    return fingerprint()
