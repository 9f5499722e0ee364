"""Children, families, professionals, bodies, posts, settings, areas, and who is what to whom.

Owns every dated relationship, and with it the only grant of sight of a child. Its words: a *badge* is what an account
stands for, *sight* is being allowed to know that a child's record exists, an *act* is what one may do with it.
Calls `access` (accounts, permissions, audit), `ui` and `core`; knows nothing of requests, letters or clocks.
"""
