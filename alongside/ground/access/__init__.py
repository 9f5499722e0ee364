"""Accounts, sign-in, account-level roles, badges, reasons for access and the audit trail.

An account is only a way in; the person behind it lives in `people`, and so do grants on a child. Rooms above pin
badges on accounts ("team:...", "person:...") and ask for permissions. May call `core`, `ui` and `jobs`.
Nobody can act as somebody else: there is no impersonation. Who supports a person looks at that person's screen
with them, or opens the record by their own right, which the trail shows.
"""
