"""The pages in a real browser: axe, keyboard, narrow screens, large text, images, and silence on the network."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

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
WIDTHS = [1280, 1000, 390, 320]  # 1000: the narrowest where tables do not fold
# No colour follows the width, but what is folded, and how large and near things are, does. Contrast takes most of the
# time of all rules: it is asked of one text of each look, which is what decides it.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"color-contrast": {"enabled": False}},
    "resultTypes": ["violations"],
}
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
EACH_LOOK = """() => {
    const seen = new Set()
    for (const e of document.querySelectorAll('body *')) {
        if (!e.getClientRects().length || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue
        const own = getComputedStyle(e), look = [own.color, own.fill, own.fontSize, own.fontWeight]
        for (let behind = e; behind; behind = behind.parentElement) {
            const style = getComputedStyle(behind), step = [style.opacity, style.backgroundImage, style.backgroundColor]
            if (look.at(-1) !== step.join()) look.push(step.join())
            if (style.backgroundColor !== 'rgba(0, 0, 0, 0)') break
        }
        const key = look.join('|')
        if (!seen.has(key)) e.dataset.looks = ''
        seen.add(key)
    }
    return seen.size
}"""


@pytest.fixture(scope="module")
def browser():
    """Start Debian's Chromium; a machine without it fails the tests, it does not skip them."""
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")))
    chromium = next(found, None)  # none of the system's: the one that playwright has brought
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def page(browser) -> Iterator[Page]:
    """Open a page that the tests load one report after another in."""
    opened = browser.new_page()
    yield opened
    opened.close()


def show(page: Page, folder: Path, name: str, width: int = 1280) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((folder / f"{name}.html").as_uri())


# What is measured on a page as it opens, and then with all that is folded on it opened.
CLOSED = {
    "empty": "[...document.querySelectorAll('figure svg[role=img]')].filter(s => s.getBBox().height < 50).length",
    "first card": "document.querySelector('.card, .rows-only')?.getBoundingClientRect().top",
    "words": """[...document.querySelectorAll('figure text')].map(t => [t.getBoundingClientRect(), getComputedStyle(t)])
        .filter(([box, _]) => box.width).map(([box, style]) => [box.left, box.right, parseFloat(style.fontSize)])""",
    "over": """[...document.querySelectorAll('figure svg[role=img]')].flatMap(chart => {
            const words = [...chart.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()])
                .filter(([_, box]) => box.width)
            return words.flatMap(([one, a], i) => words.slice(i + 1).filter(([_, b]) =>
                a.left + 1 < b.right && b.left + 1 < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
                .map(([other]) => `${one} | ${other}`))
        })""",
    "captions": "[...document.querySelectorAll('caption,figcaption')].map(c => c.getBoundingClientRect().right)",
}
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
OPENED = {
    "sideways": SIDEWAYS,
    "outside": """[...document.querySelectorAll('main table, main td, main th, .class, .tile, .counts li, svg')]
        .filter(e => !e.closest('thead') && !e.closest('.vh') && !e.closest('svg svg'))
        .filter(e => { const b = e.getBoundingClientRect(); return b.width && (b.left < 0 || b.right > innerWidth) })
        .map(e => e.outerHTML.slice(0, 120))""",
}


@pytest.fixture(scope="module")
def seen(page: Page, reports: Path) -> Callable[[str, int], dict[str, Any]]:
    """Return a function that tells what is seen of a page at a width; each is loaded once for all that ask."""

    @cache
    def look(name: str) -> dict[int, dict[str, Any]]:
        asked: list[str] = []
        note = lambda request: asked.append(request.url)  # noqa: E731 - the same object is taken away again
        page.on("request", note)
        show(page, reports, name, WIDTHS[0])
        page.evaluate("document.querySelectorAll('details[open]').forEach(part => part.dataset.opens = '')")
        found = {width: look_at(name, width) for width in WIDTHS}
        page.remove_listener("request", note)
        return {width: told | {"asked": asked} for width, told in found.items()}

    def look_at(name: str, width: int) -> dict[str, Any]:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = 'opens' in part.dataset)")
        found = {what: page.evaluate(script) for what, script in CLOSED.items()}
        if width == WIDTHS[0]:
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            found["sideways with large text"] = page.evaluate(SIDEWAYS)
            page.evaluate("document.documentElement.style.fontSize = ''")
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        found |= {what: page.evaluate(script) for what, script in OPENED.items()}
        if width in (1280, 320):
            found["axe"] = Axe().run(page, options=RULES).response["violations"]
        if width == 1280:
            found["looks"] = page.evaluate(EACH_LOOK)
            looks = {"include": [["[data-looks]"]]}
            found["contrast"] = Axe().run(page, context=looks, options=CONTRAST).response["violations"]
        return found

    return lambda name, width: look(name)[width]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(seen, name: str, width: int):
    assert _told(seen(name, width)["axe"]) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_text_stands_out_from_what_is_behind_it(seen, name: str):
    assert seen(name, 1280)["looks"] > 5
    assert _told(seen(name, 1280)["contrast"]) == []


def _told(violations):
    return [(issue["id"], issue["nodes"][0]["html"][:120]) for issue in violations]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_the_page_does_not_scroll_sideways(seen, name: str, width: int):
    assert not seen(name, width)["sideways"]


@pytest.mark.parametrize("name", PAGES)
def test_charts_are_drawn_and_nothing_is_asked_of_any_network(seen, name: str):
    found = seen(name, 1280)
    assert found["empty"] == 0
    assert found["asked"]
    assert [url for url in found["asked"] if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("name", PAGES)
def test_text_twice_as_large_still_fits(seen, name: str):
    assert not seen(name, 1280)["sideways with large text"]


def test_the_keyboard_reaches_the_skip_link_and_stops_only_where_there_is_something_to_do(page: Page, reports: Path):
    show(page, reports, "index")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"
    stops = page.evaluate("[...document.querySelectorAll('main [tabindex]')].map(e => e.outerHTML.slice(0, 80))")
    assert stops == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_no_table_runs_out_of_its_box_and_every_class_word_is_in_sight(seen, name: str, width: int):
    assert seen(name, width)["outside"] == []


def test_the_first_screen_has_the_result_the_counts_and_every_tile(page: Page, reports: Path):
    show(page, reports, "index")
    low = page.evaluate(
        """Math.max(...[...document.querySelectorAll('.result, .counts, .tile')]
        .map(e => e.getBoundingClientRect().bottom))"""
    )
    assert low <= 900


@pytest.mark.parametrize("name", PAGES[1:9])
def test_the_first_card_of_an_area_is_within_one_and_a_half_screens(seen, name: str):
    assert seen(name, 1280)["first card"] <= 1.5 * 800  # a screen of a small laptop


@pytest.mark.parametrize("name", ["03_fler_jobb", "06_kvalitet"])
def test_a_chart_s_words_can_be_read_on_a_narrow_screen(seen, name: str):
    words = seen(name, 320)["words"]
    assert words
    assert min(size for *_, size in words) >= 12
    assert [(left, right) for left, right, _ in words if left < 0 or right > 320] == []


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES[1:9])
def test_no_word_of_a_chart_stands_on_another(seen, name: str, width: int):
    assert seen(name, width)["over"] == []


@pytest.mark.parametrize("name", ["03_fler_jobb"])
def test_a_caption_stays_within_what_is_seen_of_its_box(seen, name: str):
    assert max(seen(name, 320)["captions"]) <= 320


def test_paper_shows_what_is_folded_on_the_screen(page: Page, reports: Path, tmp_path: Path):
    import pypdf

    show(page, reports, "07_attraktiv_arbetsgivare")
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    text = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages)
    text = unicodedata.normalize("NFKC", text)  # a font may have one sign for ff
    assert "Siffrorna i ord och tabell" in text
    assert text.count("Så är klassen räknad") == text.count("Källor och anmärkningar") == page.locator(".card").count()
    assert "Strategisk inriktning 2016-2019" in text


def test_on_paper_no_head_of_a_card_is_cut(page: Page, reports: Path, tmp_path: Path):
    import pypdf

    show(page, reports, "02_hojd_utbildningsniva")
    heads = page.locator(".card-head").all_text_contents()
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages]
    sheets = ["".join(unicodedata.normalize("NFKC", text).split()) for text in sheets]
    for head in ["".join(head.split())[:120] for head in heads]:
        assert any(head in sheet for sheet in sheets), head
