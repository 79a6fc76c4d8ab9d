"""Pack one year's reports and tables into a zip."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import click

from helpers.runner.fingerprint import MANIFEST, files_of, manifest_of
from helpers.storage.about import about
from helpers.storage.files import replace
from helpers.storage.paths import project_root

EPOCH = (1980, 1, 1, 0, 0, 0)
TABLES = ("data/processed/series.csv", "data/processed/observations.csv", "data/processed/datapackage.json")
BESIDE = ("data/README.md", "LICENSE")  # packed too where the project has them
NOTICE = """Uppföljning {year} av {title}.

Öppna index.html genom att dubbelklicka på den. Inget behöver installeras och inget hämtas från nätet.
Tabellerna bakom sidorna ligger i data/processed; vad kolumnerna betyder står i {dictionary}.
Siffrorna är fakta ur de källor som står vid varje värde.
"""


def built(folder: Path) -> list[Path]:
    """Return the files that a build has made in a year's folder, in order, but for the manifest."""
    ours = files_of(manifest_of(folder)) - {MANIFEST}
    return sorted(path for path in folder.glob("*") if path.name in ours and path.is_file())


def contents(root: Path, year: int) -> dict[str, bytes]:
    """Return what the zip holds.

    Parameters
    ----------
    root : Path
        The project.
    year : int
        A year whose reports have been built.

    Returns
    -------
    dict of str to bytes
        Path inside the zip, and content, sorted by path.

    Raises
    ------
    click.ClickException
        In Swedish, if the year has no reports or the tables are missing.
    """
    folder = root / "reports" / str(year)
    pages = {path.name: path.read_bytes() for path in built(folder)}
    if "index.html" not in pages:
        raise click.ClickException(f"Det finns inga rapporter för {year}. Bygg dem först: make reports YEAR={year}")
    missing = [name for name in TABLES if not (root / name).is_file()]
    if missing:
        raise click.ClickException(f"Filer saknas: {', '.join(missing)}. Bygg tabellerna först: make data")
    beside = [name for name in BESIDE if (root / name).is_file()]
    tables = {name: (root / name).read_bytes() for name in (*TABLES, *beside)}
    dictionary = " och ".join([name for name in beside if name.endswith(".md")] + [TABLES[-1]])
    notice = NOTICE.format(year=year, title=about(root).title, dictionary=dictionary)
    notice = {"LAS_MIG.txt": notice.encode("utf-8-sig")}
    return dict(sorted((pages | tables | notice).items()))


def pack(root: Path, year: int) -> Path:
    """Write ``reports/uppfoljning_<year>.zip``; the same reports give the same bytes.

    Raises
    ------
    click.ClickException
        As `contents`.
    """
    files = contents(root, year)
    path = root / "reports" / f"uppfoljning_{year}.zip"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"uppfoljning_{year}/{name}", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=9)
    return replace(path, packed.getvalue())


def built_year(root: Path, year: int | None) -> int:
    """Return the year asked for, or the newest that has reports."""
    years = [int(path.parent.name) for path in (root / "reports").glob("[0-9][0-9][0-9][0-9]/index.html")]
    if year is None and not years:
        raise click.ClickException("Det finns inga rapporter. Bygg dem först: make reports")
    return max(years) if year is None else year


@click.command(help="Packar ett års rapporter i en zip-fil som går att öppna var som helst.")
@click.option("--year", type=int, help="Året; utan det: det senaste som är byggt.")
@click.pass_context
def command(ctx: click.Context, year: int | None) -> None:
    """Pack one year's reports."""
    root = project_root((ctx.obj or {}).get("root") if isinstance(ctx.obj, dict) else ctx.obj)
    path = pack(root, built_year(root, year))
    click.echo(f"Klart: {path.relative_to(root)}, {path.stat().st_size // 1024} kB")
