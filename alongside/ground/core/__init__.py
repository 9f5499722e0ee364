"""Dates, references, identifiers, paging, privacy classes and errors: what three rooms or more need. No models."""
