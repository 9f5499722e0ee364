"""The page of the background work, for those who operate the service."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from alongside.ground.core.errors import NotThereError, StaleError
from alongside.ground.jobs import queries, services
from alongside.ground.ui.services import page
