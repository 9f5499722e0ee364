"""Addresses of the room: uuids only, never a name."""

from django.urls import path

from alongside.commons.messaging.views import talking, working

urlpatterns = [
    path("", talking.conversations, name="messaging_conversations"),
    path("owed/", working.owed, name="messaging_owed"),
    path("unfiled/", working.unfiled, name="messaging_unfiled"),
    path("unfiled/<uuid:uuid>/", working.mail, name="messaging_mail"),
    path("new/<uuid:child>/", talking.start, name="messaging_start"),
    path("notices/<uuid:uuid>/", talking.notice, name="messaging_notice"),
    path("todo/<uuid:uuid>/", working.todo, name="messaging_todo"),
    path("errand/<uuid:uuid>/", working.errand, name="messaging_errand"),
    path("<uuid:uuid>/", talking.thread, name="messaging_thread"),
    path("<uuid:uuid>/close/", working.close, name="messaging_close"),
    path("<uuid:uuid>/readers/", working.readers, name="messaging_readers"),
]
