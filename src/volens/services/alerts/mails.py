"""What the mails of saved searches say, and why each vacancy is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext

from volens.engines.search.places import distances_km, spot
from volens.engines.search.port import Hit
from volens.packs import places
from volens.services.alerts import content, links
from volens.services.alerts.content import Content
from volens.services.alerts.models import SavedSearch
from volens.services.people import post
from volens.services.people.contacts import Reached
from volens.services.people.models import Contact
from volens.services.trust import vault
from volens.services.vacancies import presentation
from volens.services.vacancies import queries as vacancies

#: Vacancies told one by one; of more the mail gives the number and the link.
MOST = 20


@dataclass(frozen=True, slots=True)
class Told:
    """One vacancy in a mail."""

    title: str
    employer: str
    place: str
    pay: str
    address: str
    why: str

    @property
    def line(self) -> str:
        """Who, where and for how much, as far as it is said."""
        return " · ".join(each for each in (self.employer, self.place, self.pay) if each)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail ready to go."""

    to: Reached
    subject: str
    text: str
    html: str


def please_confirm(asked: Content, search: SavedSearch) -> tuple[str, str]:
    """Subject and text of the first mail: nothing is sent before its link was opened and the button there pressed."""
    owner = content.owner(search)
    address = links.link("confirm", search.pk, owner, content.fingerprint(owner, asked))
    # All that is asked, as on the page: whoever confirms sees which of their searches it is.
    lines = [asked.title(), *asked.conditions(), str(search.get_pace_display())]
    told = {"search": "\n".join(lines), "address": address}
    text = gettext(
        "Somebody, probably you, wants to hear of new vacancies for this search:\n\n%(search)s\n\n"
        "To start it, open this page and press the button:\n%(address)s\n\n"
        "If it was not you, do nothing: nothing is sent, and after two days this address is forgotten here."
    )
    return gettext("Confirm your saved search at Volens"), text % told


def written(search: SavedSearch, asked: Content, rung: Sequence[int]) -> Mail | None:
    """The mail about what rang; None when nothing of it is open any more, or the owner cannot be reached."""
    to = _reached(search)
    rows, _hits = vacancies.rows([Hit(number, 0.0) for number in rung], now=timezone.now())
    if to is None or not rows:
        return None
    title, count = asked.title(), len(rows)
    said = ngettext("%(count)d new vacancy: %(search)s", "%(count)d new vacancies: %(search)s", count)
    results = f"{settings.BASE_URL}{reverse('vacancies:results')}?{asked.address}"
    told = [_told(row, asked) for row in rows[:MOST]]
    shown = {
        "subject": said % {"count": count, "search": title},
        "told": told,
        "more": count - len(told),
        "results": results,
        "change": links.link("change", search.pk),
        "stop": links.link("stop", search.pk),
        "language": asked.language,
        "direction": "rtl" if asked.language.split("-")[0] in {"ar", "ug", "fa", "ur", "he"} else "ltr",
    }
    text = get_template("alerts/mail.txt").render(shown)
    return Mail(to, str(shown["subject"]), text, get_template("alerts/mail.html").render(shown))


def reasons(row: vacancies.Row, asked: Content) -> list[str]:
    """Why a vacancy rang, in words of the active language: each thing that was asked, and how it fits."""
    wanted, found, code = asked.asked, [], presentation.language()
    if wanted.text:
        found.append(gettext("has your words: %(words)s") % {"words": wanted.text})
    if wanted.place is not None:
        place = places.name(wanted.place, code)
        here = spot(row.latitude, row.longitude)
        if wanted.near and here is not None:
            latitude, longitude = wanted.place.latitude or 0.0, wanted.place.longitude or 0.0
            away = presentation.length(distances_km(latitude, longitude, [here])[0])
            found.append(gettext("%(distance)s from %(place)s") % {"distance": away, "place": place})
        else:
            found.append(gettext("in %(place)s") % {"place": place})
    found += asked.conditions()
    return found


def _told(row: vacancies.Row, asked: Content) -> Told:
    amount, period = presentation.pay(row.pay_min, row.pay_max, row.pay_currency, row.pay_period, asked.language)
    return Told(
        row.title,
        row.employer,
        row.place,
        f"{amount} {period}".strip(),
        f"{settings.BASE_URL}{reverse('vacancies:vacancy', args=[row.id])}",
        listed(reasons(row, asked)) or gettext("it is new"),
    )


def listed(said: Sequence[str]) -> str:
    """Things said one after another, apart as the active language sets them apart; each may hold commas of its own."""
    return pgettext("between things in a row", "; ").join(said)


def _reached(search: SavedSearch) -> Reached | None:
    """Where mail about a search goes: the address it was saved with, or the account's first contact."""
    own = vault.of(content.owner(search))
    if search.mailbox is not None:
        return Reached(Contact.Channel.EMAIL, own.unseal_bytes(content.ADDRESS, search.mailbox.sealed).decode())
    contact = Contact.objects.filter(account_id=content.owner(search), first=True).first()
    if contact is None:
        return None
    sealed = own.unseal_bytes(f"contact.{bytes(contact.index).hex()}", contact.sealed)
    return Reached(Contact.Channel(contact.channel), sealed.decode())


def hand_over(mail: Mail, stop: str) -> None:
    """Give a mail to the mail server, with the one-click stop of RFC 8058; to phones only that there is something new.

    Raises OSError when it was not accepted.
    """
    if mail.to.channel == Contact.Channel.PHONE or post.mailbox_open():
        post.send(mail.to, mail.subject, mail.text if mail.to.channel == Contact.Channel.EMAIL else mail.subject)
        return
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to.value],
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    message.attach_alternative(mail.html, "text/html")
    message.send()
