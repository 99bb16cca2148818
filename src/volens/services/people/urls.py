"""Pages of the room of people, in each language."""

from __future__ import annotations

from django.urls import path

from volens.services.people.models import Account
from volens.services.people.pages import door, member, mine, notices, rights, staff

app_name = "people"

urlpatterns = [
    path("sign-in/", door.knock, {"new": False}, name="sign_in"),
    path("sign-up/", door.knock, {"new": True}, name="sign_up"),
    path("sign-up/organisation/", door.knock, {"new": True, "opens": Account.Kind.MEMBER}, name="sign_up_member"),
    path("sign-in/code/", door.code, name="code"),
    path("sign-in/second/", door.second, name="second"),
    path("sign-in/recover/", door.recover, name="recover"),
    path("sign-in/passkey/options/", door.passkey_options, name="passkey_options"),
    path("sign-in/passkey/", door.passkey_entry, name="passkey_entry"),
    path("sign-up/confirm/", door.confirm, name="confirm"),
    path("sign-out/", door.sign_out, name="sign_out"),
    path("leave/", door.leave, name="leave"),
    path("goodbye/", door.closed, name="closed"),
    path("mailbox/", door.mailbox, name="mailbox"),
    path("my/", mine.my, name="my"),
    path("my/prove/", door.prove, name="prove"),
    path("my/profile/", mine.edit_profile, name="profile"),
    path("my/documents/", mine.my_documents, name="documents"),
    path("my/documents/<uuid:identifier>/", mine.document, name="document"),
    path("my/documents/<uuid:identifier>/delete/", mine.delete_document, name="delete_document"),
    path("my/security/", mine.security, name="security"),
    path("my/security/contact/", mine.add_contact, name="add_contact"),
    path("my/security/contacts/", mine.change_contacts, name="change_contacts"),
    path("my/security/app/", mine.app, name="app"),
    path("my/security/passkey/options/", mine.passkey_options, name="new_passkey_options"),
    path("my/security/passkey/", mine.add_passkey, name="add_passkey"),
    path("my/security/codes/", mine.recovery_codes, name="recovery_codes"),
    path("my/security/<uuid:identifier>/remove/", mine.remove_authenticator, name="remove_authenticator"),
    path("my/devices/", mine.devices, name="devices"),
    path("my/devices/end/", mine.end_device, name="end_device"),
    path("my/messages/", notices.notices, name="notices"),
    path("my/close/", mine.close, name="close"),
    path("member/", member.member, name="member"),
    path("staff/", staff.staff, name="staff"),
    path("staff/sign-up/", staff.help_sign_up, name="help_sign_up"),
    path("staff/rights/", rights.rights, name="rights"),
    path("staff/rights/<uuid:identifier>/end/", rights.end_right, name="end_right"),
]
