"""Pure parts of the clocks: what the rulebook makes of events, as rows, hashes and a summary."""
