"""Alongside: open software for an English SEND local area partnership."""
