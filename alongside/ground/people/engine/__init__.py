"""Pure parts: what a record must hold, and two versions of it side by side."""
