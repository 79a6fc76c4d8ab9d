"""Take the README's pictures in a browser.

The overview's first screen and one card, from built pages.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from helpers.runner.share import built_year
from helpers.storage.paths import project_root

WIDTH, HEIGHT = 1280, 900
FOLDER = "docs/images"


def take_pictures(root: Path, year: int) -> list[Path]:
    """Write the README's two pictures from a year's built pages.

    The card is that of the first measure with a class, in the overview's order.

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
        In Swedish, if there are no reports, or no browser to open them in.
    """
    index = root / "reports" / str(year) / "index.html"
    if not index.is_file():
        raise click.ClickException(f"Det finns inga rapporter för {year}. Bygg dem först: make reports YEAR={year}")
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise click.ClickException("Bilderna kräver playwright: pip install -e '.[dev]'") from error
    if not browser:
        raise click.ClickException("Bilderna kräver Chromium. På Debian och Ubuntu: apt-get install chromium")
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = started.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(index.as_uri())
        page.screenshot(path=folder / "oversikt.png")
        page.locator(".tile:not(.not_assessable)").first.click()
        page.locator(".card:has(:target), .card:target").first.screenshot(path=folder / "kort.png")
        started.close()
    return [folder / "oversikt.png", folder / "kort.png"]


@click.command(help="Tar bilderna i README ur ett års byggda sidor.")
@click.option("--year", type=int, help="Året; utan det: det senaste som är byggt.")
@click.pass_context
def command(ctx: click.Context, year: int | None) -> None:
    """Take the README's pictures."""
    root = project_root((ctx.obj or {}).get("root") if isinstance(ctx.obj, dict) else ctx.obj)
    for path in take_pictures(root, built_year(root, year)):
        click.echo(f"Klart: {path.relative_to(root)}, {path.stat().st_size // 1024} kB")
