"""Views: read the request, ask flow, present, render."""
