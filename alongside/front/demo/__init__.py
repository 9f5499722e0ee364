"""The invented area, made through the same doors as real records."""
