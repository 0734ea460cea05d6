"""Ten files as they come on a Monday: invented figures of places, in layouts that publishers really use."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.made_spreadsheets import write_xlsx

SPANISH = """Secretaría de Seguridad. Aseguramientos de drogas por entidad
Entidad;Mes;Droga;Kilogramos asegurados;Eventos
Baja California;enero 2024;Metanfetamina;1.234,5;41
Baja California;febrero 2024;Metanfetamina;987,25;37
Sonora;enero 2024;Fentanilo;12,75;<5
Sonora;febrero 2024;Fentanilo;n.d.;Suppr.
Michoacán;enero 2024;Cocaína;0,5;3
Total;enero 2024;Metanfetamina;1.247,75;45

Fuente: elaboración propia con registros administrativos.
* Cifras preliminares, sujetas a cambio.
"""
FRENCH = """Décès apparemment liés aux opioïdes, par province
Province;Substance;S1 2024;S2 2024;S1 2025
Québec;Fentanyl;204;198;1\u00a0067
Ontario;Fentanyl;1\u00a0204;1\u00a0098;976
Nouveau-Brunswick;Fentanyl;Suppr.;12;n.d.
Ontario;Cocaïne;310;298;255
Ensemble;Fentanyl;1\u00a0408;1\u00a0308;2\u00a0043
Source : coroners des provinces.
"""
WEEKS = """State,MMWR Year,MMWR Week,Drug,ED visits
Ohio,2024,1,Heroin,41
Ohio,2024,2,Heroin,38
Ohio,2024,52,Heroin,29
Vermont,2024,1,Heroin,*
Vermont,2025,1,Heroin,6
"""
TWO_HEADERS = """,,Fentanyl,,Xylazine,
State,Month,Samples tested,Positive,Samples tested,Positive
Ohio,Jan 2024,120,44,118,9
Ohio,Feb 2024,131,52,131,14
Pennsylvania,Jan 2024,240,101,0,0
"""
THOUSANDS = """State,Year,Cause,Deaths
California,2022,Fentanyl,"6,473"
California,2023,Fentanyl,"7,137"
Vermont,2022,Fentanyl,211
Vermont,2023,Fentanyl,180
Texas,2023,Methamphetamine,"2,005"
"""
WASTEWATER = """Plant,Sample date,Flow (MGD),Cocaine (ng/L),Benzoylecgonine (ng/L),Fentanyl (ng/L),pH
North,3/4/2024,12.5,310,905.5,<LOD,7.1
North,3/11/2024,13.1,288,870,4.2,7.0
South,3/4/2024,4.75,102,300,<2,7.2
South,3/11/2024,5.0,98,291,nd,7.1
"""
PEOPLE = """Case,Name,Address,City,Drug,Date
1,"Fulano, Zutano",12 Example Street,Springfield,Fentanyl,2024-01-02
2,"Mengana, Perengana",9 Sample Avenue,Springfield,Cocaine,2024-01-05
"""
CONTACTS = """Month,State,Informe a,Seizures
2024-01,Ohio,desk.one@example.org,12
2024-02,Ohio,desk.two@example.org,9
"""
ANOTHERS = """FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,Count of Event,Sum Qty (lbs)
2024,OCT,Office of Field Operations,Southwest Border,Land Only,SAN DIEGO FIELD OFFICE,Fentanyl,12,104.5
"""


def pivoted(path: Path) -> Path:
    """A sheet of a report: a title over all columns, years over quarters, a total column and row, and footnotes."""
    blank = (None,) * 8
    return write_xlsx(
        path,
        [
            ("Drug seizures (events) by state, calendar quarters, 2023 and 2024", *blank),
            (None, *blank),
            ("State", 2023, None, None, None, 2024, None, "Total", None),
            (None, "Q1", "Q2", "Q3", "Q4", "Q1", "Q2", None, None),
            ("Arizona", 140, 151, 149, 163, 171, 180, 954, None),
            ("New Mexico", 31, "*", 28, 33, 40, 38, 170, None),
            ("Texas", 402, 388, 420, 431, 444, 450, 2535, None),
            ("Total", 573, 539, 597, 627, 655, 668, 3659, None),
            ("* Fewer than 5 events are not shown.", *blank),
            ("Source: made for a test. Figures of 2024 are preliminary and may change.", *blank),
        ],
        ("A1:I1", "A3:A4", "B3:E3", "F3:G3", "H3:I4", "A10:I10"),
    )


def excel_dates(path: Path) -> Path:
    """Real dates of a workbook, and counties by name and state."""
    return write_xlsx(
        path,
        [
            ("Date received", "County", "Substance", "Samples", "Notes"),
            (date(2024, 1, 9), "Cuyahoga, OH", "Fentanyl", 14, None),
            (date(2024, 1, 23), "Cuyahoga, OH", "Carfentanil", 2, "confirmed by a second laboratory on request"),
            (date(2024, 2, 6), "Hamilton, OH", "Fentanyl", 21, None),
            (date(2024, 2, 20), "Hamilton, OH", "Xylazine", 3, None),
        ],
    )


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text as a file."""
    path.write_bytes(text.encode(encoding))
    return path
