"""The address space: each room's own urls.py under one prefix, third-party pages, and error pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("alongside.front.portal.urls")),
    path("components/", include("alongside.ground.ui.urls")),
    path("account/", include("alongside.ground.access.urls")),
    path("account/", include("allauth.urls")),
    path("documents/", include("alongside.ground.documents.urls")),
    path("people/", include("alongside.ground.people.urls")),
    path("messages/", include("alongside.commons.messaging.urls")),
    path("resume/", include("alongside.commons.journeys.urls")),
    path("ehc/", include("alongside.work.ehc.urls")),
    path("returns/", include("alongside.oversight.returns.urls")),
    path("outbox/", include("alongside.ground.outbox.urls")),
    path("work/", include("alongside.ground.jobs.urls")),
]
handler400 = "alongside.ground.ui.views.bad_request"
handler403 = "alongside.ground.ui.views.forbidden"
handler404 = "alongside.ground.ui.views.not_found"
handler500 = "alongside.ground.ui.views.server_error"
