from __future__ import annotations

import matplotlib.pyplot  # noqa: F401 - as in the parent of a build with figures
import pytest
from builds import warm_up
from nbformat import v4
from papermill.engines import papermill_engines
from papermill.iorw import load_notebook_node
from small_project import in_worker, write_notebook

from helpers.runner import execute
from helpers.runner.engine import ENGINE

pytestmark = pytest.mark.process


# Each kind of cell that a notebook may hold, several cells where one acts on another.
KINDS = {
    "print": ['print("a"); print("b")'],
    "print without a newline": ['print("a", end=""); print("b")'],
    "write to stdout": ["import sys\nsys.stdout.write('skrivet')"],
    "last expression": ["1 + 1\n2 + 2"],
    "suppressed by a semicolon": ["3 + 3;"],
    "nothing": ["None"],
    "Swedish letters": ["'Hållbar utveckling – å, ä, ö'"],
    "earlier results": ["40 + 2", "_ + 1", "Out[max(Out)]", "len(In) > 3"],
    "display": ["display(1, 'två', None)"],
    "HTML": ["from IPython.display import HTML, Markdown, display\nHTML('<p>hej</p>')", "display(HTML('<b>1</b>'))"],
    "Markdown": ["Markdown('*hej*')"],
    "frame": ["import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})"],
    "wide frame": ["pd.DataFrame([range(60)])"],
    "long series": ["pd.Series(range(200))"],
    "own HTML": ["class Own:\n    def _repr_html_(self):\n        return '<i>egen</i>'\n    def __repr__(self):\n"
                 "        return 'Own'\nOwn()"],
    "mime bundle": ["class Bundle:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
                    "        return {'text/plain': 'bunt', 'application/json': {'a': 1}}\nBundle()"],
    "SVG": ["from IPython.display import SVG\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')"],
    "PNG": ["from IPython.display import Image\nImage(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(20), format='png')"],
    "figure as result": ["import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.plot([1, 2])\nfigure"],
    "figure left open": ["lines = plt.plot([2, 1])"],
    "figure closed": ["figure, axes = plt.subplots()\nplt.close(figure)"],
    "updated display": ["handle = display(HTML('före'), display_id='x')", "handle.update(HTML('efter'))"],
    "cleared output": ["from IPython.display import clear_output\nprint('bort')\nclear_output()\nprint('kvar')"],
    "cleared while waiting": ["print('bort')\nclear_output(wait=True)\nprint('kvar')"],
    "print around display": ["print('1')\ndisplay(HTML('2'))\nprint('3')"],
    "await": ["import asyncio\nawait asyncio.sleep(0, 'klar')"],
    "task over two cells": ["task = asyncio.ensure_future(asyncio.sleep(0, 'senare'))", "await task"],
    "print from a thread": ["from threading import Thread\nt = Thread(target=print, args=('t',))\nt.start()\nt.join()"],
    "shell command": ["!echo skal"],
    "captured": ["%%capture out\nprint('fångat')", "out.stdout"],
    "magic": ["%precision 2", "3.14159"],
    "definition and docstring": ["def f():\n    'Doc.'\n    return 1", "f.__doc__, f()"],
    "module name": ["__name__"],
    "years": ["[year for year in range(2015, 2020)]"],
    "big dictionary": ["{key: list(range(12)) for key in 'abcdef'}"],
    "exception": ["1 / 0"],
    "exception after output": ["print('före')\nraise ValueError('fel värde')"],
    "syntax error": ["1 +"],
    "left early": ["import sys\nsys.exit(3)"],
    "left early without a code": ["raise SystemExit"],
    "keyboard": ["input('namn?')"],
    "hidden keyboard": ["import getpass\ngetpass.getpass()"],
    "own event loop": ["async def soon():\n    return 1\nasyncio.run(soon())"],
    "unknown magic": ["%finns_inte"],
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def warm():
    """A worker is forked from a process that has imported what notebooks do."""
    warm_up()


def _run(engine: str):
    cells = [
        v4.new_code_cell(source, metadata={"tags": ["raises-exception"]}) for kind in KINDS.values() for source in kind
    ]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    loaded = load_notebook_node(notebook)
    return execute.without_clock(
        papermill_engines.execute_notebook_with_engine(engine, loaded, kernel_name="python3", progress_bar=False)
    )


def _told(outputs):
    """Take a cell's outputs; of a failing one only the exception, since what stands around it fails the build."""
    errors = [(output.ename, output.evalue) for output in outputs if output.output_type == "error"]
    return errors or outputs


@pytest.fixture(scope="module")
def cells_by_kind():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        ran = {"kernel": _run("nbclient").cells, "shell": in_worker(lambda: _run(ENGINE)).result.cells}
    kinds = [kind for kind, sources in KINDS.items() for _ in sources]
    return {
        kind: {
            engine: [
                (cell.execution_count, _told(cell.outputs))
                for cell, own in zip(cells, kinds, strict=True)
                if own == kind
            ]
            for engine, cells in ran.items()
        }
        for kind in KINDS
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_gives_the_same_in_the_shell_as_in_a_kernel(cells_by_kind, kind):
    assert cells_by_kind[kind]["shell"] == cells_by_kind[kind]["kernel"]


def _printed(tmp_path, source):
    path = write_notebook(tmp_path / "n.ipynb", "# Test", "year = 2019", source)
    nb = in_worker(lambda: execute.run(path, {"year": 2019}, engine="shell")).result
    return [(output.name, output.text) for output in nb.cells[-1].outputs if output.output_type == "stream"]


def test_what_a_subprocess_prints_stands_in_its_cell(tmp_path):
    assert _printed(tmp_path, "import subprocess\nsubprocess.run(['echo', 'hej'])") == [("stdout", "hej\n")]


def test_what_is_written_past_python_stands_in_its_cell(tmp_path):
    assert _printed(tmp_path, "import os\nos.write(1, 'åäö'.encode());") == [("stdout", "åäö")]


def test_nothing_of_one_notebook_is_left_for_the_next(tmp_path):
    first = write_notebook(tmp_path / "a.ipynb", "# Test", "year = 2019", "import sys\nleft = sys.left = 1")
    second = write_notebook(
        tmp_path / "b.ipynb", "# Test", "year = 2019", "import sys\n'left' in globals(), hasattr(sys, 'left')"
    )
    in_worker(lambda: execute.run(first, {"year": 2019}, engine="shell"))
    nb = in_worker(lambda: execute.run(second, {"year": 2019}, engine="shell")).result
    assert nb.cells[-1].outputs[0].data["text/plain"] == "(False, False)"


def test_the_users_own_ipython_start_up_is_not_run(tmp_path, monkeypatch):
    start_up = tmp_path / "ipython" / "profile_default" / "startup"
    start_up.mkdir(parents=True)
    (start_up / "00.py").write_text("mine = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    path = write_notebook(tmp_path / "n.ipynb", "# Test", "year = 2019", "'mine' in globals()")
    nb = in_worker(lambda: execute.run(path, {"year": 2019}, engine="shell")).result
    assert nb.cells[-1].outputs[0].data["text/plain"] == "False"
