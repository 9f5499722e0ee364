"""Pages: telling a family a date, settling it, and what somebody has to do."""
