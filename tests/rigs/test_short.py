# SPDX-License-Identifier: Apache-2.0
"""Every rig that holds no clock to its word, in its shortest form: the product holds, and so do both controls.

The others would judge this machine's load beside the rest of the tests: `make rigs` runs them alone.
"""

import pytest

from tests.rigs.__main__ import RIGS

SHORT = 0.01
BY_THE_CLOCK = {"blocked-driver", "plug-cycle"}


@pytest.mark.parametrize("name", [name for name in RIGS if name not in BY_THE_CLOCK])
def test_it_holds(name: str) -> None:
    result = RIGS[name](SHORT, 0)
    assert result.held, result.line()
