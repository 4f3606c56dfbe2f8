# SPDX-License-Identifier: Apache-2.0
"""Event clients that are cut off in the middle, again and again, while events are made: each event arrives once.

A client of a real agent's process reads in pieces of any size, now fast, now as slowly as it can, and hangs up after
any number of bytes; in between the agent itself is killed. What it was given is held against the agent's own journal,
and the journal against what was acknowledged. Then the same agent keeps few events, and a client that was away for
longer is to be told of the gap.

Controls: a client that nothing disturbs, and one that comes back without saying what it has seen.
"""

import http.client
import random
import shutil
import sqlite3
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from pathlib import Path

from agent.client import ClientError, EventParser, calls
from agent.client.blocking import UnixConnection
from contract.local import ContentHealth, Event, Role, Topic
from tests.rigs.agent_process import AgentProcess, until
from tests.rigs.report import Result

FULL_RECONNECTS = 100
KILLED_EACH = 10
"""One reconnect in so many is a restart of the agent."""
LONGEST_BYTES = 6_000
MAKER_PAUSE_S = 0.008
SETTLE_LIMIT_S = 30.0
STREAM_LIMIT_S = 15.0
RETRY_S = 0.02
KEEP_ALL = "import agent.journal; agent.journal.KEPT = 10**9"
"""So that the journal can judge at the end."""
KEEP_FEW = "import agent.journal; agent.journal.KEPT, agent.journal.TRIM_EVERY = 50, 10"
AWAY = 150
AFTER_GAP = 20


@dataclass
class Tally:
    events: int = 0
    reconnects: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    false: int = 0
    gaps: int = 0
    details: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return self.events > 0 and not (self.lost or self.doubled or self.disordered or self.false or self.gaps)


@dataclass(frozen=True)
class Style:
    """How one connection is treated."""

    piece: int
    pause_s: float
    most: int
    """Bytes after which the client hangs up."""


UNDISTURBED = Style(65_536, 0.0, 2**62)


def run(scale: float, seed: int) -> Result:
    choice = random.Random(seed)
    reconnects = max(10, round(FULL_RECONNECTS * scale))
    restarts = max(1, reconnects // KILLED_EACH)
    directory = Path(tempfile.mkdtemp(prefix="event-resume-"))
    agent = AgentProcess(directory)
    try:
        agent.start(KEEP_ALL)
        return _trial(agent, choice, reconnects - restarts, restarts)
    finally:
        agent.kill()
        shutil.rmtree(directory)


def _trial(agent: AgentProcess, choice: random.Random, hang_ups: int, restarts: int) -> Result:
    with _making(agent) as maker:
        start = _head(agent)
        cut = Follower(agent, Role.KIOSK, _styles(choice), last_id=start)
        calm = Follower(agent, Role.WEB, repeat(UNDISTURBED), last_id=start)
        forgetful = Follower(agent, Role.SIGNAGE, _styles(choice), last_id=None)
        followers = (cut, calm, forgetful)
        with _parked(agent), _following(*followers):
            until(lambda: min(cut.hung_up, forgetful.hung_up) >= hang_ups, SETTLE_LIMIT_S + hang_ups)
            goal = _head(agent)
            for follower in followers:
                follower.calm_down()
            arrived = until(lambda: all(follower.seen_to >= goal for follower in followers), SETTLE_LIMIT_S)
        with _following(cut):
            for _ in range(restarts):
                time.sleep(choice.uniform(0.02, 0.2))
                agent.kill()
                agent.start(KEEP_ALL)
            last = _head(agent)
            cut.calm_down()
            arrived = until(lambda: cut.seen_to >= last, SETTLE_LIMIT_S) and arrived
    agent.kill()
    rows = _journal(agent.journal)
    missing = set(maker.made) - set(rows.values())
    told_of_gap = _away_too_long(agent, last)

    product = _judge(cut, rows, start, last)
    positive = _judge(calm, rows, start, goal)
    negative = _judge(forgetful, rows, forgetful.events[0].sequence - 1 if forgetful.events else start, goal)
    told = "a gap was told" if told_of_gap else "A GAP WAS NOT TOLD"
    details = [*product.details, *positive.details]
    details += [f"{len(missing)} acknowledged events are not in the journal"] if missing else []
    details += [] if arrived else ["not all events arrived in time"]
    return Result(
        product_held=product.clean and arrived and told_of_gap and not missing and product.reconnects >= hang_ups,
        figure=(
            f"{product.reconnects} reconnects, the agent killed {restarts} times, {product.events} events: "
            f"{product.lost} lost, {product.doubled} doubled, {product.disordered} out of order; {told}"
        ),
        positive_held=positive.clean and calm.connections == 1,
        negative_broke=negative.lost > 0,
        details=tuple(details),
        counts={
            "reconnects": product.reconnects, "restarts": restarts, "events": product.events, "lost": product.lost,
            "doubled": product.doubled, "disordered": product.disordered, "gaps_untold": int(not told_of_gap),
        },
    )  # fmt: skip


def _judge(follower: "Follower", rows: Mapping[int, tuple[str, str, str]], start: int, goal: int) -> Tally:
    """Of the events after `start` and up to `goal`, by the journal's own word."""
    real = [event for event in follower.events if event.topic is not Topic.GAP]
    numbers = [event.sequence for event in real if start < event.sequence <= goal]
    tally = Tally(
        events=len(numbers),
        reconnects=follower.connections - 1,
        lost=len({number for number in rows if start < number <= goal} - set(numbers)),
        doubled=len(numbers) - len(set(numbers)),
        disordered=sum(after < before for before, after in pairwise(numbers)),
        false=sum(rows.get(event.sequence) != _content(event) for event in real if event.sequence in rows),
        gaps=len(follower.events) - len(real),
    )
    if not tally.clean:
        tally.details.append(f"{follower.role}: {tally}")
    return tally


def _away_too_long(agent: AgentProcess, last_id: int) -> bool:
    """Back after more than is kept: first of all the gap, then what comes after it, each in order."""
    agent.start(KEEP_FEW)
    maker = Maker(agent)
    for _ in range(AWAY):
        maker.make_one()
    found: list[Event] = []
    with _making(agent), suppress(ClientError):
        for event in agent.client(Role.KIOSK).events(last_id, STREAM_LIMIT_S):
            found.append(event)
            if len(found) > AFTER_GAP:
                break
    topics = [event.topic is Topic.GAP for event in found]
    in_order = all(after.sequence == before.sequence + 1 for before, after in pairwise(found))
    return len(found) > AFTER_GAP and topics[0] and not any(topics[1:]) and in_order


# ---- who listens


class Follower:
    """A client with a thread of its own. `last_id` None: it never says what it has seen."""

    def __init__(self, agent: AgentProcess, role: Role, styles: Iterator[Style], last_id: int | None) -> None:
        self.role = role
        self.events: list[Event] = []
        self.connections = 0
        self.hung_up = 0
        self._path = agent.path(role)
        self._styles = styles
        self._remembers = last_id is not None
        self._parser = EventParser(last_id)
        self._ending = threading.Event()
        self._calm = threading.Event()

    @property
    def seen_to(self) -> int:
        return self.events[-1].sequence if self.events else 0

    def calm_down(self) -> None:
        """Catch up: the connection after this one is a good one."""
        self._calm.set()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        self._ending.clear()
        self._calm.clear()
        thread = threading.Thread(target=self._follow, name=f"follower-{self.role}")
        thread.start()
        try:
            yield
        finally:
            self._ending.set()
            thread.join()

    def _follow(self) -> None:
        while not self._ending.wait(RETRY_S):
            style = UNDISTURBED if self._calm.is_set() else next(self._styles)
            # The agent may be gone, or go.
            with (
                suppress(OSError, http.client.HTTPException),
                closing(UnixConnection(self._path, STREAM_LIMIT_S)) as connection,
            ):
                self._stream(connection, style)

    def _stream(self, connection: UnixConnection, style: Style) -> None:
        self._parser.restart()
        seen = self._parser.last_id if self._remembers else None
        connection.request("GET", calls.EVENTS_PATH, headers={} if seen is None else {"Last-Event-ID": str(seen)})
        answer = connection.getresponse()
        if answer.status != http.HTTPStatus.OK:
            return  # too many: the agent has not seen yet that we have hung up
        self.connections += 1
        left = style.most
        while not self._ending.is_set() and (data := answer.read1(min(style.piece, left))):
            self.events.extend(self._parser.feed(data))
            left -= len(data)
            if left <= 0:
                self.hung_up += 1
                return
            time.sleep(style.pause_s)


def _styles(choice: random.Random) -> Iterator[Style]:
    while True:
        slow = choice.random() < 0.3
        yield Style(
            piece=choice.randint(1, 40) if slow else choice.randint(40, 9_000),
            pause_s=choice.uniform(0.0005, 0.003) if slow else 0.0,
            most=choice.randint(1, LONGEST_BYTES // 4 if slow else LONGEST_BYTES),
        )


@contextmanager
def _following(*followers: Follower) -> Iterator[None]:
    with ExitStack() as stack:
        for follower in followers:
            stack.enter_context(follower.at_work())
        yield


@contextmanager
def _parked(agent: AgentProcess) -> Iterator[None]:
    """One that asks for events and never reads a byte."""
    with closing(UnixConnection(agent.path(Role.KIOSK), STREAM_LIMIT_S)) as connection:
        connection.request("GET", calls.EVENTS_PATH)
        yield


# ---- what happens meanwhile


class Maker:
    """Tells of new content, as sync does: two events each time."""

    def __init__(self, agent: AgentProcess) -> None:
        self.made: list[tuple[str, str, str]] = []
        """What the agent has acknowledged."""
        self._client = agent.client(Role.SYNC)

    def make_one(self) -> None:
        name = uuid.uuid4().hex
        try:
            self._client.send(calls.report_content(ContentHealth(release_id=name, alerts_digest=name)))
        except ClientError:
            time.sleep(RETRY_S)  # the agent is being killed: what became of it nobody knows
        else:
            self.made += [(Topic.ALERT, name, "changed"), (Topic.CONTENT, name, "current")]


@contextmanager
def _making(agent: AgentProcess) -> Iterator[Maker]:
    maker, ending = Maker(agent), threading.Event()

    def work() -> None:
        while not ending.wait(MAKER_PAUSE_S):
            maker.make_one()

    thread = threading.Thread(target=work, name="maker")
    thread.start()
    try:
        yield maker
    finally:
        ending.set()
        thread.join()


def _head(agent: AgentProcess) -> int:
    events = agent.client(Role.OPERATOR).send(calls.journal()).events
    return events[0].sequence if events else 0


def _journal(path: Path) -> dict[int, tuple[str, str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT sequence, topic, subject, state FROM event").fetchall()
    return {number: (topic, subject, state) for number, topic, subject, state in rows}


def _content(event: Event) -> tuple[str, str, str]:
    return (str(event.topic), event.subject, event.state)
