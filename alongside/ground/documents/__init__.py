"""Uploads, scan, storage, release check, and the composer of HTML, PDF and Word."""
