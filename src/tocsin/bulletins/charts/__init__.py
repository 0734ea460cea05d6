"""Series charts: a pure builder of specifications, and the one child process that renders them."""
