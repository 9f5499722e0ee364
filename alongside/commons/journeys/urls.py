"""Addresses of the room: coming back to a draft. Each journey's own addresses come from `views.addresses`."""

from django.urls import path

from alongside.commons.journeys.views import coming_back

urlpatterns = [
    path("", coming_back.resume, name="journeys_resume"),
    path("code/", coming_back.code, name="journeys_code"),
]
