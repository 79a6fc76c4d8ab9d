"""Write one year's pages as tagged PDF with WeasyPrint."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

import click

from helpers.runner.environment import kernel_environment
from helpers.runner.making import side_by_side
from helpers.runner.share import built, built_year
from helpers.runner.whole import whole_report
from helpers.storage.files import replace
from helpers.storage.paths import project_root

# details are open on paper
PAPER = "details>*{display:block!important}"
_DRAWING = re.compile(r'<svg role="img" aria-label="([^"]*)"[^>]*>')
_HIDDEN = re.compile(r"<svg\b[^>]* aria-hidden=[^>]*>")  # drawn from figures that stand beside it
SET_IN = "*{font-family:'DejaVu Sans'!important}"
# Only matplotlib's own fonts are used, so that the machine's fonts make no difference.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{kept}</cachedir></fontconfig>
"""


@contextmanager
def own_fonts() -> Iterator[None]:
    """Restrict fontconfig to matplotlib's fonts.

    To be entered before the process sets its first text.
    """
    (package,) = find_spec("matplotlib").submodule_search_locations
    with tempfile.TemporaryDirectory() as folder:
        wanted = FONTS.format(fonts=escape(str(Path(package) / "mpl-data" / "fonts" / "ttf")), kept=escape(folder))
        (Path(folder) / "fonts.conf").write_text(wanted, encoding="utf-8")
        with kernel_environment({"FONTCONFIG_FILE": str(Path(folder) / "fonts.conf"), "SOURCE_DATE_EPOCH": "0"}):
            yield


def write_pdfs(root: Path, year: int) -> list[Path]:
    """Write a year as PDF into ``reports/pdf/<year>``.

    Each page, and all of them as ``uppfoljning_<year>.pdf``.

    The same pages give the same bytes.

    Parameters
    ----------
    root : Path
        The project.
    year : int
        A year whose reports have been built.

    Returns
    -------
    list of Path

    Raises
    ------
    click.ClickException
        In Swedish, if there are no reports or WeasyPrint cannot be loaded.
    """
    pages = [path for path in built(root / "reports" / str(year)) if path.suffix == ".html"]
    if not pages:
        raise click.ClickException(f"Det finns inga rapporter för {year}. Bygg dem först: make reports YEAR={year}")
    try:
        from weasyprint import CSS, HTML
    except (ImportError, OSError) as error:
        raise click.ClickException(
            "PDF kräver WeasyPrint och Pango: pip install -e '.[pdf]' och "
            f"apt-get install libpango-1.0-0 libpangoft2-1.0-0 ({error})"
        ) from error
    folder = root / "reports" / "pdf" / str(year)

    def set_page(text: str, style: str, path: Path, at: Callable[[str], None]) -> Path:
        content = HTML(string=_titled(text)).write_pdf(
            stylesheets=[CSS(string=style)],
            pdf_variant="pdf/ua-1",
            pdf_identifier=hashlib.sha256(text.encode()).digest()[:16],
        )
        return replace(path, content)

    whole = (whole_report(pages, year), SET_IN, folder / f"uppfoljning_{year}.pdf")  # first, since it takes longest
    each = [(path.read_text(encoding="utf-8"), PAPER + SET_IN, folder / f"{path.stem}.pdf") for path in pages]
    with own_fonts():
        first, *others = side_by_side([(made[-1].stem, partial(set_page, *made)) for made in (whole, *each)])
    return [*others, first]


def _titled(text: str) -> str:
    """Return a page whose drawings have titles: a PDF's alternative texts."""
    named = _DRAWING.sub(r"\g<0><title>\1</title>", text)
    return _HIDDEN.sub(r"\g<0><title>Ritad bild av radens tal</title>", named)


@click.command(help="Skriver ett års sidor som taggade PDF-filer (PDF/UA-1).")
@click.option("--year", type=int, help="Året; utan det: det senaste som är byggt.")
@click.pass_context
def command(ctx: click.Context, year: int | None) -> None:
    """Write one year's PDFs."""
    root = project_root((ctx.obj or {}).get("root") if isinstance(ctx.obj, dict) else ctx.obj)
    for path in write_pdfs(root, built_year(root, year)):
        click.echo(f"Klart: {path.relative_to(root)}, {path.stat().st_size // 1024} kB")
