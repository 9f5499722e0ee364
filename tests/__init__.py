"""Everything that judges Alongside."""
