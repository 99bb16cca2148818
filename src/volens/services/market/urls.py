"""Pages of the room of figures, in each language."""

from __future__ import annotations

from django.urls import path

from volens.services.market import views

app_name = "market"

urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/method/", views.method, name="method"),
    path("figures/<slug:name>/<str:period>.<slug:kind>", views.download, name="download"),
]
