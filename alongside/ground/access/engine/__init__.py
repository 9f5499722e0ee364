"""How the audit chain is kept, how tries at signing in are slowed, and what can be sealed."""
