"""Addresses of the room."""

from django.urls import URLPattern, path

from alongside.oversight.insight.views import public, scenarios

urlpatterns: list[URLPattern] = [
    path("how-we-know/", public.how, name="insight_how"),
    path("scenarios/", scenarios.scenarios, name="insight_scenarios"),
    path("scenarios/ask/", scenarios.ask, name="insight_ask"),
    path("scenarios/compare/", scenarios.compare, name="insight_compare"),
    path("scenarios/assumptions/", scenarios.assumed, name="insight_assumptions"),
    path("scenarios/<uuid:uuid>/", scenarios.scenario, name="insight_scenario"),
    path("scenarios/<uuid:uuid>/progress/", scenarios.progress, name="insight_progress"),
    path("scenarios/<uuid:uuid>/figures.csv", scenarios.figures, name="insight_figures"),
    path("scenarios/<uuid:uuid>/name/", scenarios.rename, name="insight_name"),
    path("scenarios/<uuid:uuid>/discard/", scenarios.discard, name="insight_discard"),
]
