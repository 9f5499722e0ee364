"""The address space of these tests: this room, the frames, and the sample journey."""

from django.urls import include, path

from alongside.commons.journeys.views import addresses
from tests.unit.journeys.sample import JOURNEY

urlpatterns = [
    path("components/", include("alongside.ground.ui.urls")),
    path("resume/", include("alongside.commons.journeys.urls")),
    path("sample/", include(addresses(JOURNEY))),
]
handler404 = "alongside.ground.ui.views.not_found"
handler500 = "alongside.ground.ui.views.server_error"
