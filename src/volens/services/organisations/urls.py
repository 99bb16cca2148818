"""Pages of the room of organisations, in each language."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "organisations"

urlpatterns: list[URLPattern] = []
