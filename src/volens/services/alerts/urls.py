"""Pages of saved searches, in each language."""

from __future__ import annotations

from django.urls import path

from volens.services.alerts import views

app_name = "alerts"

urlpatterns = [
    path("alerts/", views.mine, name="mine"),
    path("alerts/new/", views.new, name="new"),
    path("alerts/confirm/<str:token>/", views.confirm, name="confirm"),
    path("alerts/change/<str:token>/", views.change, name="change"),
    path("recommended/", views.recommended, name="recommended"),
    path("alerts/stop/<str:token>/", views.stop, name="stop"),
]
