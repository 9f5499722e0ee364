"""Addresses of the room."""

from django.urls import path

from alongside.ground.jobs import views

urlpatterns = [
    path("", views.work, name="jobs_work"),
    path("parked/<uuid:uuid>/", views.decide, name="jobs_decide"),
]
