"""Addresses of the room: never a name, never a file's own address."""

from django.urls import path

from alongside.ground.documents import views

urlpatterns = [
    path("kinds/", views.kinds, name="documents_kinds"),
    path("checks/", views.checks, name="documents_checks"),
    path("decisions/<uuid:uuid>/", views.agree, name="documents_agree"),
    path("decisions/<uuid:uuid>/recall/", views.recall, name="documents_recall"),
    path("reports/<uuid:uuid>/", views.settle, name="documents_settle"),
    path("reported/", views.reported, name="documents_reported"),
    path("<uuid:uuid>/", views.open_file, name="documents_open"),
    path("<uuid:uuid>/letter/", views.open_letter, name="documents_letter"),
    path("<uuid:uuid>/check/", views.check, name="documents_check"),
    path("<uuid:uuid>/report/", views.report, name="documents_report"),
]
