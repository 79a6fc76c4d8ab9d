"""The pages in a real browser: axe, keyboard, narrow screens, large text, images, and silence on the network."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.build]


PAGES = [
    "index",
    "01_attraktiv_stad_och_landsbygd",
    "02_hojd_utbildningsniva",
    "03_fler_jobb",
    "04_social_uthallighet",
    "05_ekologisk_uthallighet",
    "06_kvalitet",
    "07_attraktiv_arbetsgivare",
    "08_stabil_ekonomi",
    "analys",
    "konsgap",
    "metod",
]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def browser():
    """Start Debian's Chromium; a machine without it fails the tests, it does not skip them."""
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")))
    chromium = next(found, None)  # none of the system's: the one that playwright has brought
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser):
    """Open an empty page that is closed after the test."""
    opened = browser.new_page()
    yield opened
    opened.close()


def show(page: Page, folder: Path, name: str, width: int = 1280) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((folder / f"{name}.html").as_uri())


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_and_the_page_does_not_scroll_sideways(page: Page, reports: Path, name: str, width: int):
    show(page, reports, name, width)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(issue["id"], issue["nodes"][0]["html"][:120]) for issue in found] == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("name", PAGES)
def test_charts_are_drawn_and_nothing_is_asked_of_any_network(page: Page, reports: Path, name: str):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    show(page, reports, name)
    empty = page.evaluate(
        "[...document.querySelectorAll('figure svg[role=img]')].filter(s => s.getBBox().height < 50).length"
    )
    assert empty == 0
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("name", PAGES)
def test_text_twice_as_large_still_fits(page: Page, reports: Path, name: str):
    show(page, reports, name)
    page.evaluate("document.documentElement.style.fontSize='200%'")
    assert not scrolls_sideways(page)


def test_the_keyboard_reaches_the_skip_link_and_stops_only_where_there_is_something_to_do(page: Page, reports: Path):
    show(page, reports, "index")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"
    stops = page.evaluate("[...document.querySelectorAll('main [tabindex]')].map(e => e.outerHTML.slice(0, 80))")
    assert stops == []


@pytest.mark.parametrize("width", [1280, 800, 390, 320])
@pytest.mark.parametrize("name", PAGES)
def test_no_table_runs_out_of_its_box_and_every_class_word_is_in_sight(
    page: Page, reports: Path, name: str, width: int
):
    show(page, reports, name, width)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    outside = page.evaluate(
        """width => [...document.querySelectorAll('main table, main td, main th, .class, .tile, .counts li, svg')]
        .filter(e => !e.closest('thead') && !e.closest('.vh') && !e.closest('svg svg'))
        .filter(e => { const b = e.getBoundingClientRect(); return b.width && (b.left < 0 || b.right > width) })
        .map(e => e.outerHTML.slice(0, 120))""",
        width,
    )
    assert outside == []


def test_the_first_screen_has_the_result_the_counts_and_every_tile(page: Page, reports: Path):
    show(page, reports, "index")
    low = page.evaluate(
        """Math.max(...[...document.querySelectorAll('.result, .counts, .tile')]
        .map(e => e.getBoundingClientRect().bottom))"""
    )
    assert low <= 900


@pytest.mark.parametrize("name", PAGES[1:9])
def test_the_first_card_of_an_area_is_within_one_and_a_half_screens(page: Page, reports: Path, name: str):
    show(page, reports, name)
    page.set_viewport_size({"width": 1280, "height": 800})
    top = page.evaluate("document.querySelector('.card, .rows-only').getBoundingClientRect().top")
    assert top <= 1.5 * 800


@pytest.mark.parametrize("name", ["03_fler_jobb", "06_kvalitet"])
def test_a_chart_s_words_can_be_read_on_a_narrow_screen(page: Page, reports: Path, name: str):
    show(page, reports, name, 320)
    texts = page.evaluate(
        """[...document.querySelectorAll('figure text')].map(t => [t.getBoundingClientRect(), getComputedStyle(t)])
        .filter(([box, _]) => box.width).map(([box, style]) => [box.left, box.right, parseFloat(style.fontSize)])"""
    )
    assert texts
    assert min(size for *_, size in texts) >= 12
    assert [(left, right) for left, right, _ in texts if left < 0 or right > 320] == []


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES[1:9])
def test_no_word_of_a_chart_stands_on_another(page: Page, reports: Path, name: str, width: int):
    show(page, reports, name, width)
    over = page.evaluate(
        """[...document.querySelectorAll('figure svg[role=img]')].flatMap(chart => {
            const words = [...chart.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()])
                .filter(([_, box]) => box.width)
            return words.flatMap(([one, a], i) => words.slice(i + 1).filter(([_, b]) =>
                a.left + 1 < b.right && b.left + 1 < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
                .map(([other]) => `${one} | ${other}`))
        })"""
    )
    assert over == []


@pytest.mark.parametrize("name", ["03_fler_jobb"])
def test_a_caption_stays_within_what_is_seen_of_its_box(page: Page, reports: Path, name: str):
    show(page, reports, name, 320)
    wide = page.evaluate(
        "[...document.querySelectorAll('caption,figcaption')].map(c => c.getBoundingClientRect().right)"
    )
    assert max(wide) <= 320


def test_paper_shows_what_is_folded_on_the_screen(page: Page, reports: Path, tmp_path: Path):
    import pypdf

    show(page, reports, "07_attraktiv_arbetsgivare")
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    text = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages)
    text = unicodedata.normalize("NFKC", text)  # a font may have one sign for ff
    assert "Siffrorna i ord och tabell" in text
    assert text.count("Så är klassen räknad") == text.count("Källor och anmärkningar") == page.locator(".card").count()
    assert "Strategisk inriktning 2016-2019" in text
