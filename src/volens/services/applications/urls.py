"""Pages of the room of applications, in each language: the person's own, and the employer's."""

from __future__ import annotations

from django.urls import include, path

from volens.services.applications.pages import employer, messages, mine, sending

app_name = "applications"

_own = [
    path("", mine.one, name="mine_one"),
    path("edit/", sending.edit, name="edit"),
    path("check/", sending.check, name="check"),
    path("withdraw/", mine.withdraw, name="withdraw"),
    path("write/", mine.write, name="write"),
    path("times/<uuid:letter>/", mine.times, name="times"),
    path("times/<uuid:letter>/interview.ics", mine.interview, name="interview"),
    path("offer/<uuid:letter>/", mine.offer, name="offer"),
    path("notes/", mine.notes, name="notes"),
    path("delete/", mine.delete, name="delete"),
]
_received = [
    path("", employer.received_one, name="received_one"),
    path("write/", employer.write, name="received_write"),
    path("times/", employer.times, name="received_times"),
    path("times/<uuid:letter>/interview.ics", employer.interview, name="received_interview"),
    path("offer/", employer.offer, name="received_offer"),
    path("no/", employer.refuse, name="received_refuse"),
    path("documents/<uuid:document>/", employer.document, name="received_document"),
]

urlpatterns = [
    path("applications/", mine.mine, name="mine"),
    path("applications/messages/", messages.messages, name="messages"),
    path("applications/new/<int:vacancy>/", sending.new, name="new"),
    path("applications/<uuid:application>/", include(_own)),
    path("organisations/<uuid:organisation>/applications/", employer.received_list, name="received"),
    path("organisations/<uuid:organisation>/applications/<uuid:received>/", include(_received)),
]
