"""Pages of guidance, in each language. None needs an account; nothing asked on them is stored."""

from __future__ import annotations

from django.urls import path

from volens.services.guidance import cv_pages, views

app_name = "guidance"

urlpatterns = [
    path("cv/", cv_pages.make, name="cv"),
    path("compare/", views.compare, name="compare"),
    path("next/", views.find_next, name="find_next"),
    path("next/<slug:group>/", views.next_work, name="next"),
]
