"""The bi-temporal store: what was published, when it became known, and when this node stored it."""
