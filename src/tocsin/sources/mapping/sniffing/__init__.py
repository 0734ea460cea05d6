"""Sniffing: what the first rows of a table say of themselves. Each part gives its readings and what speaks for them."""
