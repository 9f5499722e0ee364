"""Pages of accounts: one's own, ways in, managing others, and the audit trail."""
