"""The addresses of Volens, and those measured beside it."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from bench.plain import views
from volens.site.urls import urlpatterns as of_volens

urlpatterns = [*i18n_patterns(path("empty/", views.empty), path("plain/", views.plain)), *of_volens]
