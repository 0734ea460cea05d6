"""The node: one Django site over one node home. It reads through `flow` and writes only its own ledger."""
