"""Mathematics, named by its own names; knows nothing of drugs, places or files."""
