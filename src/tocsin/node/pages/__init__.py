"""The pages: view -> flow.answer -> presenting -> template. A template decides nothing."""
