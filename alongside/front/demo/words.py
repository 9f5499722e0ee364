"""Words of the demonstration."""

MARK = "demo.area.made"
"""Audit code of the entry that says: this database holds an invented area."""
ACCOUNTS_FILE = "demo-accounts.json"
"""Passwords of the demonstration, in the home folder, readable by its owner alone."""
DOMAIN = "area.invalid"
SEED = 888
