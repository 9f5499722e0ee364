"""Who asks whether it works."""
