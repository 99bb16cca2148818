"""The pages at the door: sign up, sign in, code, second proof, recovery, sign out, quick exit, mailbox."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.people import limits, post, profile, sessions
from volens.services.people.access import after_entry, context, home, known, posted, posted_from, private, signed_in
from volens.services.people.actions import account as accounts
from volens.services.people.actions import entry as door
from volens.services.people.actions import factors
from volens.services.people.actions.entry import Outcome
from volens.services.people.forms import CodeForm, ConfirmForm, ContactForm, MemberForm, RecoverForm
from volens.services.people.models import Account, Entry
from volens.services.trust import security_log
from volens.services.trust.kinds import KINDS
from volens.services.trust.security_log import Event

#: Whether the code sent to the contact was followed by what else the account asks for.
NEXT_COOKIE = "volens_next"


def _network(request: HttpRequest) -> str:
    return door.network_of(request.META)


@require_http_methods(["GET", "HEAD", "POST"])
def knock(request: HttpRequest, *, new: bool, opens: Account.Kind = Account.Kind.PERSON) -> HttpResponse:
    """Sign up or sign in: the same form and the same answer, whoever is or is not known here."""
    form = ContactForm(posted(request))
    if request.method == "POST" and form.is_valid():
        entry = door.begin(form.cleaned_data["contact"], _network(request), opens=opens)
        if entry is None:
            return _too_often(request)
        return _to_code(entry, form.cleaned_data["next"])
    shown = {
        "form": form,
        "new": new,
        "member": opens == Account.Kind.MEMBER,
        "next": _next_word(request),
        "passkey": json.dumps(None),
    }
    return private(render(request, "people/sign_in.html", context(request, **shown), status=_status(form)))


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Enter the code from the message."""
    entry = door.find(sessions.entry_of(request))
    if request.method == "POST" and "again" in request.POST and entry is not None:
        fresh = door.begin(
            door.reached(entry), _network(request), for_account=entry.for_account, opens=Account.Kind(entry.opens)
        )
        return _too_often(request) if fresh is None else _to_code(fresh, None)
    if entry is None:
        return private(HttpResponseRedirect(reverse("people:sign_in")))
    if entry.proven:
        return private(HttpResponseRedirect(reverse("people:confirm")))
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        outcome = door.enter_code(entry, form.cleaned_data["code"], _network(request))
        if outcome is Outcome.PROVEN:
            return _proven(request, entry, stay=form.cleaned_data["stay"])
        form.add_error(
            "code",
            gettext("This is not the code of the last message. Check the six digits.")
            if outcome is Outcome.WRONG
            else gettext("This code is no longer good. Ask for a new one below."),
        )
    shown = {
        "form": form,
        "reached": door.reached(entry),
        "mailbox": post.mailbox_open(),
        "minutes": door.CODE_MINUTES,
        "adding": entry.for_account_id is not None,
    }
    return private(render(request, "people/code.html", context(request, **shown), status=_status(form)))


def _proven(request: HttpRequest, entry: Entry, *, stay: bool) -> HttpResponse:
    """The contact is proven: add it, sign in, ask for the second proof, or ask whether to open an account."""
    if entry.for_account_id is not None:
        device = sessions.device(request)
        if device is None or device.account_id != entry.for_account_id:
            raise Http404
        accounts.add_second_contact(device.account, entry)
        response = HttpResponseRedirect(f"{reverse('people:security')}?done=contact")
        response.delete_cookie(sessions.ENTRY_COOKIE)
        return private(response)
    account = door.account_of(entry)
    if account is None:
        return private(HttpResponseRedirect(reverse("people:confirm")))
    if factors.needed(account):
        return private(HttpResponseRedirect(reverse("people:second")))
    other = entry.opens == Account.Kind.MEMBER and account.kind == Account.Kind.PERSON
    return _enter(request, account, stay=stay, done="own-account" if other else "")


def _enter(request: HttpRequest, account: Account, *, stay: bool, done: str = "", word: str = "") -> HttpResponse:
    """Sign in and go where the person was going: as the form says, else as this browser was told before the code."""
    word = word or request.COOKIES.get(NEXT_COOKIE, "")
    address = after_entry(account, word)
    if done:
        address = home(account) if done == "own-account" else address
        address = f"{address}{'&' if '?' in address else '?'}done={done}"
    response = HttpResponseRedirect(address)
    response.delete_cookie(NEXT_COOKIE)
    if (entry := sessions.entry_of(request)) is not None:
        Entry.objects.filter(pk=entry).delete()
    sessions.start(request, response, account, stay=stay)
    if account.kind == Account.Kind.STAFF:  # of nobody else: a table or a log would tell who was here when
        security_log.tell(Event.STAFF_SIGNED_IN, network=_network(request), staff=str(account.pk))
    return private(response)


@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The second proof of an account that has one: app, passkey (by script), or a recovery code."""
    entry = door.find(sessions.entry_of(request))
    account = door.account_of(entry) if entry else None
    if entry is None or account is None:
        return private(HttpResponseRedirect(reverse("people:sign_in")))
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        if door.may_try_second(account) and (
            factors.check_app(account, typed) or factors.use_recovery_code(account, typed)
        ):
            return _enter(request, account, stay=form.cleaned_data["stay"])
        limits.wrong_proof(_network(request))
        if account.kind == Account.Kind.STAFF:
            security_log.tell(Event.STAFF_PROOF_WRONG, network=_network(request), staff=str(account.pk))
        form.add_error("code", gettext("This code is wrong or was used already. Wait for the next one in the app."))
    return private(render(request, "people/second.html", context(request, form=form), status=_status(form)))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The person reads the exact words and decides whether there will be an account at all."""
    entry = door.find(sessions.entry_of(request))
    if entry is None or not entry.proven:
        return private(HttpResponseRedirect(reverse("people:sign_in")))
    account = door.account_of(entry)
    if account is not None:
        if factors.needed(account):
            return private(HttpResponseRedirect(reverse("people:second")))
        if request.method == "POST":
            return _enter(request, account, stay=False)
    opens_for_member = account is None and entry.opens == Account.Kind.MEMBER
    return _confirm_member(request, entry) if opens_for_member else _confirm_person(request, entry)


def _declined(entry: Entry) -> HttpResponse:
    """No, thank you: nothing stays."""
    door.decline(entry)
    response = HttpResponseRedirect(reverse("home"))
    response.delete_cookie(sessions.ENTRY_COOKIE)
    return private(response)


def _confirm_person(request: HttpRequest, entry: Entry) -> HttpResponse:
    """The exact words, what a counsellor began, and the person's yes or no."""
    found = door.draft_of(entry)
    if request.method == "POST" and "no" in request.POST:
        return _declined(entry)
    form = ConfirmForm(posted(request))
    if request.method == "POST" and form.is_valid():
        keep = {name: request.POST.get(f"keep-{name}", "")[:3000] for name in found[1]} if found else {}
        made = door.create_person(entry, keep={name: value for name, value in keep.items() if value.strip()})
        return _enter(request, made, stay=form.cleaned_data["stay"], done="welcome")
    labels = {field.name: field.label for field in profile.FIELDS}
    shown = {
        "form": form,
        "words": KINDS["account"].words,
        "drafted": [(name, labels[name], value) for name, value in found[1].items()] if found else [],
        "counsellor": found[0].by if found else None,
    }
    return private(render(request, "people/confirm.html", context(request, **shown), status=_status(form)))


def _confirm_member(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Someone who acts for an organisation gives the name others see, and opens the account."""
    if request.method == "POST" and "no" in request.POST:
        return _declined(entry)
    form = MemberForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = door.open_member_account(entry, form.cleaned_data["name_shown"])
        return _enter(request, made, stay=form.cleaned_data["stay"])
    shown = {"form": form, "reached": door.reached(entry)}
    return private(render(request, "people/confirm_member.html", context(request, **shown), status=_status(form)))


@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """The phone or number is lost: the old contact and a recovery code."""
    form = RecoverForm(posted(request))
    if request.method == "POST" and form.is_valid():
        account = door.recover(form.cleaned_data["contact"], form.cleaned_data["code"], _network(request))
        if account is not None:
            return _enter(request, account, stay=False)
        form.add_error("code", gettext("This contact and this code do not belong together, or the code was used."))
    return private(render(request, "people/recover.html", context(request, form=form), status=_status(form)))


@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Prove again to be oneself, before what cannot be taken back: a code to the first contact."""
    if sessions.device(request) is None:
        return private(HttpResponseRedirect(reverse("people:sign_in")))
    account = signed_in(request).account
    first = next((reached for is_first, reached in accounts.contacts(account) if is_first), None)
    if request.method == "POST" and first is not None:
        entry = door.begin(first, _network(request))
        return _too_often(request) if entry is None else _to_code(entry, request.POST.get("next"))
    shown = {"reached": first, "next": _next_word(request)}
    return private(render(request, "people/prove.html", context(request, **shown)))


@posted_from("people:sign_in")
def passkey_options(_request: HttpRequest) -> JsonResponse:
    """What the browser needs to ask for a passkey; names no account."""
    options, state = factors.begin_passkey_entry()
    response = JsonResponse({"options": options, "state": state})
    private(response)
    return response


@posted_from("people:sign_in")
def passkey_entry(request: HttpRequest) -> HttpResponse:
    """Sign in with the passkey's answer."""
    try:
        account = factors.finish_passkey_entry(
            request.POST.get("state", ""), json.loads(request.POST.get("answer", ""))
        )
    except ValueError:
        limits.wrong_proof(_network(request))
        return private(HttpResponseRedirect(f"{reverse('people:sign_in')}?done=passkey-unknown"))
    return _enter(request, account, stay="stay" in request.POST, word=_next_word(request))


@posted_from("home")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign this browser out."""
    response = HttpResponseRedirect(reverse("home"))
    sessions.end(request, response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return private(response)


@require_safe
def leave(_request: HttpRequest) -> HttpResponse:
    """Quick exit: this browser forgets that it was signed in, and shows something harmless."""
    response = HttpResponseRedirect(settings.QUICK_EXIT)
    for name in (sessions.cookie_name(), sessions.ENTRY_COOKIE, NEXT_COOKIE):
        response.delete_cookie(name)
    response.headers["Referrer-Policy"] = "no-referrer"
    return private(response)


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """On a machine for trials: the messages to the contact this browser is about. One person's at most."""
    if not post.mailbox_open():
        raise Http404
    entry = door.find(sessions.entry_of(request))
    device = sessions.device(request)
    indexes = [bytes(entry.index)] if entry else []
    if not indexes and device is not None:
        indexes = [reached.index for _first, reached in accounts.contacts(device.account)]
    shown = {"messages": post.waiting(indexes) if indexes else [], "known": bool(indexes), "open_entry": entry}
    return private(render(request, "people/mailbox.html", context(request, **shown)))


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """After leaving. The address says nothing and shows the same to everyone."""
    return private(render(request, "people/closed.html"))


def _status(form: CodeForm | ContactForm | ConfirmForm | MemberForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _next_word(request: HttpRequest) -> str:
    return known(request.POST.get("next") or request.GET.get("next", ""))


def _to_code(entry: Entry, word: str | None) -> HttpResponse:
    response = HttpResponseRedirect(reverse("people:code"))
    sessions.remember_entry(response, entry.pk)
    if word is not None and not known(word):
        response.delete_cookie(NEXT_COOKIE)  # where somebody before wanted to go leads nobody else there
    elif word is not None:
        response.set_cookie(NEXT_COOKIE, word, max_age=3600, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return private(response)


def _too_often(request: HttpRequest) -> HttpResponse:
    return private(render(request, "people/too_often.html", context(request), status=429))
