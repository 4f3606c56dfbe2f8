# SPDX-License-Identifier: Apache-2.0
"""A crash between any two file operations leaves a site that terminals accept, and work that can go on."""

import itertools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from central.publish.county import County
from tests.central.publish.conftest import COMMUNITY, MovedClock, Terminal, notice, picture


class PowerCut(Exception):
    pass


class Cut:
    """Lets `after` renames happen, and none from then on; the side file is left lying."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
        self._real, self.left, self.came = os.replace, after, False
        monkeypatch.setattr("contract.durable.os.replace", self)

    def __call__(self, source: Path, target: Path) -> None:
        if self.left == 0:
            self.came = True
            raise PowerCut
        self.left -= 1
        self._real(source, target)


def collected(county: County) -> None:
    county.collect()


def refreshed(county: County) -> None:
    county.refresh()


def cancelled(county: County) -> None:
    county.cancel_alert(COMMUNITY, county.alerts(COMMUNITY).messages[0].alert_id)


@pytest.mark.parametrize("work", [collected, refreshed, cancelled])
def test_a_crash_at_any_rename_leaves_a_good_site(
    work: Callable[[County], None], tmp_path: Path, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
):
    from central.publish import alerting
    from contract.content import Line, Prose
    from tests.central.publish.conftest import NAMES

    for after in itertools.count():
        folder = tmp_path / str(after)
        county = County.create(folder / "county", NAMES, clock)
        terminal = Terminal(county, folder / "terminal")
        county.raise_alert(
            COMMUNITY,
            alerting.new_alert(
                clock.now(), event=Line(zh="暴雨"), headline=Line(zh="暴雨"), description=Prose(zh="大雨"),
                instruction=Prose(zh="别出门"), issuer=Line(zh="气象台"),
            ),
        )  # fmt: skip
        county.put(COMMUNITY, "notice", notice(image=county.add_media(COMMUNITY, picture(folder / "a.png")).sha256))
        county.sign(COMMUNITY)
        before = terminal.feed(COMMUNITY), terminal.alerts(COMMUNITY)
        with monkeypatch.context() as patch:
            cut = Cut(patch, after)
            try:
                work(county)
            except PowerCut:
                assert cut.came
        assert county.verify() == ()
        if cut.came:
            assert (terminal.feed(COMMUNITY), terminal.alerts(COMMUNITY)) == before
        again = County(folder / "county", clock)
        work(again)
        assert again.verify() == ()
        collected(again)
        assert len(terminal.feed(COMMUNITY).notices) == 1
        if not cut.came:
            break
    assert after >= 2


def test_a_crash_while_signing_keeps_the_draft(county: County, monkeypatch: pytest.MonkeyPatch, terminal: Terminal):
    county.put(COMMUNITY, "notice", notice())
    for after in itertools.count():
        with monkeypatch.context() as patch:
            cut = Cut(patch, after)
            try:
                county.sign(COMMUNITY)
            except PowerCut:
                assert cut.came
        assert county.collect().refused == []
        assert len(county.draft(COMMUNITY).notices) == 1
        assert county.verify() == ()
        if not cut.came:
            break
    assert len(terminal.feed(COMMUNITY).notices) == 1
