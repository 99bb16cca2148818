"""Pages of the room of trust, in each language."""

from __future__ import annotations

from django.urls import path, re_path

from volens.services.trust import safeguards, views
from volens.services.trust.record import views as record_views

app_name = "trust"

urlpatterns = [
    path("my/readers/", views.readers, name="readers"),
    path("my/readers/complain/", views.complain, name="complain"),
    path("my/readers/complain/<uuid:reading>/", views.complain, name="complain_about"),
    path("my/choices/", views.choices, name="choices"),
    path("my/choices/notices/", views.give_notices, name="give_notices"),
    path("my/choices/<uuid:choice>/undo/", views.undo, name="undo"),
    path("my/export/", views.export, name="export"),
    re_path(r"^my/export/volens\.(?P<form>json|pdf|zip)$", views.export_file, name="export_file"),
    path("preconditions/", safeguards.preconditions_page, name="preconditions"),
    path("preconditions/checklist.pdf", safeguards.preconditions_pdf, name="preconditions_pdf"),
    path("log/", record_views.log_page, name="log"),
    path("log/verify/", record_views.verify_page, name="log_verify"),
    path("log/volens-verify.html", record_views.verify_file, name="log_verify_file"),
    re_path(r"^log/entry/(?P<leaf>[0-9a-f]{64})/$", record_views.entry, name="log_entry"),
    re_path(r"^log/entry/(?P<leaf>[0-9a-f]{64})\.tlog-proof$", record_views.receipt, name="log_receipt"),
    path("log/record/<uuid:number>/", record_views.record, name="log_record"),
    path("staff/complaints/", views.complaints, name="complaints"),
    path("staff/complaints/<int:number>/", views.complaint, name="complaint"),
]
