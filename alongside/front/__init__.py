"""Where people arrive."""
