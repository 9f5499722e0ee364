"""Addresses of the room."""

from django.urls import path

from alongside.ground.ui import views

urlpatterns = [
    path("", views.gallery, name="ui_gallery"),
    path("brand.css", views.brand_css, name="ui_brand_css"),
    path("language/", views.language, name="ui_language"),
]
