"""Pages of the room of vacancies, in each language."""

from __future__ import annotations

from django.urls import path

from volens.services.vacancies import syndication, views

app_name = "vacancies"

urlpatterns = [
    path("vacancies/", views.results, name="results"),
    path("vacancies/feed.atom", syndication.atom, name="feed"),
    path("vacancies/<int:number>/", views.vacancy, name="vacancy"),
    path("vacancies/<int:number>/report/", views.report, name="report"),
    path("vacancies/<int:number>/report/thanks/", views.thanks, name="thanks"),
    path("occupations/", views.occupations, name="occupations"),
    path("occupations/<slug:group>/", views.occupation, name="occupation"),
    path("suggest/words/", views.suggest_words, name="suggest_words"),
    path("suggest/places/", views.suggest_places, name="suggest_places"),
]
