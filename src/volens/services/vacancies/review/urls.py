"""Addresses of the reviewers' pages."""

from __future__ import annotations

from django.urls import path

from volens.services.vacancies.review import views

app_name = "review"

urlpatterns = [
    path("staff/vacancies/", views.queue, name="queue"),
    path("staff/vacancies/<int:case>/", views.case, name="case"),
]
