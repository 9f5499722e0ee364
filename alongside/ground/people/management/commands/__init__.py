"""Commands of the room: `alongside people ...`."""
