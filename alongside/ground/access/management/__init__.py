"""Commands for operators: accounts, roles, and the audit trail."""
