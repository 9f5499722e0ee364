"""Pages that combine rooms: a family's page, a child's page, an officer's tray, search."""
