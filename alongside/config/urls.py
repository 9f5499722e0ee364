"""The address space: each room's own urls.py under one prefix, third-party pages, and error pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from alongside.config import health

PREFIXES = {
    "alongside.front.portal": "",
    "alongside.ground.ui": "components/",
    "alongside.ground.access": "account/",
    "alongside.ground.documents": "documents/",
    "alongside.ground.people": "people/",
    "alongside.ground.outbox": "outbox/",
    "alongside.ground.jobs": "queue/",
    "alongside.commons.messaging": "messages/",
    "alongside.commons.journeys": "resume/",
    "alongside.commons.clocks": "dates/",
    "alongside.commons.actions": "actions/",
    "alongside.work.ehc": "ehc/",
    "alongside.oversight.returns": "returns/",
    "alongside.oversight.insight": "insight/",
}
"""Where each room's pages lie; a room that is left out takes its pages with it."""

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(f"{room}.urls")) for room, prefix in PREFIXES.items() if room in settings.ROOMS
]
urlpatterns += [
    path("account/", include("allauth.account.urls")),
    path("account/3rdparty/", include("allauth.socialaccount.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]

handler400 = "alongside.ground.ui.views.bad_request"
handler403 = "alongside.ground.ui.views.forbidden"
handler404 = "alongside.ground.ui.views.not_found"
handler500 = "alongside.ground.ui.views.server_error"
