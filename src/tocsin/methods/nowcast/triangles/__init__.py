"""Reporting triangles, and the ladder that reads them."""
