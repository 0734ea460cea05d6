"""Panels: observations become series by periods, with zeros, denominators and gaps told apart."""
