"""Sources: published files come in here, row by row, and nothing of them is lost."""
