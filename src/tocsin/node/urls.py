"""Addresses. Pages stand under their language; everything a page shows can be linked to."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from tocsin.node.pages.views import charts, exports, home, indexes, methods, plain, series, sources

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
        path("sources/", sources.sources, name="sources"),
        path("sources/<str:name>/", sources.source, name="source"),
        path("substances/", indexes.substances, name="substances"),
        path("places/", indexes.places, name="places"),
        path("methods/", methods.methods, name="methods"),
    ),
]
handler404 = "tocsin.node.pages.views.plain.not_found"
handler500 = "tocsin.node.pages.views.plain.broken"
