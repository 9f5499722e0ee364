"""Pure parts: survival curves, groups, scores, the simulation, and pictures. No database, no clock."""
