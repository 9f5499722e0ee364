"""Transactional sending: a message leaves once, or a person is told that nobody knows."""
