"""Addresses of the room."""

from django.urls import path

from alongside.commons.clocks.views import differences, rules, watching

urlpatterns = [
    path("rules/", rules.index, name="clocks_rules"),
    path("rules/<slug:duty>/", rules.rule, name="clocks_rule"),
    path("rules/<slug:duty>/checked/<slug:kind>/", rules.mark, name="clocks_mark"),
    path("watch/", watching.watch, name="clocks_watch"),
    path("differences/", differences.differences, name="clocks_differences"),
    path("differences/<uuid:uuid>/", differences.settle, name="clocks_settle"),
]
