"""People at work: searching with a thumb, with a keyboard, without JavaScript, and going back."""

from __future__ import annotations

import gzip
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from volens.services.vacancies.models import Report, Vacancy


def open_group(page: Page, name: str) -> None:
    """Unfold a group of filters, if it is not."""
    if page.locator(f"#facet-{name}").get_attribute("open") is None:
        page.locator(f"#facet-{name} summary").click()


def test_filter_updates_results_in_place(desk: Page, live_server: Any, world: dict[str, Vacancy]) -> None:
    desk.goto(f"{live_server.url}/en/vacancies/?q=gardener")
    expect(desk.get_by_role("heading", level=1)).to_have_text("30 vacancies")
    desk.evaluate("window.stillHere = true")
    open_group(desk, "hours")
    desk.get_by_label("Part time").check()
    expect(desk.get_by_role("heading", level=1)).to_have_text("10 vacancies")
    expect(desk).to_have_url(re.compile(r"/en/vacancies/\?q=gardener&hours=part_time$"))
    assert desk.evaluate("window.stillHere") is True, "the page was loaded anew"
    expect(desk.locator("#status")).to_have_text("10 vacancies")
    expect(desk.get_by_label("Part time")).to_be_focused()
    expect(desk.locator("#facet-hours")).to_have_attribute("open", "")
    expect(desk.locator('.languages a[lang="zh-Hans"]')).to_have_attribute("href", re.compile("hours=part_time"))
    desk.get_by_label("Sort by").select_option("pay")
    expect(desk).to_have_url(re.compile("sort=pay"))


def test_back_shows_what_was_there_before(desk: Page, live_server: Any, world: dict[str, Vacancy]) -> None:
    desk.goto(f"{live_server.url}/en/vacancies/?q=gardener")
    open_group(desk, "hours")
    desk.get_by_label("Part time").check()
    expect(desk.get_by_role("heading", level=1)).to_have_text("10 vacancies")
    desk.go_back()
    expect(desk.get_by_role("heading", level=1)).to_have_text("30 vacancies")
    expect(desk.locator('input[name="hours"][value="part_time"]')).not_to_be_checked()
    assert desk.evaluate("Object.keys(sessionStorage).length + Object.keys(localStorage).length") == 0


def test_next_page_moves_focus_to_the_heading(desk: Page, live_server: Any, world: dict[str, Vacancy]) -> None:
    desk.goto(f"{live_server.url}/en/vacancies/?q=gardener")
    first = desk.locator(".card h2").first.inner_text()
    desk.get_by_role("link", name="Next", exact=True).click()
    expect(desk).to_have_url(re.compile("page=2"))
    expect(desk.locator("#results-heading")).to_be_focused()
    assert desk.locator(".card h2").first.inner_text() != first
    expect(desk.locator(".card")).to_have_count(10)


def test_keyboard_alone_finds_and_opens_a_vacancy(desk: Page, live_server: Any, world: dict[str, Vacancy]) -> None:
    desk.goto(f"{live_server.url}/en/")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Skip to the content")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    expect(desk.get_by_label("What work?")).to_be_focused()
    desk.keyboard.type("garden")
    expect(desk.get_by_role("option", name="gardener")).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("What work?")).to_have_value("gardener")
    desk.keyboard.press("Tab")
    desk.keyboard.type("newark")
    expect(desk.get_by_role("option").first).to_contain_text("Newark")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("vacancies near Newark")
    desk.locator(".card a").first.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="What the employer declared")).to_be_visible()


def test_escape_closes_suggestions_and_keeps_what_was_typed(
    desk: Page, live_server: Any, world: dict[str, Vacancy]
) -> None:
    desk.goto(f"{live_server.url}/en/")
    field = desk.get_by_label("What work?")
    field.press_sequentially("gar")
    expect(desk.get_by_role("option").first).to_be_visible()
    field.press("Escape")
    expect(desk.get_by_role("option")).to_have_count(0)
    expect(field).to_have_value("gar")
    expect(field).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize(
    ("language", "filters", "apply", "part_time", "report", "reason", "send", "thanks"),
    [
        (
            "en",
            "Filters",
            "Show the results",
            "Part time",
            "Report this vacancy",
            "It asks me to pay for the job",
            "Send the report",
            "Thank you",
        ),
        ("zh-hans", "筛选", "查看结果", "兼职", "举报此岗位", "要求我为求职付费", "提交举报", "谢谢"),
    ],
)
def test_whole_journey_without_javascript(
    plain_phone: Page, live_server: Any, world: dict[str, Vacancy],
    language: str, filters: str, apply: str, part_time: str, report: str, reason: str, send: str, thanks: str,
) -> None:  # fmt: skip
    page = plain_phone
    page.goto(f"{live_server.url}/{language}/")
    page.locator("#q").fill("worker")
    page.locator("#where").fill("Newark")
    page.locator(".searchbox button").click()
    expect(page.locator(".card")).to_have_count(1)
    page.get_by_role("button", name=filters).click()
    expect(page.get_by_role("button", name=apply)).to_be_visible()
    open_group(page, "hours")
    page.get_by_label(part_time).check()
    page.get_by_role("button", name=apply).click()
    expect(page).to_have_url(re.compile("hours=part_time"))
    page.locator(".card a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Warehouse worker")
    expect(page.locator("[data-print]")).to_be_hidden()
    page.get_by_role("link", name=report).last.click()
    page.get_by_label(reason).check()
    page.get_by_role("button", name=send).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(thanks)
    assert Report.objects.get().category == "fee"


def test_filters_on_a_phone_open_over_the_page_and_close(
    phone: Page, live_server: Any, world: dict[str, Vacancy]
) -> None:
    phone.goto(f"{live_server.url}/en/vacancies/?q=gardener")
    expect(phone.get_by_role("heading", name="Filters")).to_be_hidden()
    phone.get_by_role("button", name="Filters").click()
    open_group(phone, "hours")
    phone.get_by_label("Part time").check()
    expect(phone.locator("#results-heading")).to_have_text("10 vacancies")
    expect(phone.get_by_role("heading", name="Filters")).to_be_visible()
    phone.get_by_role("button", name="Close").click()
    expect(phone.get_by_role("heading", name="Filters")).to_be_hidden()


def test_first_load_is_light_and_asks_nobody_else(phone: Page, live_server: Any, world: dict[str, Vacancy]) -> None:
    answers: list[Response] = []
    phone.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - a builtin cannot be a handler
    phone.goto(f"{live_server.url}/en/vacancies/?q=gardener&where=Newark", wait_until="networkidle")
    assert {urlsplit(each.url).netloc for each in answers if not each.url.startswith("data:")} == {
        urlsplit(live_server.url).netloc
    }
    expect(phone.locator(".card")).to_have_count(20)
    weight = sum(len(gzip.compress(each.body(), 6)) for each in answers if not each.url.startswith("data:"))
    assert weight < 100_000, weight


def test_print_leaves_out_what_paper_does_not_need(desk: Page, live_server: Any, world: dict[str, Vacancy]) -> None:
    desk.goto(f"{live_server.url}/en/vacancies/{world['worker'].pk}/")
    desk.emulate_media(media="print")
    expect(desk.get_by_role("heading", name="What the employer declared")).to_be_visible()
    expect(desk.locator(".site-nav")).to_be_hidden()
    expect(desk.get_by_role("link", name="Report this vacancy")).to_be_hidden()
