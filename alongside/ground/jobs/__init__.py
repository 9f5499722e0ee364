"""Background work that survives a kill: queue, schedule, retries, dead letters."""
