"""Pages of EHC casework, by who opens them: public, settings, and those who work on requests."""
