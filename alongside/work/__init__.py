"""What the services do."""
