"""Templates are compiled once, and again only when something that they are made of has changed."""

import pytest
from jinja2 import DictLoader, Environment

from helpers.runner.compiled import compile_with
from helpers.storage.remembered import TEMPLATES


class Counting(Environment):
    """An environment as a new process makes it, which counts what it compiles."""

    def __init__(self, text="Mål: {{ name }}"):
        super().__init__(loader=DictLoader({"one": text}))
        self.compiled = 0

    def _generate(self, *arguments, **named):
        self.compiled += 1
        return super()._generate(*arguments, **named)

    def say(self):
        return self.get_template("one").render(name="fler jobb")


@pytest.fixture
def project(tmp_path):
    (tmp_path / "requirements.lock").write_text("jinja2==3\n", encoding="utf-8")
    return tmp_path


def compiled_in(project, *, text="Mål: {{ name }}"):
    """Build once; return how many templates were compiled, and what the page says."""
    made = Counting(text)
    compile_with(made.say, project, made)
    return made.compiled, made.say()


def test_a_template_is_compiled_in_the_first_build_only(project):
    assert [compiled_in(project) for _ in range(3)] == [(count, "Mål: fler jobb") for count in (1, 0, 0)]


def test_a_changed_template_is_compiled_anew(project):
    compiled_in(project)
    assert compiled_in(project, text="Målet {{ name }}") == (1, "Målet fler jobb")


def test_other_packages_compile_anew(project):
    compiled_in(project)
    (project / "requirements.lock").write_text("jinja2==4\n", encoding="utf-8")
    assert compiled_in(project)[0] == 1


@pytest.mark.parametrize("spoilt", ["", "{}", "[1]", '{"key": 1, "found'])
def test_a_spoilt_file_costs_a_compilation_and_nothing_else(project, spoilt):
    compiled_in(project)
    (project / ".cache" / TEMPLATES).write_text(spoilt, encoding="utf-8")
    assert compiled_in(project) == (1, "Mål: fler jobb")
    assert compiled_in(project)[0] == 0


def test_where_nothing_can_be_written_templates_are_compiled_each_time(project):
    (project / ".cache").touch()  # a file where the folder should stand
    assert [compiled_in(project) for _ in range(2)] == [(1, "Mål: fler jobb")] * 2


def test_no_cache_is_left_with_the_templates_whatever_happens(project):
    made = Counting()

    def fails():
        made.say()
        raise ValueError("sidan")

    with pytest.raises(ValueError, match="sidan"):
        compile_with(fails, project, made)
    assert made.bytecode_cache is None
    assert not (project / ".cache").exists()
