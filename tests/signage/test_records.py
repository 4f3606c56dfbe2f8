# SPDX-License-Identifier: Apache-2.0
"""Play records: on the disk when they are said to be, told until they are taken, never lost behind a bad one."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from agent.client.qt import QtClient
from contract.local import Play
from signage import records
from signage.records import BATCH, COMMIT_AT, Recorder, Teller
from signage.spool import FILE, Spool
from tests.signage.agents import SignageAgent
from tests.signage.content import T0
from tests.signage.house import JumpingClock

ROOT = Path(__file__).resolve().parent.parent.parent


def play(number: int) -> Play:
    item = f"media:{number}"
    return Play(
        play_id=f"{number:032x}", output="lobby", programme_id="", item=item, started_at=T0, seconds=3, frames=90
    )


def ids(plays: tuple[Play, ...] | list[Play]) -> list[int]:
    return [int(each.play_id, 16) for each in plays]


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(tmp_path, bound=10)
    yield opened
    opened.close()


def test_kept_in_order_and_forgotten_when_told(spool: Spool, tmp_path: Path) -> None:
    assert spool.keep([play(number) for number in range(5)]).result()
    assert spool.keep([play(4), play(5)]).result(), "what is there already is kept once"
    assert ids(spool.oldest(3).result()) == [0, 1, 2]
    assert spool.forget(spool.oldest(3).result()).result()
    again = Spool(tmp_path)
    assert ids(again.oldest(100).result()) == [3, 4, 5]
    again.close()


def test_beyond_its_bound_the_oldest_go_and_are_counted(spool: Spool) -> None:
    for number in range(25):
        spool.keep([play(number)])
    assert ids(spool.oldest(100).result()) == list(range(15, 25))
    assert spool.dropped().result() == 15


def test_an_unreadable_file_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database" * 100)
    spool = Spool(tmp_path)
    assert spool.keep([play(1)]).result()
    assert ids(spool.oldest(5).result()) == [1]
    spool.close()
    assert (tmp_path / "plays.broken").exists()


def test_a_disk_that_takes_nothing_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    spool = Spool(tmp_path / "state")
    assert not spool.keep([play(1)]).result()
    assert spool.oldest(5).result() == ()
    assert len(caplog.records) == 1
    (tmp_path / "state").unlink()
    assert spool.keep([play(1)]).result()
    spool.close()


WRITER = """
import sys
from pathlib import Path
from signage.spool import Spool
from tests.signage.test_records import play
spool = Spool(Path(sys.argv[1]))
for batch in range(100_000):
    if spool.keep([play(batch * 10 + each) for each in range(10)]).result():
        print(batch, flush=True)
"""


def test_kill_9_loses_nothing_that_was_said_to_be_kept(tmp_path: Path) -> None:
    for pause in (0.0, 0.01, 0.03, 0.05):
        folder = tmp_path / str(pause)
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        said = [int(process.stdout.readline()) for _ in range(5)]
        time.sleep(pause)
        process.kill()
        said += [int(line) for line in process.stdout.read().split("\n") if line]
        process.wait()
        process.stdout.close()
        spool = Spool(folder)
        kept = set(ids(spool.oldest(1_000_000).result()))
        spool.close()
        assert kept >= {batch * 10 + each for batch in said for each in range(10)}
        assert len(kept) % 10 == 0, "a batch is whole"


# ---- told


class Post:
    """A teller with its agent, in this process."""

    def __init__(self, app: QGuiApplication, folder: Path) -> None:
        self.app = app
        self.agent = SignageAgent(folder / "agent.sock")
        self.client = QtClient(self.agent.path)
        self.spool = Spool(folder / "state")
        self.teller = Teller(self.spool, self.client, JumpingClock())

    def until(self, happens: Callable[[], object]) -> None:
        ends = time.monotonic() + 30.0
        while not happens():
            assert time.monotonic() < ends, "in vain"
            self.teller.tick()
            self.app.processEvents()
            time.sleep(0.002)

    def is_told(self, *numbers: int) -> bool:
        return set(ids(self.agent.told)) == set(numbers) and self.spool.oldest(1).result() == ()


@pytest.fixture
def post(app: QGuiApplication, run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    monkeypatch.setattr(records, "COMMIT_S", 0.05)
    monkeypatch.setattr(records, "TELL_S", 0.05)
    made = Post(app, run_dir)
    yield made
    made.teller.close()
    made.agent.die()
    made.client.deleteLater()  # dropped from within the loop, as Qt wants its network manager to go
    app.sendPostedEvents(None, 0)
    app.processEvents()


def test_an_agent_that_is_away_gets_all_of_it_later(post: Post) -> None:
    number = BATCH + 30
    for each in range(number):
        post.teller.take(play(each))
    post.until(lambda: len(post.spool.oldest(1000).result()) == number)
    post.agent.live()
    post.until(lambda: post.is_told(*range(number)))
    assert post.agent.count("POST", "/v1/plays") == 2


def test_a_lost_answer_is_told_again_with_the_same_ids(post: Post) -> None:
    post.agent.live()
    post.agent.forgets_to_answer = 2
    post.teller.take(play(1))
    post.until(lambda: post.is_told(1))
    assert ids(post.agent.told) == [1, 1, 1]


def test_a_record_that_nobody_wants_does_not_hold_the_others(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.agent.live()
    post.agent.unwanted = {play(2).play_id}
    for each in range(5):
        post.teller.take(play(each))
    post.until(lambda: post.is_told(0, 1, 3, 4))
    assert "given up" in caplog.text


def test_the_rest_is_kept_at_the_end(app: QGuiApplication, run_dir: Path) -> None:
    post = Post(app, run_dir)
    for each in range(COMMIT_AT + 3):
        post.teller.take(play(each))
    post.teller.tick()
    post.teller.take(play(1000))
    post.teller.close()
    again = Spool(run_dir / "state")
    assert ids(again.oldest(1000).result()) == [*range(COMMIT_AT + 3), 1000]
    again.close()


def test_a_record_counts_frames_and_time() -> None:
    kept: list[Play] = []
    frames = iter((100, 190, 190, 200))
    recorder = Recorder("lobby", JumpingClock(), lambda: next(frames), kept.append)
    recorder.begin("notice:1:a", "1:p")
    recorder.end(interrupted=False)
    recorder.end(interrupted=False)
    recorder.begin("alert:1:a", "")
    recorder.end(interrupted=True)
    assert [(each.item, each.programme_id, each.frames, each.interrupted) for each in kept] == [
        ("notice:1:a", "1:p", 90, False),
        ("alert:1:a", "", 10, True),
    ]
