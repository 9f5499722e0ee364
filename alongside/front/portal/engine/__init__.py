"""Forms of what the pages hold that are no page."""
