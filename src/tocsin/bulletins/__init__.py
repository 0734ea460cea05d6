"""Bulletins: charts, sparklines and tile maps. Records and words in, SVG text out; nothing here asks for data."""
