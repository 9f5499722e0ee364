"""Forms of staff and settings, and the journeys of families and of any person, as data."""
