"""Pages of the room of organisations, in each language."""

from __future__ import annotations

from django.urls import path

from volens.services.organisations.pages import details, members, mine, public, review, verification

app_name = "organisations"
ONE = "organisations/<uuid:organisation>/"

urlpatterns = [
    path("organisations/", public.landing, name="landing"),
    path("organisations/rules/", public.rules, name="rules"),
    path("organisations/mine/", mine.mine, name="mine"),
    path("organisations/mine/invitations/<uuid:identifier>/", mine.answer_invitation, name="answer_invitation"),
    path("organisations/mine/requests/<uuid:identifier>/", mine.take_back, name="take_back"),
    path("organisations/new/", mine.new, name="new"),
    path("organisations/join/", mine.join, name="join"),
    path(ONE, details.dashboard, name="dashboard"),
    path(f"{ONE}about/", public.organisation, name="public"),
    path(f"{ONE}details/", details.details, name="details"),
    path(f"{ONE}verification/", verification.verification, name="verification"),
    path(f"{ONE}verification/documents/", verification.add_document, name="add_document"),
    path(f"{ONE}verification/documents/<uuid:identifier>/", verification.document, name="document"),
    path(
        f"{ONE}verification/documents/<uuid:identifier>/delete/", verification.delete_document, name="delete_document"
    ),
    path(f"{ONE}verification/send/", verification.send, name="send"),
    path(f"{ONE}verification/withdraw/", verification.withdraw, name="withdraw"),
    path(f"{ONE}verification/<int:number>/appeal/", verification.appeal, name="appeal"),
    path(f"{ONE}members/", members.members, name="members"),
    path(f"{ONE}members/invite/", members.invite, name="invite"),
    path(f"{ONE}members/invitations/<uuid:identifier>/cancel/", members.cancel, name="cancel_invitation"),
    path(f"{ONE}members/requests/<uuid:identifier>/", members.answer_request, name="answer_request"),
    path(f"{ONE}members/<uuid:member>/role/", members.role, name="member_role"),
    path(f"{ONE}members/<uuid:member>/remove/", members.remove, name="remove_member"),
    path(f"{ONE}members/name/", members.name, name="member_name"),
    path(f"{ONE}leave/", members.leave, name="leave"),
    path("staff/organisations/", review.queue, name="queue"),
    path("staff/organisations/verified/", review.verified, name="verified"),
    path("staff/organisations/<int:number>/", review.case, name="case"),
    path("staff/organisations/<int:number>/documents/<uuid:identifier>/", review.document, name="case_document"),
    path("staff/organisations/verified/<uuid:organisation_id>/end/", review.end, name="end"),
]
