"""A real browser on a real server with a small demonstration area."""
