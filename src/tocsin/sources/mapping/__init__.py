"""Mapping: any table of figures, understood, corrected by a person, and read from then on."""
