"""The pure parts: standards, the ladder, and the draft of an update."""
