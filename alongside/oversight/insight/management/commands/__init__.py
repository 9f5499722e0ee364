"""The operator's commands of the room."""
