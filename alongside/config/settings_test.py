"""Overrides for tests: quick password hashing, mail in memory, tasks at once, a home that is thrown away."""

import os
import tempfile

os.environ.setdefault("ALONGSIDE_MODE", "test")
os.environ.setdefault("ALONGSIDE_HOME", tempfile.mkdtemp(prefix="alongside-test-"))
os.environ.setdefault("LOG_LEVEL", "WARNING")

from alongside.config.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
                     "QUEUES": ["urgent", "default", "bulk"]}}
