"""The zip for sharing and the PDFs: whole, the same bytes each time, refused clearly when there is nothing to pack."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pypdf
import pytest
from frozen import REPOSITORY

from helpers.runner.pdf import write_pdfs
from helpers.runner.share import BESIDE, TABLES, built, pack
from helpers.runner.whole import whole_report

pytestmark = pytest.mark.build


PAGE = """<!doctype html><html lang="sv">
<head><meta charset="utf-8"><title>Påhittad sida</title></head>
<body><main><h1>Påhittad sida</h1>
<details><summary>Mer</summary><p>Dolt men tryckt</p></details></main></body></html>"""


MANIFEST = '{"items": {"00_oversikt": {"files": {"index.html": "", "02_andra.html": ""}}}}'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a project with one made-up page and the real tables."""
    for name in (*TABLES, *BESIDE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, tmp_path / name)
    folder = tmp_path / "reports" / "2019"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "manifest.json").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


def test_the_zip_holds_the_pages_the_tables_their_dictionary_and_the_licence(root: Path):
    names = set(zipfile.ZipFile(pack(root, 2019)).namelist())
    assert {
        "uppfoljning_2019/index.html",
        "uppfoljning_2019/data/processed/series.csv",
        "uppfoljning_2019/data/processed/observations.csv",
        "uppfoljning_2019/data/processed/datapackage.json",
        "uppfoljning_2019/data/README.md",
        "uppfoljning_2019/LICENSE",
        "uppfoljning_2019/LAS_MIG.txt",
    } == names


def test_what_no_build_has_made_is_neither_packed_nor_set(root: Path):
    before, folder = pack(root, 2019).read_bytes(), root / "reports" / "2019"
    for name in ("egna anteckningar.docx", ".DS_Store", "Thumbs.db", "._index.html", "index (1).html"):
        (folder / name).write_bytes(b"\xe5\x00")
    assert pack(root, 2019).read_bytes() == before
    assert built(folder) == [folder / "index.html"]  # the pages that PDFs are set of too


def test_packing_again_gives_the_same_bytes(root: Path):
    first = pack(root, 2019).read_bytes()
    assert pack(root, 2019).read_bytes() == first


def test_a_year_without_reports_is_refused_with_what_to_do(root: Path):
    with pytest.raises(click.ClickException, match=r"inga rapporter för 2018.*make reports YEAR=2018"):
        pack(root, 2018)


def test_a_pdf_is_tagged_swedish_shows_what_is_folded_and_is_the_same_each_time(root: Path):
    path = write_pdfs(root, 2019)[0]
    first = path.read_bytes()
    reader = pypdf.PdfReader(path)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "sv"
    assert "Dolt men tryckt" in reader.pages[0].extract_text()
    assert b'pdfuaid:part="1"' in reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert write_pdfs(root, 2019)[0].read_bytes() == first


OTHER = """<!doctype html><html lang="sv"><head><title>Andra sidan</title><style></style></head>
<body><main><h1 id="titel">Andra sidan</h1><h2 id="delen">Delen</h2>
<p><a href="index.html#titel">Till den första</a></p>
<table><caption>Bred</caption><tr><td>{}</td></tr></table></main></body></html>"""


def test_the_whole_year_is_one_document_with_cover_contents_and_chapters(root: Path):
    (root / "reports" / "2019" / "02_andra.html").write_text(OTHER.format("ett tal"), encoding="utf-8")
    written = {path.name: path for path in write_pdfs(root, 2019)}
    assert set(written) == {"index.pdf", "02_andra.pdf", "uppfoljning_2019.pdf"}
    reader = pypdf.PdfReader(written["uppfoljning_2019.pdf"])
    texts = [page.extract_text() for page in reader.pages]
    assert "Uppföljning 2019" in texts[0]
    assert "Innehåll" in texts[1]
    chapter = next(place for place, text in enumerate(texts) if "Till den första" in text)
    assert re.search(rf"Andra sidan[. ]*{chapter + 1}\b", texts[1])
    assert f"{chapter + 1} ({len(texts)})" in texts[chapter]
    assert b'pdfuaid:part="1"' in reader.trailer["/Root"]["/Metadata"].get_object().get_data()


def test_links_between_the_pages_lead_to_places_in_the_whole_document(root: Path):
    (root / "reports" / "2019" / "02_andra.html").write_text(OTHER.format("ett tal"), encoding="utf-8")
    text = whole_report(sorted((root / "reports" / "2019").glob("*.html")), 2019)
    assert 'href="#index--titel"' in text
    assert 'id="02_andra--delen"' in text
    assert 'href="#02_andra--delen"' in text


@pytest.mark.process
def test_the_fonts_of_the_machine_decide_nothing(root: Path, tmp_path: Path):
    """Not even where it has none."""
    with_fonts = write_pdfs(root, 2019)[0].read_bytes()
    none = tmp_path / "fonts.conf"
    none.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig/>')
    command = [sys.executable, "-m", "helpers", "--root", root, "pdf", "--year", "2019"]
    without = {"FONTCONFIG_FILE": str(none), "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run(command, env=os.environ | without, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (root / "reports" / "pdf" / "2019" / "index.pdf").read_bytes() == with_fonts
    fonts = {
        str(font["/BaseFont"]).partition("+")[2] for font in _fonts(root / "reports" / "pdf" / "2019" / "index.pdf")
    }
    assert fonts == {"DejaVu-Sans", "DejaVu-Sans-Bold"}


def _fonts(path: Path) -> list:
    pages = pypdf.PdfReader(path).pages
    return [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
