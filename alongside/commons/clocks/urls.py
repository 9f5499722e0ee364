"""Addresses of the room."""

from django.urls import path

from alongside.commons.clocks import views

urlpatterns = [
    path("differences/", views.differences, name="clocks_differences"),
    path("differences/<uuid:uuid>/", views.settle, name="clocks_settle"),
]
