"""Take pictures of the pages: `python scripts/screenshots.py [NAME ...] [--language zh-hans]`.

Needs Debian's Chromium (or VOLENS_CHROMIUM) and a running service. The pictures are small: palette PNG.
"""

from __future__ import annotations

import argparse
import io
import os
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"360": (360, 780), "1280": (1280, 900)}
PATHS = {
    "home": "",
    "results": "vacancies/?q={word}&where={place}&radius=100",
    "vacancy": "",
    "empty": "vacancies/?q=zzzqqq&where={place}",
    "occupations": "occupations/",
    "about": "about/",
    "status": "status/",
}
WORDS = {"en": ("care", "Sheffield"), "zh-hans": ("护", "深圳"), "ar-xb": ("care", "Sheffield")}


def small(png: bytes, path: Path) -> None:
    """Store a picture with a palette of 128 colours: a third of the size, and no eye sees it."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def address(base: str, language: str, name: str, page: Page) -> str:
    """The address of a page; a vacancy is the first of the results."""
    word, place = WORDS[language]
    if name == "vacancy":
        page.goto(f"{base}/{language}/vacancies/?q={word}")
        return base + str(page.locator(".card h2 a").first.get_attribute("href"))
    return f"{base}/{language}/{PATHS[name].format(word=word, place=place)}"


def take(browser: Browser, options: argparse.Namespace, languages: list[str]) -> None:
    """Every page asked for, in every language and size."""
    for size, (width, height) in SIZES.items():
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=options.scheme)
        page = context.new_page()
        for language in languages:
            for name in options.names:
                page.goto(address(options.base, language, name, page))
                page.wait_for_load_state("networkidle")
                suffix = "-dark" if options.scheme == "dark" else ""
                path = options.out / f"{name}-{re.sub('-.*', '', language)}-{size}{suffix}.png"
                small(page.screenshot(full_page=options.whole), path)
                print(path, f"{path.stat().st_size:,}")
        context.close()


def main() -> None:
    """Read the options and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://localhost:8000", help="where the service runs")
    parser.add_argument("names", nargs="*", default=["home", "results", "vacancy"])
    parser.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    parser.add_argument("--language", action="append", choices=list(WORDS))
    parser.add_argument("--scheme", choices=("light", "dark"), default="light")
    parser.add_argument("--whole", action="store_true", help="the whole page, not only the first screen")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("VOLENS_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        languages = options.language or ["en", "zh-hans"]
        take(browser, options, languages)
        browser.close()


if __name__ == "__main__":
    main()
