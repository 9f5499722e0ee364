"""Addresses of the room."""

from django.urls import path

from alongside.ground.outbox import views

urlpatterns = [
    path("", views.waiting, name="outbox_waiting"),
    path("message/<uuid:uuid>/", views.decide, name="outbox_decide"),
    path("post/", views.post, name="outbox_post"),
    path("post/print/", views.printing, name="outbox_print"),
    path("post/printed/", views.printed, name="outbox_printed"),
    path("post/<uuid:uuid>/returned/", views.returned, name="outbox_returned"),
]
