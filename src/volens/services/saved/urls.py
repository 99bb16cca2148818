"""Pages of the room of saved vacancies, in each language. A vacancy's number is sent, never part of a posted address:
addresses end up in logs, and what someone does with a vacancy is nobody's business (S4).
"""

from __future__ import annotations

from django.urls import path

from volens.services.saved import views

app_name = "saved"

urlpatterns = [
    path("saved/", views.saved, name="saved"),
    path("saved/keep/<int:number>/", views.keep, name="keep"),
    path("saved/mark/", views.mark, name="mark"),
    path("saved/note/", views.note, name="note"),
]
