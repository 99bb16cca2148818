"""How a vacancy stands beside others: one text or contact for many, pay out of line, changed after approval."""

from __future__ import annotations

import datetime as dt
import html
import time

import pytest
from django.utils import timezone

from tests.organisations.made import make_organisation
from tests.people.races import at_once
from tests.posting.made import DECENT, Desk, Employer, decide, fresh, reviewer
from tests.vacancies.deliveries import DECLARED, imported, posting, written
from volens.services.trust import rooms
from volens.services.vacancies import actions, circumstances, usual_pay
from volens.services.vacancies.models import PostingRevision, ReviewCase, SharedMark, Source, UsualPay, Vacancy
from volens.services.vacancies.posting import actions as posting_actions
from volens.services.vacancies.review import actions as review

pytestmark = pytest.mark.django_db
COPIED = (
    "You pack parcels in our hall at {place} from Monday to Friday. {name} trains you for two days, and your shift is "
    "planned four weeks ahead. Bring good shoes; gloves and the rest are given to you on the first day."
)
NAMES = ("Amber Parcels Ltd", "Birch Couriers Ltd", "Cedar Freight Ltd", "Dune Logistics Ltd", "Elm Haulage Ltd")


def by(number: int, name: str, **more):
    """A record of an employer, with a text of its own unless it is given one."""
    said = DECLARED | {"legal_employer": name} | more.pop("declared", {})
    text = more.pop("text", f"You pack parcels for {name} in hall {number}, together with four colleagues.")
    organisation = {"@type": "Organization", "name": name}
    changes = {"hiringOrganization": organisation, "description": text, "volens:declarations": said}
    return posting(number, **(changes | more))


def delivered(path, *records, source: str = "harbour") -> dict[str, list[str]]:
    """Import, and by employer the rules that stop its vacancy."""
    imported(written(path / "jobs.json", list(records)), source=source, partial=True)
    return {each.employer: stopping(each.findings) for each in Vacancy.objects.order_by("pk")}


def stopping(findings) -> list[str]:
    return [each["rule"] for each in findings if each["severity"] != "warn"]


def test_the_text_of_three_employers_is_held_when_a_fourth_sends_it_with_its_own_name_and_place(tmp_path):
    records = [by(number, name, text=COPIED.format(name=name, place="Bristol")) for number, name in enumerate(NAMES)]
    found = delivered(tmp_path, *records[:2])
    found = delivered(tmp_path, *records[2:4])
    assert [found[name] for name in NAMES[:4]] == [[], [], [], ["text.shared"]]
    held = Vacancy.objects.get(state=Vacancy.State.HELD)
    assert held.employer == NAMES[3]
    page = html.unescape(Desk().text(f"{ReviewCase.objects.get(vacancy=held).pk}/"))
    assert "The same text stands in vacancies of 4 employers." in page


def test_one_employer_may_send_its_text_as_often_as_it_likes(tmp_path):
    records = [by(number, NAMES[0], text=COPIED.format(name=NAMES[0], place="Bristol")) for number in range(5)]
    assert delivered(tmp_path, *records) == {NAMES[0]: []}


@pytest.mark.parametrize(
    "ways",
    [
        ("Call 020 7946 0011.", "Phone: +44 20 7946 0011", "Tel. (020) 7946-0011", "WhatsApp 02079460011"),
        ("Mail Jobs@quick.example", "mail jobs@quick.example.", "to: jobs@quick.example", "JOBS@QUICK.EXAMPLE"),
        ("加微信：kuai_8899", "微信号 kuai_8899", "vx: kuai_8899", "咨询请加微信KUAI_8899"),
    ],
)
def test_one_contact_of_four_employers_is_held_however_it_is_written(tmp_path, ways):
    records = [
        by(number, name, text=f"{name} " + f"looks for somebody to help in hall {number}, on {name} street. " * 3 + way)
        for number, (name, way) in enumerate(zip(NAMES, ways, strict=False))
    ]
    found = delivered(tmp_path, *records)
    assert [found[name] for name in NAMES[:3]] == [[], [], []]
    assert "contact.shared" in found[NAMES[3]]


def test_a_licensed_agency_may_use_one_text_for_many_employers(tmp_path):
    licence = {"licence_required": True, "licence": "GLAA-0123"}
    records = [
        by(number, name, text=COPIED.format(name=name, place="Bristol"), declared=licence)
        for number, name in enumerate(NAMES)
    ]
    assert set(map(tuple, delivered(tmp_path, *records).values())) == {()}
    office = Source.objects.create(name="office")
    actions.approve_source("R. Viewer", office, "The public employment service of the city", licensed=True)
    delivered(tmp_path, *[by(n, name, text=COPIED.format(name=name, place="Leeds")) for n, name in enumerate(NAMES)],
              source="office")  # fmt: skip
    assert not Vacancy.objects.filter(source=office).exclude(state=Vacancy.State.PUBLISHED).exists()


def test_samples_and_records_of_the_past_are_counted_against_nobody(tmp_path):
    Source.objects.create(name="old", as_of=dt.date(2020, 1, 1))
    records = [by(number, name, text=COPIED.format(name=name, place="Bristol")) for number, name in enumerate(NAMES)]
    delivered(tmp_path, *records, source="old")
    assert not SharedMark.objects.exists()
    assert set(map(tuple, delivered(tmp_path, records[0]).values())) == {()}


def test_of_contacts_and_texts_a_keyed_hash_is_kept_and_for_a_year(tmp_path):
    delivered(tmp_path, by(1, NAMES[0], text=COPIED.format(name="", place="") + " Call 020 7946 0011."))
    rows = list(SharedMark.objects.values_list("mark", "employer"))
    assert len(rows) == 2
    assert all(isinstance(each, int) for row in rows for each in row)
    clock = next(each for room in rooms.all_rooms() for each in room.clocks if each.table == "vacancies.SharedMark")
    assert clock.expire(timezone.now() + dt.timedelta(days=300)) == 0
    assert clock.expire(timezone.now() + dt.timedelta(days=367)) == 2


def paid(number: int, low: float, high: float):
    value = {"@type": "QuantitativeValue", "minValue": low, "maxValue": high, "unitText": "MONTH"}
    said = {"pay_min_minor": int(low * 100), "pay_max_minor": int(high * 100)}
    salary = {"@type": "MonetaryAmount", "currency": "GBP", "value": value}
    return by(number, NAMES[0], baseSalary=salary, occupationalCategory="5120", declared=said)


def cooks(count: int, highest: int = 300_000) -> None:
    """Published cooks in Britain, paid 2,000 and a little more each."""
    source = Source.objects.create(name="others")
    now = timezone.now()
    same = {"region": "GB", "isco": "5120", "pay_currency": "GBP", "source": source, "state": "published"}
    dates = dict.fromkeys(("posted_at", "first_seen_at", "updated_at"), now)
    Vacancy.objects.bulk_create(
        Vacancy(source_key=str(n), title="Cook", content_hash=b"", pay_month_max=highest - count * 100 + 100 * n,
                **same, **dates)
        for n in range(count)
    )  # fmt: skip
    usual_pay.refresh()


@pytest.mark.parametrize(("count", "held"), [(120, ["pay.out_of_line"]), (80, [])])
def test_pay_above_the_99th_percentile_is_held_where_a_hundred_are_known(tmp_path, count, held):
    cooks(count)
    delivered(tmp_path, paid(1, 9000, 9900), paid(2, 2200, 9900), paid(3, 2500, 2900))
    found = {each.source_key[-1]: stopping(each.findings) for each in Vacancy.objects.filter(source__name="harbour")}
    assert found["1"] == held
    assert "pay.out_of_line" not in found["2"] + found["3"]


def test_the_percentile_is_the_hundredth_part_from_above_and_kept_up_by_each_delivery_that_matters():
    cooks(200)
    most = UsualPay.objects.get(occupation="5120", region="GB")
    amounts = sorted(Vacancy.objects.values_list("pay_month_max", flat=True))
    assert (most.highest, most.vacancies) == (amounts[197], 200)
    Vacancy.objects.filter(pay_month_max__gt=amounts[149]).update(state=Vacancy.State.EXPIRED)
    refreshing = usual_pay.Refreshing()
    refreshing.published(99)
    assert UsualPay.objects.get(occupation="5120", region="GB").vacancies == 200
    refreshing.published(1)
    assert UsualPay.objects.get(occupation="5120", region="GB").vacancies == 150


def test_what_a_person_approved_is_held_when_a_delivery_changes_its_pay_and_not_when_it_changes_its_words(tmp_path):
    asks = by(1, NAMES[0], declared={"lodging": "required"})
    assert delivered(tmp_path, asks) == {NAMES[0]: ["lodging.required"]}
    case = ReviewCase.objects.get()
    review.decide(reviewer(), case.pk, review.Decision("publish"))
    fine = by(1, NAMES[0], text="Other words than those that were approved, which rules read and nobody else.")
    assert delivered(tmp_path, fine) == {NAMES[0]: ["changed.after_approval"]}  # lodging is no longer required
    again = ReviewCase.objects.get(decided_at__isnull=True)
    page = html.unescape(Desk().text(f"{again.pk}/"))
    assert "Changed after it was approved: Lodging; What the employer declared." in page
    review.decide(reviewer(), again.pk, review.Decision("publish"))
    assert delivered(tmp_path, fine | {"description": "And other words once more, read by the rules."}) == {
        NAMES[0]: []
    }
    assert delivered(tmp_path, fine | {"title": "Director"}) == {NAMES[0]: ["changed.after_approval"]}


def findings_of(one) -> list[str]:
    return stopping(PostingRevision.objects.filter(posting=one).latest("number").findings)


def copied(employer: Employer, legal: str):
    text = COPIED.format(name=legal, place="Nanchang")
    return employer.send(employer.write(text=text, legal_employer=legal))


def test_a_text_posted_here_by_a_fourth_employer_is_held_and_the_preview_says_so():
    for name in NAMES[:3]:
        assert findings_of(copied(Employer(make_organisation(name=name)), name)) == []
    fourth = Employer(make_organisation(name=NAMES[3]))
    draft = fourth.write(text=COPIED.format(name=NAMES[3], place="Nanchang"), legal_employer=NAMES[3])
    before = SharedMark.objects.count()
    assert "The same text stands in vacancies of 4 employers." in html.unescape(fourth.text(f"{draft}/preview/"))
    assert SharedMark.objects.count() == before  # looking at a draft counts for nothing
    assert findings_of(fourth.send(draft)) == ["text.shared"]


@pytest.mark.parametrize(("kind", "found"), [("agency", []), ("employer", ["text.shared"])])
def test_who_posts_for_many_employers_needs_the_licence_of_an_agency(kind, found):
    fields = {"licence_number": "A-1", "licence_until": timezone.localdate() + dt.timedelta(days=90)}
    poster = Employer(make_organisation(kind=kind, **(fields if kind == "agency" else {})))
    sent = [copied(poster, name) for name in NAMES[:4]]
    assert findings_of(sent[-1]) == found
    assert circumstances.is_licensed(poster.organisation) is (kind == "agency")


def test_one_organisation_counts_once_against_others_whatever_employers_it_types(tmp_path):
    rival = Employer(make_organisation(name="Rival Ltd"))
    for name in NAMES[:4]:
        copied(rival, name)
    honest = COPIED.format(name="Honest Ltd", place="Bristol")
    assert delivered(tmp_path, by(1, "Honest Ltd", text=honest))["Honest Ltd"] == []


@pytest.mark.parametrize("outcome", ["refuse", "send_back"])
def test_what_reviewers_turned_down_counts_against_nobody_and_what_stands_beside_it_still_does(outcome):
    rivals = [Employer(make_organisation(name=name)) for name in NAMES[:3]]
    first, *others = [copied(rival, name) for rival, name in zip(rivals, NAMES, strict=False)]
    again = copied(rivals[0], NAMES[0])
    counted = set(SharedMark.objects.values_list("mark", "employer"))
    assert len({employer for _mark, employer in counted}) == 3
    words = {"grounds": ("job_unclear",), "words": "Write a text of your own."}
    decide(first, outcome, **words)
    assert set(SharedMark.objects.values_list("mark", "employer")) == counted  # its other posting says it as well
    for each in (again, *others):
        decide(each, outcome, **words)
    assert not SharedMark.objects.exists()
    assert findings_of(copied(Employer(make_organisation(name=NAMES[4])), NAMES[4])) == []


def test_what_is_taken_back_or_replaced_while_it_waits_counts_against_nobody():
    employer = Employer(make_organisation(name=NAMES[0]))
    one = copied(employer, NAMES[0])
    before = set(SharedMark.objects.values_list("mark", flat=True))
    employer.post(f"{one.pk}/what/", DECENT["what"] | {"text": "Quite another text about quite another job. " * 4})
    employer.send(one)
    assert before.isdisjoint(SharedMark.objects.values_list("mark", flat=True))
    assert SharedMark.objects.exists()
    posting_actions.end(employer.actor, one.pk, "withdrawn")
    assert not SharedMark.objects.exists()


def test_an_import_that_is_not_shown_counts_from_when_a_person_lets_it_be_seen(tmp_path):
    text = COPIED.format(name=NAMES[0], place="Bristol")
    delivered(tmp_path, by(1, NAMES[0], text=text, declared={"lodging": "required"}))
    assert not SharedMark.objects.exists()
    review.decide(reviewer(), ReviewCase.objects.get().pk, review.Decision("publish"))
    assert SharedMark.objects.count() == 1


def test_a_change_after_approval_is_judged_anew_and_named_to_employer_and_reviewer():
    employer = Employer()
    one = employer.publish()
    employer.post(f"{one.pk}/pay/", {
        "pay_min": "3500", "pay_max": "4000", "currency": "CNY", "pay_period": "month", "pay_method": "bank_transfer",
        "first_pay_days": "30", "paid_to": "worker",
    })  # fmt: skip
    employer.send(one)
    case = ReviewCase.objects.get(decided_at__isnull=True)
    assert findings_of(one) == ["changed.after_approval"]
    assert (case.kind, case.severity) == (ReviewCase.Kind.CHANGED, 1)
    page = html.unescape(Desk(language="zh-hans").text(f"{case.pk}/"))
    assert "审核通过后有改动" in page
    assert 'value="finding-0" checked' not in page  # a change by itself is no reason to turn it down
    review.decide(reviewer(), case.pk, review.Decision("publish"))
    assert stopping(fresh(one).vacancy.findings) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_work_out_usual_pay_at_once_both_come_through(monkeypatch):
    cooks(120)
    write = UsualPay.objects.bulk_create

    def slowly(*rows, **options):
        time.sleep(0.15)  # the other comes to this point meanwhile, if nothing keeps it from it
        return write(*rows, **options)

    monkeypatch.setattr(UsualPay.objects, "bulk_create", slowly)
    assert at_once(usual_pay.refresh, usual_pay.refresh) == [120, 120]
    assert UsualPay.objects.filter(occupation="5120", region="GB").count() == 1
