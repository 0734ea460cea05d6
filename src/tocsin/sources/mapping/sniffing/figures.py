"""Figures: what a column of numbers measures, and in which unit, by the words of its heading and of the title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tocsin.sources.mapping.calendar import tokens, words
from tocsin.sources.mapping.questions import Choice, Desk, Question
from tocsin.sources.mapping.units import Unit, factor_of, unit_of, units_of

MEASURES = {
    "deaths": words("deaths death deces muertes muerte defunciones defuncion fallecimientos mortality mortalite"),
    "detections": words(
        "positive positives positif positifs positivos positivas positivo detections detection detected detectes "
        "detectados detecciones hits"
    ),
    "seizures": words(
        "seizures seizure event events evento eventos evenements aseguramientos aseguramiento decomisos decomiso "
        "incautaciones incautacion saisies saisie"
    ),
    "reports": words("reports report reportes rapports identifications identificaciones"),
    "files": words("carpetas carpeta expedientes dossiers dossier denuncias"),
    "firearms": words("firearms firearm armas arma armes guns"),
    "emergency_visits": words("visits visites visitas urgencias urgences emergency ed"),
    "hospitalizations": words("hospitalizations hospitalisations hospitalizaciones ingresos"),
    "ems_responses": words("ems ambulance ambulances ambulancia paramedic"),
    "overdoses_suspected": words("overdose overdoses surdose surdoses sobredosis"),
    "mass_kg": words("weight poids peso mass masse masa kilogramos kilograms quantity cantidad quantite"),
    "concentration_ng_per_l": words("concentration concentrations concentracion"),
    "load_mg_per_day_per_1000": words("load loads carga cargas charge charges"),
    "flow_m3_per_day": words("flow flowrate caudal debit influent gasto"),
    "amount_usd": words("amount monto montant usd dollars dolares"),
    "samples": words("samples sample muestras muestra echantillons echantillon"),
}
TESTED = words(
    "tested analysed analyzed analizadas analizados analyses analysees examined examinadas testes screened denominator"
)
LIMITS = words("lod loq mdl ldd ldq")
NEVER = words(
    "percent pct percentage porcentaje pourcentage proportion proportion share taux tasa rate rates population poblacion "
    "latitude longitude lat lon lng notes note comments remarques observaciones rank ratio ci lower upper"
)
STREAMS = {
    "deaths": "death",
    "detections": "drug_checking",
    "samples": "drug_checking",
    "seizures": "seizure",
    "mass_kg": "seizure",
    "reports": "lab_identification",
    "files": "police_file",
    "firearms": "firearm",
    "emergency_visits": "emergency",
    "hospitalizations": "emergency",
    "ems_responses": "emergency",
    "overdoses_suspected": "emergency",
    "concentration_ng_per_l": "wastewater",
    "load_mg_per_day_per_1000": "wastewater",
    "flow_m3_per_day": "wastewater",
    "amount_usd": "money",
}
ASKED = ("deaths", "seizures", "reports", "detections", "samples", "files", "emergency_visits", "overdoses_suspected")


def unit_in(heading: str) -> Unit | None:
    """The unit in a heading: in brackets, after a comma, or its last words."""
    spelled = re.sub(r"[ _]per[ _]|[ _]por[ _]|[ _]par[ _]", "/", heading)
    inside = re.findall(r"[(\[]([^)\]]+)[)\]]", spelled)
    split = re.split(r"[\s,:_-]+", spelled)
    parts, spaced = spelled.split(","), spelled.split()
    tried = [*parts[1:], " ".join(split[-2:]), *spaced[-1:], *reversed(split)]
    long = (text for text in tried if len(text.strip()) > 1)
    return next((unit for text in (*inside, *long) if (unit := unit_of(text))), None)


def measure_in(text_words: Iterable[str]) -> str:
    """The measure that words speak of; empty where they speak of none."""
    told = set(text_words)
    return next((measure for measure, names in MEASURES.items() if told & names), "")


def is_percent(heading: str) -> bool:
    """Whether a column holds shares and rates: they are never added, and no measure of ours."""
    return "%" in heading or "per 100" in heading.lower() or bool(set(tokens(heading)) & NEVER)


def measured(heading: str, title: str, desk: Desk, key: str = "", number: int = 0) -> tuple[str, str]:
    """The measure and unit of a column; asked where neither heading nor title tells.

    A person's own word, the answer `figure.N` for the column of this `number` ("mass_kg:lb"), goes before everything.
    """
    measure, _, own = desk.answers.get(f"figure.{number}", "").partition(":")
    if measure:
        factor_of(measure, own or units_of(measure)[0])
        return measure, own or units_of(measure)[0]
    unit = unit_in(heading)
    if unit:
        return unit.measure, unit.name
    found = measure_in(tokens(heading)) or measure_in(tokens(title))
    titled = unit_in(title)
    if titled and found in ("", titled.measure):
        return titled.measure, titled.name
    if not found:
        found = desk.ask(Question("measure", tuple(Choice(one) for one in ASKED), "", open=True))
    units = units_of(found)
    if len(units) == 1:
        return found, units[0]
    choices = tuple(Choice(unit) for unit in units)
    return found, desk.ask(Question(f"unit{key}", choices, "", heading))
