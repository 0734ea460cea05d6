"""What the sources on deaths, care and federal files measure, and what they cannot say."""

from __future__ import annotations

SENTENCES = {
    "source.cdc-vsrr.short": "US overdose deaths (CDC VSRR)",
    "source.ca-infobase.short": "Canadian opioid and stimulant harms (Health Infobase)",
    "source.mx-fgr.short": "Mexican federal files (FGR)",
    "small_numbers.under_ten_hidden": "The publisher hides sums of 1 to 9 deaths: they are kept as “at most 9”, never as zero.",
    "small_numbers.under_five_hidden": "The publisher hides counts under 5: they are kept as “at most 4”, never as zero.",
    "limit.vsrr.sums": "Each figure is a sum of twelve months: it moves slowly, and two neighbouring figures share eleven months.",
    "limit.vsrr.incomplete": "The newest sums still grow: by a few percent for the country, by up to a quarter for single states.",
    "limit.vsrr.t404": "T40.4 holds fentanyl, its analogues, tramadol and others, which death codes never part.",
    "limit.vsrr.new_york": "New York State is the sum of the State without the city and of New York City, published apart.",
    "limit.vsrr.predicted": "The publisher’s own prediction is a series of its own: it is not compared, and never stands for a count.",
    "history.vsrr.first": "First sums; which drugs are named on certificates differs between states and has become more complete.",
    "limit.infobase.types_overlap": "One event may involve several drugs: shares overlap and do not add up to 100.",
    "limit.infobase.base_of_shares": "Shares are of events whose drugs are known; their number is not published, so all events stand in for it.",
    "limit.infobase.provinces_differ": "Provinces define, test and report differently: compare a province with itself.",
    "limit.infobase.part_year": "The newest year may hold some months only: a share can be compared, a count cannot.",
    "limit.infobase.breakdowns": "Breakdowns by age, sex, intent and origin are read and not taken.",
    "history.infobase.first": "First year.",
    "history.infobase.type_dropped": "Accidental and all events are no longer published apart; earlier years stand lower than before.",
    "limit.fgr.where_opened": "The state is where the file was opened, which need not be where the deed was.",
    "limit.fgr.police_activity": "A file is opened when police or prosecutors act: files follow their work before they follow the market.",
    "limit.fgr.one_copy": "There is one copy, of July 2025: months are taken as known on the twentieth of the next, and later corrections to them cannot be seen.",
    "limit.fgr.no_substance": "The files do not say which substance was found.",
    "history.fgr.dealing_to_states": "Small-scale dealing becomes a matter of the states.",
    "history.fgr.recoded_trafficking": "Trafficking files rise ninefold within two years: most likely another coding.",
    "history.fgr.recoded_production": "Production files fall to a ninth in one year: most likely another coding.",
    "limit.sesnsp.firearms": "Homicides and injuries with a firearm stand beside dealing files as context: no link between a deed and a drug is stated.",
    "release_note.breakdowns_not_taken": "Breakdowns by age, sex, intent and origin are read and not taken.",
    "release_note.other_crimes_not_taken": "The file holds other crimes too; only drugs and firearms are taken.",
}
