"""Drafts of multi-page forms: a journey is data, its answers become a room's own columns when it is sent.

Words: a journey has pages, a page has questions; a draft is one person's unfinished journey; it is sent once.
May call: documents, outbox (through Django's mail), access, ui, core. Knows no room above.
"""
