"""What all of that leans on."""
