"""Addresses of the whole house. Pages carry their language in the address; everything else does not."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from volens.services.trust.record import views as record
from volens.services.vacancies import syndication
from volens.site import views
from volens.site.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.choose_language, name="root"),
    path("api/v1/", api.urls),
    path("robots.txt", syndication.robots, name="robots"),
    path("sitemap.xml", syndication.sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", syndication.sitemap_pages, name="sitemap_pages"),
    path("sitemap-vacancies-<int:number>.xml", syndication.sitemap_vacancies, name="sitemap_vacancies"),
    path("log/cosignatures", record.cosignatures, name="log_cosignatures"),
    path("log/<path:name>", record.file, name="log_file"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("status/", views.status, name="status"),
        path("about/", views.about, name="about"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("help/", views.help_in_danger, name="help"),
        path("privacy/", views.privacy, name="privacy"),
        path("", include("volens.services.vacancies.urls")),
        path("", include("volens.services.benefits.urls")),
        path("", include("volens.services.people.urls")),
        path("", include("volens.services.trust.urls")),
        path("", include("volens.services.saved.urls")),
        path("", include("volens.services.alerts.urls")),
        path("", include("volens.services.organisations.urls")),
        path("", include("volens.services.vacancies.posting.urls")),
        path("", include("volens.services.vacancies.review.urls")),
        path("", include("volens.services.applications.urls")),
        path("", include("volens.services.market.urls")),
        path("", include("volens.services.guidance.urls")),
    ),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
