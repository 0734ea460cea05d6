"""One file for each published format. Listing in `listing.py` is registering."""
