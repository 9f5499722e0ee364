"""Conversations, letters, notices and call notes."""
