"""The zip for sharing and the PDFs: whole, the same bytes each time, refused clearly when there is nothing to pack."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import click
import pypdf
import pytest

from helpers.runner.pdf import write_pdfs
from helpers.runner.share import WITH_THEM, pack
from helpers.storage.paths import project_root

pytestmark = pytest.mark.build


PAGE = """<!doctype html><html lang="sv">
<head><meta charset="utf-8"><title>Påhittad sida</title></head>
<body><main><h1>Påhittad sida</h1>
<details><summary>Mer</summary><p>Dolt men tryckt</p></details></main></body></html>"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a project with one made-up page and the real tables."""
    for name in WITH_THEM:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(project_root() / name, tmp_path / name)
    folder = tmp_path / "reports" / "2019"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
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


def test_packing_again_gives_the_same_bytes(root: Path):
    first = pack(root, 2019).read_bytes()
    assert pack(root, 2019).read_bytes() == first


def test_a_year_without_reports_is_refused_with_what_to_do(root: Path):
    with pytest.raises(click.ClickException, match=r"inga rapporter för 2018.*make reports YEAR=2018"):
        pack(root, 2018)


def test_a_pdf_is_tagged_swedish_shows_what_is_folded_and_is_the_same_each_time(root: Path):
    (path,) = write_pdfs(root, 2019)
    first = path.read_bytes()
    reader = pypdf.PdfReader(path)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "sv"
    assert "Dolt men tryckt" in reader.pages[0].extract_text()
    assert b'pdfuaid:part="1"' in reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert write_pdfs(root, 2019)[0].read_bytes() == first
