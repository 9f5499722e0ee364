"""Making the invented area, through the same services as real records."""
