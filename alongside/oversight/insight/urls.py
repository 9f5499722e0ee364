"""Addresses of the room."""

from django.urls import URLPattern, path

from alongside.oversight.insight.views import public

urlpatterns: list[URLPattern] = [
    path("how-we-know/", public.how, name="insight_how"),
]
