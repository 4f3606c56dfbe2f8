# SPDX-License-Identifier: Apache-2.0
"""What the county's own tool publishes is what the terminal shows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from central.publish import alerting
from central.publish.county import County
from contract.clock import SystemClock
from contract.content import Line, Prose
from tests.agent.sync.conftest import Terminal
from tests.agent.sync.county import COMMUNITY, COUNTY, NAMES, STREET, notice
from tests.agent.sync.hosts import nginx


@pytest.fixture
def published(tmp_path: Path) -> County:
    return County.create(tmp_path / "county", {tenant: Line(zh=name) for tenant, name in NAMES.items()}, SystemClock())


@pytest.fixture
def terminal(published: County, tmp_path: Path) -> Iterator[Terminal]:
    with nginx(published.site, tmp_path / "nginx") as web:
        terminal = Terminal(tmp_path / "terminal", web.url, published.root_file.read_bytes())
        yield terminal
        terminal.restart()


def test_from_the_editor_s_desk_to_the_terminal_s_disk(published: County, terminal: Terminal) -> None:
    terminal.looks_well()
    published.put(STREET, "notice", notice("n-1"))
    published.publish(STREET)
    published.put(COMMUNITY, "notice", notice("n-2"))
    published.publish(COMMUNITY)
    terminal.looks_well()
    assert terminal.notices() == {"n-1", "n-2"}
    published.withdraw(STREET, "notice", "n-1")
    published.publish(STREET)
    terminal.looks_well()
    assert terminal.notices() == {"n-2"}


def test_an_alert_is_raised_and_cancelled(published: County, terminal: Terminal) -> None:
    terminal.looks_well()
    text = {"event": Line(zh="暴雨"), "headline": Line(zh="暴雨红色预警"), "issuer": Line(zh="县应急局")}
    prose = {"description": Prose(zh="雨很大"), "instruction": Prose(zh="不要出门")}
    raised = published.raise_alert(
        COUNTY, alerting.new_alert(published.now(), life=timedelta(hours=6), **text, **prose)
    )
    terminal.looks_well()
    assert raised.alert_id in terminal.alerts()
    published.refresh()
    terminal.looks_well()
    assert raised.alert_id in terminal.alerts()
    published.cancel_alert(COUNTY, raised.alert_id)
    terminal.looks_well()
    assert [b.message.msg_type for b in terminal.board().alerts][-1] == "cancel"
