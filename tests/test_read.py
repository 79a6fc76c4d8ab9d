"""Reading the tidy tables into memory."""

from helpers import read


def test_what_one_reader_changes_no_other_reader_sees(project):
    for tables in (read.load, read.measures, read.groups, read.persons):
        before = tables(root=project)
        for table in before if isinstance(before, tuple) else (before,):
            table.insert(0, "mine", 1)
            table.loc[table.index[:1], table.columns[1]] = "changed"
        after = tables(root=project)
        for table in after if isinstance(after, tuple) else (after,):
            assert "mine" not in table
            assert "changed" not in table.iloc[:, 0].tolist()


def test_a_table_that_has_changed_is_read_anew(project):
    before = read.load(root=project).observations
    path = project / "data" / "processed" / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",outcome,", ",related,"), encoding="utf-8")
    assert "outcome" in set(before["kind"])
    assert "outcome" not in set(read.load(root=project).observations["kind"])
