"""The acts of the room: take in facts, make ranges, score them; ask, rename and discard scenarios."""
