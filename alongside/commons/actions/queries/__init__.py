"""Promises, actions, contacts and what was left too long; the viewer first where somebody looks."""
