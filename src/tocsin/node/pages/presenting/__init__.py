"""Presenting: records and wording in, frozen rows for a template out. All text is in the reader's language."""
