"""What a machine holds about the cut of the house."""
