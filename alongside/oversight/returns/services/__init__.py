"""The acts of the room: check a return, load a return, forget files that were given up."""
