"""Published figures: vacancies exactly, everything about people protected, every table as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from tests.applications.made import make_vacancy
from tests.organisations.made import make_organisation
from tests.pages import vacancies
from volens.services.applications.models import Received
from volens.services.market import actions
from volens.services.market.models import Publication

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: A day on which the second quarter of 2026 can be published, applications too.
AFTER_Q2 = dt.datetime(2026, 9, 2, 12, tzinfo=dt.UTC)


def rows(client: Client, name: str, period: str) -> list[dict[str, str]]:
    answer = client.get(f"/en/figures/{name}/{period}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def applications(vacancy: object, many: int, *, answered: bool, day: dt.date = dt.date(2026, 5, 4)) -> None:
    for number in range(many):
        Received.objects.create(
            number=f"{vacancy.pk}{'a' if answered else 'n'}{number:05}"[-9:],  # type: ignore[attr-defined]
            vacancy=vacancy,  # type: ignore[misc]
            received_on=day,
            state="refused" if answered else "silent",
            answered_on=day if answered else None,
            closed_on=day + dt.timedelta(days=60),
        )


def test_open_vacancies_are_counted_exactly_and_published_once_a_day(client: Client) -> None:
    source = vacancies.source(kind="file", name="feed", title="Feed")
    for number, (isco, region) in enumerate([("5120", "US-NJ"), ("5120", "US-NJ"), ("2221", "CN-JX"), ("", "")]):
        vacancies.make(source, str(number), isco=isco, region=region, is_sample=False)
    vacancies.make(source, "over", isco="5120", region="US-NJ", state="expired", is_sample=False)
    today = timezone.localdate()
    assert actions.publish_vacancies(today) >= 1
    assert actions.publish_vacancies(today) == 0
    found = {(row["work"], row["region"]): row["count"] for row in rows(client, "vacancies", today.isoformat())}
    assert found == {("5", "US-NJ"): "2", ("2", "CN-JX"): "1", ("", ""): "1"}


def test_samples_are_counted_only_alone_and_said_to_be_samples(client: Client) -> None:
    sample = vacancies.source()
    vacancies.make(sample, "1", isco="5120", is_sample=True)
    actions.publish_vacancies(timezone.localdate())
    assert "made-up sample vacancies" in client.get("/en/figures/").content.decode()
    real = vacancies.source(kind="file", name="feed", title="Feed")
    vacancies.make(real, "2", isco="2221", is_sample=False)
    Publication.objects.all().delete()
    actions.publish_vacancies(timezone.localdate())
    assert "made-up" not in client.get("/en/figures/").content.decode()


def test_quartiles_of_pay_are_those_of_the_vacancies_that_state_it(client: Client) -> None:
    source = vacancies.source(kind="file", name="feed", title="Feed")
    for number, pay in enumerate((100_000, 200_000, 300_000, 400_000, 500_000)):
        amounts = {"pay_month_min": pay, "pay_month_max": pay, "pay_min": pay, "pay_max": pay}
        vacancies.make(source, str(number), isco="5120", is_sample=False, pay_currency="USD", **amounts)
    actions.publish_vacancies(timezone.localdate())
    table = {(row["work"], row["region"]): row for row in rows(client, "pay", timezone.localdate().isoformat())}
    assert set(table) == {("5", "_T"), ("5", ""), ("_T", "")}
    row = table["5", "_T"]
    assert (row["low"], row["median"], row["high"], row["count"]) == ("200000", "300000", "400000", "5")


def test_no_quartiles_are_told_of_fewer_than_four_vacancies(client: Client) -> None:
    """Not even of a whole group everywhere: the quartiles of one vacancy are its pay."""
    source = vacancies.source(kind="file", name="feed", title="Feed")
    for number, isco in enumerate(["5120"] * 4 + ["2221"] * 3 + ["9112"]):
        amounts = {"pay_month_min": 100_000, "pay_month_max": 100_000, "pay_min": 1, "pay_max": 1}
        vacancies.make(source, str(number), isco=isco, region="US-NJ", is_sample=False, pay_currency="USD", **amounts)
    actions.publish_vacancies(timezone.localdate())
    for name in ("pay", "pay-by-occupation"):
        told = {(row["work"][:1], row["count"]) for row in rows(client, name, timezone.localdate().isoformat())}
        assert told <= {("5", "4"), ("_", "8")}, name
        assert ("5", "4") in told


def test_pay_published_before_it_was_told_by_region_is_still_shown(client: Client) -> None:
    row = {"work": "5", "currency": "USD", "count": 6, "low": 1, "median": 200_000, "high": 3, "status": "published"}
    Publication.objects.create(name="pay", period="2026-01-05", made_at=timezone.now(), rows=[row], digest="0" * 64)
    answer = client.get("/en/figures/")
    assert answer.status_code == 200
    assert "2,000" in answer.content.decode()


def test_pay_is_told_by_work_and_region_where_enough_state_it(client: Client) -> None:
    """Neither for a region where few people live nor for one that the table of populations does not know."""
    source = vacancies.source(kind="file", name="feed", title="Feed")
    actions.load_populations("Ada", ["region,inhabitants\n", "US-NJ,9288994\n", "XX-01,900\n"])
    for number, region in enumerate(["US-NJ"] * 4 + ["CN-JX"] * 5 + ["XX-01"] * 6):
        amounts = {"pay_month_min": 100_000, "pay_month_max": 100_000 + number, "pay_min": 1, "pay_max": 1}
        vacancies.make(source, str(number), isco="5120", region=region, is_sample=False, pay_currency="USD", **amounts)
    actions.publish_vacancies(timezone.localdate())
    day = timezone.localdate().isoformat()
    counts = {(row["work"], row["region"]): row["count"] for row in rows(client, "pay", day)}
    assert counts == {("5", "_T"): "15", ("5", "US-NJ"): "4", ("_T", "US-NJ"): "4"}
    finer = {(row["work"], row["region"]): row["count"] for row in rows(client, "pay-by-occupation", day)}
    assert finer == {(work, region): n for work in ("51", "512", "5120") for region, n in (("", "15"), ("US-NJ", "4"))}
    page = client.get("/en/figures/").content.decode()
    assert "by region, those with most vacancies" in page
    lines = csv.DictReader(io.StringIO(client.get(f"/en/figures/pay-by-occupation/{day}.sdmx").content.decode()))
    assert {line["REGION"] for line in lines} == {"_T", "US-NJ"}


def test_a_quarter_is_published_when_it_is_over_and_employers_had_their_time(client: Client) -> None:
    vacancy = make_vacancy(make_organisation(), isco="5120")
    applications(vacancy, 90, answered=True)
    applications(vacancy, 45, answered=False)
    assert actions.publish_due(AFTER_Q2 - dt.timedelta(days=10)) == 0 or not Publication.objects.filter(
        name="applications-by-work"
    )
    actions.publish_due(AFTER_Q2)
    shown = {row["answered"]: int(row["count"]) for row in rows(client, "applications-by-work", "2026-Q2")}
    assert abs(shown["yes"] - 90) <= 10
    assert abs(shown["no"] - 45) <= 10
    assert all(count % 5 == 0 for count in shown.values())
    before = list(Publication.objects.filter(period="2026-Q2").values_list("digest", flat=True))
    assert actions.publish_due(AFTER_Q2 + dt.timedelta(days=1)) in {0, 1, 2}  # at most the day's exact tables
    assert list(Publication.objects.filter(period="2026-Q2").values_list("digest", flat=True)) == before


def test_small_counts_are_not_shown_and_look_like_none(client: Client) -> None:
    vacancy = make_vacancy(make_organisation(), isco="5120")
    applications(vacancy, 60, answered=True)
    applications(vacancy, 4, answered=False)
    actions.publish_due(AFTER_Q2)
    (no,) = (row for row in rows(client, "applications-by-work", "2026-Q2") if row["answered"] == "no")
    assert (no["count"], no["status"]) == ("", "below_threshold")
    assert "not shown" in client.get("/en/figures/").content.decode()


def test_what_was_taken_back_unanswered_is_not_counted_at_all() -> None:
    vacancy = make_vacancy(make_organisation(), isco="5120")
    applications(vacancy, 60, answered=False)

    def published() -> list[dict[str, object]]:
        Publication.objects.all().delete()
        actions.publish_due(AFTER_Q2)
        return list(Publication.objects.get(name="applications-by-work", period="2026-Q2").rows)

    alone = published()
    for number in range(30):
        Received.objects.create(
            number=f"gone{number:05}",
            vacancy=vacancy,
            received_on=dt.date(2026, 5, 4),
            state="gone",
            closed_on=dt.date(2026, 5, 9),
        )
    assert published() == alone


def test_regions_need_a_population_table_and_enough_people(client: Client, tmp_path) -> None:
    office = make_organisation()
    for region in ("US-NJ", "DE-BE", "XX-01"):
        applications(make_vacancy(office, isco="5120", region=region), 40, answered=True)
    actions.publish_due(AFTER_Q2)
    assert "how many people live in each region" in client.get("/en/figures/").content.decode()
    Publication.objects.all().delete()
    table = tmp_path / "people.csv"
    table.write_text("region,inhabitants\nUS-NJ,9288994\nDE-BE,3755251\nXX-01,900\n")
    call_command("figures", "population", str(table), by="Ada")
    actions.publish_due(AFTER_Q2)
    regions = {row["region"] for row in rows(client, "applications-by-region", "2026-Q2")}
    assert "XX-01" not in regions
    assert "other" in regions
    assert len(regions) == 2  # the smallest large region joins the one that is too small by itself


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("place,people\n", "Line 1: the table needs the columns"),
        ("region,inhabitants\nUS-NJ,many\n", "Line 2, inhabitants: “many” is no whole number"),
        ("region,inhabitants\nUS-NJ,1\nUS-NJ,2\n", "Line 3, region: “US-NJ” is there twice"),
        ("region,inhabitants\n,1\n", "Line 2, region"),
    ],
)
def test_a_bad_population_table_changes_nothing(tmp_path, text: str, said: str) -> None:
    good = tmp_path / "good.csv"
    good.write_text("region,inhabitants\nUS-NJ,9288994\n")
    call_command("figures", "population", str(good), by="Ada")
    bad = tmp_path / "bad.csv"
    bad.write_text(text)
    with pytest.raises(CommandError, match=said):
        call_command("figures", "population", str(bad), by="Ada")
    from volens.services.market.queries import has_populations

    assert has_populations()


def test_sdmx_says_what_is_held_back(client: Client) -> None:
    vacancy = make_vacancy(make_organisation(), isco="5120")
    applications(vacancy, 60, answered=True)
    applications(vacancy, 4, answered=False)
    actions.publish_due(AFTER_Q2)
    answer = client.get("/en/figures/applications-by-work/2026-Q2.sdmx")
    assert answer["Content-Type"].startswith("application/vnd.sdmx.data+csv")
    lines = {row["ANSWERED"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    assert lines["no"]["STRUCTURE_ID"] == "VOLENS:APPLICATIONS_BY_WORK(1.1)"
    assert (lines["no"]["OBS_VALUE"], lines["no"]["OBS_STATUS"], lines["no"]["CONF_STATUS"]) == ("", "Q", "N")
    assert (lines["yes"]["OBS_STATUS"], lines["yes"]["CONF_STATUS"], lines["yes"]["FREQ"]) == ("A", "F", "Q")


def test_pages_stand_before_anything_is_published(client: Client) -> None:
    for language in ("en", "zh-hans"):
        assert client.get(f"/{language}/figures/").status_code == 200
        assert client.get(f"/{language}/figures/method/").status_code == 200
    assert client.get("/en/figures/nothing/2026-Q1.csv").status_code == 404
    assert client.get("/en/figures/vacancies/2026-Q1.exe").status_code == 404
