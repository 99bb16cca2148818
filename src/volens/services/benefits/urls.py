"""Pages of the room of benefits, in each language."""

from __future__ import annotations

from django.urls import path

from volens.services.benefits import views

app_name = "benefits"

urlpatterns = [
    path("benefits/", views.packs, name="packs"),
    path("benefits/<slug:pack>/<slug:code>/", views.topic, name="topic"),
]
