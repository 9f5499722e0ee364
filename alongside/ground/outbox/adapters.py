"""Ways out: file, SMTP, GOV.UK Notify; and Django's own mail, which goes through the outbox."""

from django.core.mail.backends.locmem import EmailBackend


class OutboxEmailBackend(EmailBackend):
    """Django's mail back end."""
