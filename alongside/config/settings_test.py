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
if "OPTIONS" in DATABASES["default"] and "init_command" in DATABASES["default"]["OPTIONS"]:
    # A test's database is thrown away; faults of storage are tested on a real one, in a process of its own.
    DATABASES["default"]["OPTIONS"]["init_command"] = SQLITE_START.replace("synchronous=FULL", "synchronous=OFF")
FORCED_SESSIONS_ARE_PROVEN = True  # what Django's test client signs in counts as proven
