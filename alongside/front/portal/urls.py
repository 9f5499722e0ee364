"""Addresses of the pages that combine rooms."""

from django.urls import path

from alongside.front.portal.views import calls, children, families, feeds, public, reporting, trays, watching

urlpatterns = [
    path("", public.home, name="portal_home"),
    path("help/", public.help_doors, name="portal_help"),
    path("words/", public.glossary, name="portal_glossary"),
    path("privacy/", public.text, {"key": "privacy"}, name="portal_privacy"),
    path("accessibility/", public.text, {"key": "accessibility"}, name="portal_accessibility"),
    path("cookies/", public.text, {"key": "cookies"}, name="portal_cookies"),
    path("contact/", public.text, {"key": "contact"}, name="portal_contact"),
    path("something-is-wrong/", reporting.report, name="portal_report"),
    path("my/", families.desk, name="portal_desk"),
    path("family/", families.family, name="portal_family"),
    path("family/<uuid:uuid>/who-looked/", families.reads, name="portal_reads"),
    path("tray/", trays.tray, name="portal_tray"),
    path("caseload/", trays.caseload, name="portal_caseload"),
    path("child/find/", children.find, name="portal_find"),
    path("child/<uuid:uuid>/", children.child, name="portal_child"),
    path("child/<uuid:uuid>/call/", calls.summary, name="portal_call"),
    path("calendar/", feeds.feeds, name="portal_feeds"),
    path("calendar/<uuid:uuid>/<slug:act>/", feeds.act, name="portal_feed_act"),
    path("calendar/feed/<str:token>/dates.ics", feeds.feed, name="portal_feed"),
    path("left-too-long/", watching.watch, name="portal_watch"),
]
