"""Accounts, sign-in, account-level roles, badges, reasons for access and the audit trail."""
