"""What access promises."""
