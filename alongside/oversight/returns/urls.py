"""Addresses of the room."""

from django.urls import URLPattern, path

from alongside.oversight.returns import views

urlpatterns: list[URLPattern] = [
    path("", views.loads, name="returns_loads"),
    path("check/", views.check, name="returns_check"),
    path("<uuid:uuid>/", views.load, name="returns_load"),
]
