"""Addresses of an employer's vacancies, below the organisation's."""

from __future__ import annotations

from django.urls import path

from volens.services.vacancies.posting import many, programs, views

app_name = "posting"
BASE = "organisations/<uuid:organisation>/vacancies/"

urlpatterns = [
    path(BASE, views.listed, name="list"),
    path(f"{BASE}new/", views.new, name="new"),
    path(f"{BASE}upload/", many.upload, name="upload"),
    path(f"{BASE}upload/template.<str:form>", many.template, name="template"),
    path(f"{BASE}programs/", programs.tokens, name="tokens"),
    path(f"{BASE}programs/<uuid:token>/revoke/", programs.revoke, name="revoke"),
    path(f"{BASE}<uuid:posting>/", views.show, name="show"),
    path(f"{BASE}<uuid:posting>/send/", views.send, name="send"),
    path(f"{BASE}<uuid:posting>/appeal/", views.appeal, name="appeal"),
    path(f"{BASE}<uuid:posting>/do/<slug:verb>/", views.act, name="act"),
    path(f"{BASE}<uuid:posting>/<slug:step>/", views.step, name="step"),
]
