"""Drafts of multi-page forms, one-time codes, coming back."""
