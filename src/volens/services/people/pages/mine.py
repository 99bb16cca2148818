"""A person's own pages: first page, profile, documents, closing; and for anyone signed in: security, devices."""

from __future__ import annotations

import json
from uuid import UUID

import qrcode
import qrcode.image.svg
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from volens.services.people import codes, profile, sessions
from volens.services.people.access import (
    account_page,
    context,
    own_page,
    person_page,
    posted,
    posted_from,
    private,
    signed_in,
)
from volens.services.people.actions import account as accounts
from volens.services.people.actions import documents, factors
from volens.services.people.actions import entry as door
from volens.services.people.actions import profile as profile_actions
from volens.services.people.downloads import download
from volens.services.people.forms import CloseForm, CodeForm, ContactForm, DocumentForm, ProfileForm
from volens.services.people.models import Account, Authenticator, Device, RecoveryCode

_APP_SALT = "volens.app"


@require_safe
@person_page()
def my(request: HttpRequest) -> HttpResponse:
    """The person's first page."""
    told = profile.of(signed_in(request).account.person)
    return render(request, "people/my.html", context(request, name=told["chosen_name"], filled=any(told.values())))


@require_http_methods(["GET", "HEAD", "POST"])
@person_page(back="profile")
def edit_profile(request: HttpRequest) -> HttpResponse:
    """The person's own profile; every field is optional."""
    person = signed_in(request).account.person
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid():
            profile_actions.save(person.pk, form.cleaned_data)
            return HttpResponseRedirect(f"{reverse('people:profile')}?done=saved")
    else:
        form = ProfileForm(initial=profile.of(person))
    return render(request, "people/profile.html", context(request, form=form), status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@person_page(back="documents")
def my_documents(request: HttpRequest) -> HttpResponse:
    """The person's own documents."""
    person = signed_in(request).account.person
    form = DocumentForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            documents.add(
                person.pk,
                form.cleaned_data["name"] or file.name or gettext("Document"),
                file.read(),
                form.cleaned_data["days"],
            )
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return HttpResponseRedirect(f"{reverse('people:documents')}?done=document")
    shown = {"form": form, "documents": documents.listed(person.pk)}
    return render(request, "people/documents.html", context(request, **shown), status=422 if form.errors else 200)


@require_safe
@person_page(back="documents")
def document(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Download one's own document."""
    found = documents.content(signed_in(request).account.person.pk, identifier)
    if found is None:
        raise Http404
    return download(*found)


@posted_from("people:documents")
@person_page(back="documents")
def delete_document(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Delete one's own document."""
    if not documents.delete(signed_in(request).account.person.pk, identifier):
        raise Http404
    return HttpResponseRedirect(f"{reverse('people:documents')}?done=deleted")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page(Account.Kind.PERSON, Account.Kind.MEMBER, recent=True, back="close")
def close(request: HttpRequest) -> HttpResponse:
    """Close the account: one step, nothing is kept."""
    form = CloseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        accounts.close(signed_in(request).account)
        response = HttpResponseRedirect(reverse("people:closed"))
        sessions.end(request, response)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response
    return render(request, "people/close.html", context(request, form=form), status=422 if form.errors else 200)


@require_safe
@account_page
def security(request: HttpRequest) -> HttpResponse:
    """Ways to sign in: contacts, authenticator app, passkeys, recovery codes."""
    return _security(request)


def _security(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    account = signed_in(request).account
    shown: dict[str, object] = {
        "contacts": accounts.contacts(account),
        "apps": Authenticator.objects.filter(account=account, kind=Authenticator.Kind.TOTP),
        "passkeys": Authenticator.objects.filter(account=account, kind=Authenticator.Kind.PASSKEY),
        "codes_left": RecoveryCode.objects.filter(account=account).count(),
        "contact_form": ContactForm(),
        "new_codes": [],
    }
    return render(request, "people/security.html", context(request, **(shown | more)), status=status)


@posted_from("people:security")
@account_page
def add_contact(request: HttpRequest) -> HttpResponse:
    """Send a code to a second contact."""
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _security(request, status=422, contact_form=form)
    account = signed_in(request).account
    entry = door.begin(form.cleaned_data["contact"], door.network_of(request.META), for_account=account)
    if entry is None:
        return render(request, "people/too_often.html", context(request), status=429)
    response = HttpResponseRedirect(reverse("people:code"))
    sessions.remember_entry(response, entry.pk)
    return response


@posted_from("people:security")
@account_page
def change_contacts(request: HttpRequest) -> HttpResponse:
    """Make the second contact the first, or remove it."""
    account = signed_in(request).account
    if "first" in request.POST:
        accounts.make_first(account)
        return HttpResponseRedirect(f"{reverse('people:security')}?done=saved")
    accounts.remove_second_contact(account)
    return HttpResponseRedirect(f"{reverse('people:security')}?done=removed")


@posted_from("people:security")
@account_page
def remove_authenticator(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Remove an app or passkey."""
    done = "removed" if factors.remove(signed_in(request).account, identifier) else "staff"
    return HttpResponseRedirect(f"{reverse('people:security')}?done={done}")


@require_http_methods(["GET", "HEAD", "POST"])
@account_page
def app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app: picture and text of the secret, then a code from the app."""
    account = signed_in(request).account
    form = CodeForm(posted(request))
    state = request.POST.get("state", "")
    try:
        told = signing.loads(state, salt=_APP_SALT, max_age=3600) if state else {}
        secret = bytes.fromhex(told["secret"]) if told.get("account") == str(account.pk) else codes.totp_secret()
    except (signing.BadSignature, ValueError):
        secret = codes.totp_secret()
    if request.method == "POST" and form.is_valid():
        if not account.authenticators.filter(kind="totp").exists() and factors.add_app(
            account, secret, form.cleaned_data["code"]
        ):
            return _with_codes(request, "app")
        form.add_error("code", gettext("This is not the code the app shows now. Check the clock of your phone."))
    address = codes.totp_address(secret, gettext("my account"))
    picture = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, box_size=9, border=2)
    shown = {
        "form": form,
        "state": signing.dumps({"secret": secret.hex(), "account": str(account.pk)}, salt=_APP_SALT),
        "secret": codes.totp_text(secret),
        "address": address,
        "picture": Markup(picture.to_string(encoding="unicode")),  # noqa: S704 - drawn here from a fixed alphabet
    }
    return render(request, "people/app.html", context(request, **shown), status=422 if form.errors else 200)


def _with_codes(request: HttpRequest, done: str) -> HttpResponse:
    """After a second proof was added: show recovery codes if there are none yet."""
    account = signed_in(request).account
    if RecoveryCode.objects.filter(account=account).exists():
        return HttpResponseRedirect(f"{reverse('people:security')}?done={done}")
    return _security(request, new_codes=factors.new_recovery_codes(account))


@posted_from("people:security")
@account_page
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them this once."""
    made = factors.new_recovery_codes(signed_in(request).account)
    return _security(request, new_codes=made)


@posted_from("people:security")
@account_page
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    options, state = factors.begin_passkey(signed_in(request).account)
    return JsonResponse({"options": options, "state": state})


@posted_from("people:security")
@account_page
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Store the passkey the browser made."""
    try:
        factors.finish_passkey(
            signed_in(request).account, request.POST.get("state", ""), json.loads(request.POST.get("answer", ""))
        )
    except ValueError:
        return HttpResponseRedirect(f"{reverse('people:security')}?done=passkey-failed")
    return _with_codes(request, "passkey")


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Where this account is signed in."""
    here = sessions.device(request)
    if here is None:
        return private(HttpResponseRedirect(reverse("people:sign_in")))
    rows = Device.objects.filter(account=here.account)
    limits = {"hours": sessions.idle_hours(here.account), "days": sessions.IDLE_LONG.days}
    shown = {"devices": rows, "here": here, **limits}
    return private(render(request, "people/devices.html", context(request, **shown)))


@posted_from("people:devices")
def end_device(request: HttpRequest) -> HttpResponse:
    """Sign one device out, or all others."""
    here = sessions.device(request)
    if here is None:
        return private(HttpResponseRedirect(reverse("people:sign_in")))
    response = HttpResponseRedirect(f"{reverse('people:devices')}?done=ended")
    if "others" in request.POST:
        accounts.end_other_devices(here.account, here)
        return private(response)
    try:
        accounts.end_device(here.account, UUID(request.POST.get("device", "")))
    except ValueError as error:
        raise Http404 from error
    return private(response)
