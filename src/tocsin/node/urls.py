"""Addresses. Pages stand under their language; everything a page shows can be linked to."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from tocsin.node.pages.views import (
    charts,
    exports,
    home,
    indexes,
    mapping,
    methods,
    plain,
    provenance,
    quarantine,
    series,
    sources,
    vocabulary,
)

urlpatterns = [
    path("", plain.choose_language, name="choose-language"),
    path("robots.txt", plain.robots, name="robots"),
    path("healthz", plain.healthz, name="healthz"),
    *i18n_patterns(
        path("", home.home, name="home"),
        path("signals.csv", exports.signals, name="signals-csv"),
        path("series/<str:series>/", series.series, name="series"),
        path("series/<str:series>/chart.<str:kind>", charts.chart, name="chart"),
        path("series/<str:series>/values.csv", exports.values, name="series-csv"),
        path("series/<str:series>/<str:period>/", provenance.figure, name="figure"),
        path("series/<str:series>/<str:period>/prov.json", provenance.prov, name="figure-prov"),
        path("findings/<str:finding>/", provenance.finding, name="finding"),
        path("findings/<str:finding>/prov.json", provenance.finding_prov, name="finding-prov"),
        path("releases/<str:release>/", provenance.release, name="release"),
        path("sources/", sources.sources, name="sources"),
        path("sources/<str:name>/", sources.source, name="source"),
        path("map/", mapping.upload, name="map"),
        path("map/<str:kept>/", mapping.mapped, name="map-file"),
        path("quarantine/", quarantine.quarantined, name="quarantine"),
        path("substances/", indexes.substances, name="substances"),
        path("places/", indexes.places, name="places"),
        path("vocabulary/", vocabulary.vocabulary, name="vocabulary"),
        path("vocabulary/export.csv", vocabulary.as_csv, name="vocabulary-csv"),
        path("vocabulary/export.json", vocabulary.as_json, name="vocabulary-json"),
        path("vocabulary/export.ttl", vocabulary.as_skos, name="vocabulary-skos"),
        path("vocabulary/terms/", vocabulary.terms, name="vocabulary-terms"),
        path("vocabulary/unknown/", vocabulary.unknown, name="vocabulary-unknown"),
        path("vocabulary/<str:identity>/", vocabulary.entry, name="vocabulary-entry"),
        path("methods/", methods.methods, name="methods"),
    ),
]
handler404 = "tocsin.node.pages.views.plain.not_found"
handler500 = "tocsin.node.pages.views.plain.broken"
