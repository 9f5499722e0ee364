"""The pure parts: weekdays, reading an e-mail that came in, and keeping a child's name out of a notification."""
