# SPDX-License-Identifier: Apache-2.0
"""fuzz: inputs that nobody foresaw, half of them from devices, half from whoever holds a socket of the agent.

Devices answer with spoilt frames over their real wires: each call of a driver ends with a typed error or a valid value,
and the driver works with a good device afterwards. A real agent is sent broken calls on every role's socket: it answers
as it has published or hangs up, stays the same process, writes of nothing unforeseen, and holds no more than before.

Positive controls: good frames and good calls. Negative ones: a codec that lets a ValueError through, and an agent with
a route that fails and one that leaks a descriptor.
"""

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from unittest.mock import patch

from contract.local import Role
from device_drivers.resident_id import driver as reader_driver
from device_drivers.resident_id.codec import Reply, Status
from tests.rigs.agent_process import AgentProcess
from tests.rigs.fuzz import frames, requests
from tests.rigs.fuzz.requests import Operation, Requests
from tests.rigs.report import Result

FULL_FRAMES, FULL_REQUESTS = 5_000, 5_000
SHARES = (0.25, 0.15, 0.15, 0.15, 0.15, 0.15)
"""Of the frames: the readers, the printer, the scanner, the smart cards."""
WARM_UP = 30
NEGATIVE_FRAMES, LEAKS = 15, 12
BAD_AGENT = """
import os
from agent.api import views
good = views.terminal
views.terminal = lambda house: (os.dup(2), good(house))[1]
views.journal = lambda house: 1 // 0
"""
GOOD_CALLS = (
    "terminal", "openSession", "renewSession", "typeIdentity", "devices", "journal", "doubtfulPrints", "ledger",
    "currentPayments", "site", "reportContent", "tellPlays", "announceCommissioning", "endCommissioning", "endSession",
)  # fmt: skip
"""Those that need neither a device nor the platform, in an order in which each succeeds."""


def run(scale: float, seed: int) -> Result:
    choice = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        with _agents(folder) as (agent, bad):
            told, codec_caught = _frames(folder, choice, scale)
            asked, good_calls = _requests(agent, choice, max(1, round(FULL_REQUESTS * scale)))
            route_caught, leak_caught = _bad_agent(bad, choice)
    finally:
        shutil.rmtree(folder)
    problems = told.problems + told.good_problems + asked.problems
    negatives = {"a codec": codec_caught, "a route": route_caught, "a leak": leak_caught}
    missed = [f"{what} that fails was not caught" for what, caught in negatives.items() if not caught]
    return Result(
        product_held=not problems,
        figure=(
            f"{told.inputs + asked.sent} inputs: {told.inputs} calls of drivers with spoilt frames, {told.refused} "
            f"refused, {told.good} good ones after them; {asked.sent} calls of the agent, {asked.answered} answered; "
            f"{len(problems)} unforeseen"
        ),
        positive_held=told.good > 0 and not told.good_problems and not good_calls,
        negative_broke=not missed,
        details=(*problems[:8], *good_calls[:3], *missed),
        counts={
            "inputs": told.inputs + asked.sent, "frames": told.inputs, "refused": told.refused, "good": told.good,
            "calls": asked.sent, "answered": asked.answered, "unforeseen": len(problems),
        },
    )  # fmt: skip


@contextmanager
def _agents(folder: Path) -> Iterator[tuple[AgentProcess, AgentProcess]]:
    """The product and the bad one; both start at once."""
    agents = [AgentProcess(_made(folder / name)) for name in ("product", "bad")]
    starting = [
        Thread(target=agent.start, args=(prelude,)) for agent, prelude in zip(agents, ("", BAD_AGENT), strict=True)
    ]
    try:
        for thread in starting:
            thread.start()
        for thread in starting:
            thread.join()
        yield agents[0], agents[1]
    finally:
        for agent in agents:
            agent.kill()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


# ---- devices


def _frames(folder: Path, choice: random.Random, scale: float) -> tuple[frames.Tally, bool]:
    tally, caught = frames.Tally(), frames.Tally()
    with frames.subjects(folder, choice) as subjects:
        for subject, share in zip(subjects, SHARES, strict=True):
            frames.works_again(subject, tally)
            frames.shake(subject, max(3, round(FULL_FRAMES * share * scale)), choice, tally)
        with patch.object(reader_driver, "decode_reply", _careless):
            frames.shake(subjects[1], NEGATIVE_FRAMES, choice, caught)
    return tally, any("ValueError let through" in problem for problem in caught.problems)


def _careless(payload: bytes) -> Reply:
    return Reply(Status(payload[2]), int.from_bytes(payload[:2], "big"), payload[3:])


# ---- the agent


def _requests(agent: AgentProcess, choice: random.Random, count: int) -> tuple[requests.Tally, list[str]]:
    makes, tally, pid = Requests(choice), requests.Tally(), agent.pid
    good = _good_calls(agent, makes)
    for _ in range(WARM_UP):
        requests.judge(agent, *makes.hostile(), tally)
    before = requests.settled(agent)
    while tally.sent < count + WARM_UP and len(tally.problems) < 20:
        requests.judge(agent, *makes.hostile(), tally)
    tally.problems += [] if agent.alive and agent.pid == pid else ["the agent has ended"]
    good += _good_calls(agent, makes)
    tally.problems += requests.grown(before, requests.settled(agent, before)) + requests.in_log(agent)
    return tally, good


def _good_calls(agent: AgentProcess, makes: Requests) -> list[str]:
    tally, wrong = requests.Tally(), []
    for name in GOOD_CALLS:
        for operation in (one for one in makes.operations if one.name == name):
            found = requests.judge(agent, operation, makes.good(operation), tally)
            if found != [200]:
                wrong.append(f"a good {name} of {operation.role} is answered {found}")
    return wrong + tally.problems


def _bad_agent(agent: AgentProcess, choice: random.Random) -> tuple[bool, bool]:
    """Whether the route that fails is caught, by answer and by log, and the leak."""
    makes = Requests(choice)
    named: dict[str, Operation] = {one.name: one for one in makes.operations if one.role is Role.WEB}
    before, leaking, failing = requests.settled(agent), requests.Tally(), requests.Tally()
    for _ in range(LEAKS):
        requests.judge(agent, named["terminal"], makes.good(named["terminal"]), leaking)
    leaked = requests.grown(before, requests.Holds(agent.threads(), agent.files()))
    requests.judge(agent, named["journal"], makes.good(named["journal"]), failing)
    return bool(failing.problems and requests.in_log(agent)), bool(leaked) and not leaking.problems
