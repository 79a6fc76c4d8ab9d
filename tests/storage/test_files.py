from __future__ import annotations

import errno

from helpers.storage.files import why


def test_what_the_system_refuses_is_told_in_swedish():
    assert why(OSError(errno.ENOSPC, "No space left on device")) == "disken är full"
    assert why(OSError(9999, "Something strange")) == "systemets fel 9999"
    assert why(FileNotFoundError("tabellen saknas")) == "tabellen saknas"
