"""Pages: conversations for both sides, notices for one, and the lists of those who work on cases."""
