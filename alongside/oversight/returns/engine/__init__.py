"""The pure part: layouts, reading, checking and writing the return. No database."""
