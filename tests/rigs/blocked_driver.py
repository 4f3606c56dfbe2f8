# SPDX-License-Identifier: Apache-2.0
"""blocked-driver: drivers hang, and whoever asks about the other devices or works with them notices nothing.

A real agent has five devices, which stand in a process of their own: a card reader on USB, hosted; another on a serial
line; two receipt printers in the network; a code scanner. A block takes two of them at a time, which is harsher than
one: the hosted driver (it hangs in C without the interpreter lock, with it, or its process is stopped) and one of the
agent's own threads (a reader that answers nothing, a printer that reads nothing, a network that swallows connections).

Meanwhile one caller, alone in this process, asks for the status of all devices some 150 times a second, each time over
a new connection, as the kiosk does. Between two calls it moves on its jobs at the devices that are left: cards are
read, codes scanned, slips printed.

Positive control: the same calls before anything is blocked. Negative control: an agent whose devices share one worker,
and are asked in the thread that answers (`stuck_agent --shared`).
"""

import contextlib
import itertools
import os
import shutil
import signal
import socket
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from agent.client import AgentUnreachable, Refused, calls
from agent.client.blocking import Client
from contract import local
from contract.local import CommandState, Device, DeviceState, Outcome, Role
from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.simulation.device import SimulatedDevice
from device_drivers.simulation.usb_wire import UsbWire
from tests.rigs.report import Result
from tests.rigs.stand import AgentProcess, World, is_gone, until
from tests.rigs.stuck_agent import FREE, HELD

BLOCK_S, SHORT_BLOCK_S = 60.0, 0.8
LIMIT_MS = 50.0
MARKED_S = 5.0
BACK_S = 15.0
USUAL = ("--patience", "4", "--poll", "3")
HASTY = ("--patience", "0.7", "--poll", "0.5")
SHORT = 0.05
"""Below this scale only one block is made, at a hasty agent."""
PACE_S = 1 / 150
QUIET_S, SHORT_QUIET_S = 20.0, 0.6
CALL_LIMIT_S = 1.0
SLIP_EVERY_S = 10.0
"""The agent takes 32 tests of devices in two minutes."""
STOPPED_AGAIN_S = 1.0
WELL = frozenset({DeviceState.ONLINE, DeviceState.DEVICE_BUSY})
JOBS = ("card read", "code", "slip of spare")
CARD = {"name": "张建国", "id_number": "330106195001010036", "address": "示范县振兴街道"}


@dataclass
class Tally:
    took_ms: list[float] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    marked_s: dict[str, float] = field(default_factory=dict)
    disturbed: set[str] = field(default_factory=set)

    @property
    def p99_ms(self) -> float:
        return p99(self.took_ms)


def p99(values: list[float]) -> float:
    """By nearest rank; of fewer than a hundred it is the worst."""
    ordered = sorted(values)
    return ordered[-(-99 * len(ordered) // 100) - 1] if ordered else float("inf")


def run(scale: float, seed: int) -> Result:
    folder = Path(tempfile.mkdtemp(prefix="blocked-driver-"))
    world = World(folder, lambda: _world(folder))
    try:
        return _run(folder, world, scale, seed)
    finally:
        world.stop()
        shutil.rmtree(folder)


def _run(folder: Path, world: World, scale: float, seed: int) -> Result:
    short = scale < SHORT
    agent = _agent(folder / "product", _devices(folder, world), *(HASTY if short else USUAL))
    shared = _agent(folder / "shared", _shared_devices(folder, world), *HASTY, "--shared")
    problems: list[str] = []
    hosts: set[int] = set()
    agent.start()
    try:
        until(lambda: _all_well(agent.devices()), "the agent's devices do not come")
        quiet = _watched(agent, world, SHORT_QUIET_S if short else QUIET_S * scale, blocked=(), jobs=JOBS)
        bar_ms = max(LIMIT_MS, 2 * quiet.p99_ms)
        blocks = BLOCKS[seed % len(BLOCKS) :][:1] if short else BLOCKS
        tallies = []
        for block in blocks:
            after = shared.start if block is blocks[-1] else lambda: None  # it starts while the other recovers
            seconds = SHORT_BLOCK_S if short else BLOCK_S * scale
            tallies.append(_blocked(agent, world, block, seconds, hosts, problems, after))
        agent.ask_to_stop()
        caught = _shared_is_caught(shared, world, bar_ms)
        ended = agent.stop()
    finally:
        agent.kill()
        shared.kill()
    for block, tally in zip(blocks, tallies, strict=True):
        problems += [f"{block.name}: {trouble}" for trouble in _judged(tally, block, bar_ms)]
    left = sum(not is_gone(pid) for pid in hosts)
    problems += ["the agent did not end in order"] if not ended else []
    problems += [f"{left} processes are left over"] if left else []
    problems += ["an unforeseen error in the agent's log"] if "unforeseen" in agent.log() else []
    worst = max(tally.p99_ms for tally in tallies)
    count = sum(len(tally.took_ms) for tally in tallies)
    done = sum((tally.done for tally in tallies), Counter[str]())
    marked = max((late for tally in tallies for late in tally.marked_s.values()), default=float("inf"))
    return Result(
        product_held=not problems,
        figure=(
            f"{len(tallies)} blocks of {len(tallies) * 2} drivers, {count} status calls: p99 {worst:.1f} ms (limit "
            f"{LIMIT_MS:.0f}, quiet {quiet.p99_ms:.1f}), marked after {marked:.1f} s, {len(hosts)} hosts, "
            f"{done.total()} jobs done"
        ),
        positive_held=not quiet.failed and quiet.done.total() > 0 and not quiet.disturbed and quiet.p99_ms < LIMIT_MS,
        negative_broke=caught,
        details=tuple(problems[:8] + quiet.failed[:2]),
        counts={
            "blocks": len(tallies),
            "calls": count,
            "p99_us": round(worst * 1000),
            "quiet_p99_us": round(quiet.p99_ms * 1000),
            "marked_ms": round(marked * 1000) if marked < float("inf") else -1,
            "hosts": len(hosts),
            "jobs": done.total(),
            "left_over": left,
        },
    )


def _judged(tally: Tally, block: "Block", bar_ms: float) -> Iterator[str]:
    if tally.p99_ms >= bar_ms:
        yield f"p99 of status calls was {tally.p99_ms:.1f} ms"
    for name in block.devices:
        if tally.marked_s.get(name, MARKED_S) >= MARKED_S:
            yield f"{name} was not marked within {MARKED_S:.0f} s"
    yield from (f"{name} was not well meanwhile" for name in sorted(tally.disturbed))
    yield from tally.failed
    yield from (f"no {job} was done" for job in block.jobs if not tally.done[job])


# ---- what is blocked, and how


@dataclass(frozen=True)
class Block:
    """`devices`: the hosted one first. `jobs`: those at the others."""

    name: str
    devices: tuple[str, str]
    jobs: tuple[str, ...]
    hosted: Callable[[AgentProcess, World], AbstractContextManager[Callable[[], None]]]
    """Gives what is to be done again and again meanwhile."""
    threaded: Callable[[AgentProcess, World], AbstractContextManager[None]]


@contextmanager
def _hanging(agent: AgentProcess, how: str) -> Iterator[Callable[[], None]]:
    file = _hang_file(agent.folder)
    fresh = file.with_suffix(".new")
    fresh.write_text(how, encoding="ascii")
    fresh.replace(file)
    try:
        yield lambda: None
    finally:
        file.unlink()


@contextmanager
def _stopped(agent: AgentProcess) -> Iterator[Callable[[], None]]:
    """Each process that takes the place of the one before is stopped, too, a little later."""
    seen = dict.fromkeys(agent.children(), 0.0)

    def stop_all() -> None:
        now = time.monotonic()
        for pid in agent.children():
            if now - seen.setdefault(pid, now) > STOPPED_AGAIN_S:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)

    stop_all()
    yield stop_all


@contextmanager
def _faulty(world: World, name: str) -> Iterator[None]:
    """There, but takes nothing and answers nothing."""
    control = world.control(name)
    control.put_faults(busy=True)
    yield
    control.clear_faults()


@contextmanager
def _swallowed(world: World, name: str) -> Iterator[None]:
    """Nobody refuses a connection, and nobody takes it: the queue of a listener that never accepts is full."""
    control = world.control(name)
    port = world.port(name)
    control.put_faults(offline=True)
    with ExitStack() as closing:
        deadline = time.monotonic() + 5
        while True:
            try:
                closing.enter_context(socket.create_server(("127.0.0.1", port), backlog=0))
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
        for _ in range(4):
            filling = closing.enter_context(socket.socket())
            filling.setblocking(False)
            filling.connect_ex(("127.0.0.1", port))
        yield
    control.clear_faults()


BLOCKS = (
    Block(
        "process is stopped, network swallows",
        ("card", "printer"),
        ("card read", "code", "slip of spare"),
        lambda agent, _: _stopped(agent),
        lambda _, world: _swallowed(world, "printer"),
    ),
    Block(
        "hangs in C, printer reads nothing",
        ("card", "printer"),
        ("card read", "code", "slip of spare"),
        lambda agent, _: _hanging(agent, FREE),
        lambda _, world: _faulty(world, "printer"),
    ),
    Block(
        "hangs with the interpreter lock, reader is silent",
        ("card", "reader"),
        ("code", "slip of spare", "slip of printer"),
        lambda agent, _: _hanging(agent, HELD),
        lambda _, world: _faulty(world, "reader"),
    ),
)


def _blocked(
    agent: AgentProcess,
    world: World,
    block: Block,
    seconds: float,
    hosts: set[int],
    problems: list[str],
    after: Callable[[], None],
) -> Tally:
    with block.hosted(agent, world) as again, block.threaded(agent, world):
        operator = agent.client(Role.OPERATOR)
        for name in block.devices:  # a resident or technician wants something of it
            operator.send(calls.test_device(name, uuid.uuid4().hex, local.DeviceTest(deadline_ms=2_000)))

        def meanwhile() -> None:
            again()
            hosts.update(agent.children())

        tally = _watched(agent, world, seconds, blocked=block.devices, jobs=block.jobs, meanwhile=meanwhile)
    after()
    end = time.monotonic() + BACK_S
    while not _all_well(agent.devices()):
        hosts.update(agent.children())
        if time.monotonic() > end:
            problems.append(f"{block.name}: not all devices came back within {BACK_S:.0f} s")
            break
        time.sleep(0.05)
    hosts.update(agent.children())
    return tally


# ---- who calls


def _watched(
    agent: AgentProcess,
    world: World,
    seconds: float,
    *,
    blocked: tuple[str, ...],
    jobs: tuple[str, ...],
    meanwhile: Callable[[], None] = lambda: None,
) -> Tally:
    """Until the time is over, all that is blocked is marked and each job was done; or that took far too long."""
    tally = Tally()
    client = agent.client(Role.KIOSK, CALL_LIMIT_S)
    visitor = Visits(agent, world, tally)
    under_way = visitor.visits(jobs)
    start = time.monotonic()
    for turn in itertools.count():
        began = time.monotonic()
        devices = _asked(client)
        ended = time.monotonic()
        tally.took_ms.append((ended - began) * 1000)
        for name, device in devices.items():
            if name not in blocked:
                tally.disturbed |= {name} if device.state not in WELL else set()
            elif name not in tally.marked_s and _is_marked(name, device):
                tally.marked_s[name] = ended - start
        all_marked = all(name in tally.marked_s for name in blocked)
        # A resident's session ends a technician's test of a reader: it begins when those have shown what they should.
        if all_marked and turn % 3 == 0:
            next(under_way)
        if turn % 16 == 0:
            meanwhile()
        over = ended - start - seconds
        if over > 0 and all_marked and all(tally.done[job] for job in jobs):
            break
        if over > 2 * MARKED_S + SLIP_EVERY_S:
            break
        time.sleep(max(0.0, began + PACE_S - time.monotonic()))
    visitor.close()
    return tally


def _is_marked(name: str, device: Device) -> bool:
    return "stalled" in device.faults if name == "card" else device.state is not DeviceState.ONLINE


def _asked(client: Client) -> Mapping[str, Device]:
    try:
        return {device.device_id: device for device in client.send(calls.terminal()).devices}
    except AgentUnreachable:  # took longer than CALL_LIMIT_S
        return {}


Steps = Generator[None, None, Outcome | None]
"""A job; None when there was nothing to do."""


class Visits:
    """A resident's steps, one at a time: each `yield` is a pause in which the caller asks again."""

    def __init__(self, agent: AgentProcess, world: World, tally: Tally) -> None:
        self._kiosk = agent.client(Role.KIOSK)
        self._operator = agent.client(Role.OPERATOR)
        self._world = world
        self._tally = tally
        self._session = ""
        self._slip_at: dict[str, float] = {}

    def visits(self, jobs: tuple[str, ...]) -> Iterator[None]:
        steps: dict[str, Callable[[], Steps]] = {
            "card read": self._card,
            "code": self._code,
            "slip of printer": lambda: self._slip("printer"),
            "slip of spare": lambda: self._slip("spare"),
        }
        while True:
            self._session = uuid.uuid4().hex
            self._kiosk.send(calls.open_session(self._session, local.SessionRequest()))
            for job in jobs:
                try:
                    outcome = yield from steps[job]()
                except (Refused, AgentUnreachable) as error:
                    self._tally.failed.append(f"{job}: {error}")
                    continue
                if outcome is Outcome.SUCCEEDED:
                    self._tally.done[job] += 1
                elif outcome is not None:
                    self._tally.failed.append(f"{job}: {outcome}")
            self.close()
            yield

    def close(self) -> None:
        session, self._session = self._session, ""
        if session:
            self._kiosk.send(calls.end_session(session))

    def _card(self) -> Steps:
        plates = [self._world.control(name) for name in ("card", "reader")]  # whichever of them the agent takes
        for plate in plates:
            plate.put_card(**CARD)
        outcome = yield from self._command(local.ReadIdentity(deadline_ms=10_000))
        for plate in plates:
            plate.take_card()
        return outcome

    def _code(self) -> Steps:
        scanner = self._world.control("scanner")
        return (yield from self._command(local.ScanCode(deadline_ms=10_000), lambda: scanner.scan("3301062611000017")))

    def _command(self, command: local.Command, once_running: Callable[[], None] = lambda: None) -> Steps:
        command_id = uuid.uuid4().hex
        self._kiosk.send(calls.command(self._session, command_id, command))
        running = False
        while True:
            yield
            status = self._kiosk.send(calls.command_status(self._session, command_id))
            if status.state is CommandState.FINISHED:
                return status.outcome
            if status.state is CommandState.RUNNING and not running:
                running = True
                once_running()

    def _slip(self, printer: str) -> Steps:
        if time.monotonic() < self._slip_at.get(printer, 0.0):
            return None
        self._slip_at[printer] = time.monotonic() + SLIP_EVERY_S
        test_id = uuid.uuid4().hex
        self._operator.send(calls.test_device(printer, test_id, local.DeviceTest(deadline_ms=10_000)))
        while True:
            yield
            status = self._operator.send(calls.device_test(printer, test_id))
            if status.state is CommandState.FINISHED:
                return status.outcome


# ---- what nobody must build


def _shared_is_caught(agent: AgentProcess, world: World, bar_ms: float) -> bool:
    """By the same judge, at a single blocked device and with a single call."""
    until(agent.devices, "the shared agent does not answer")
    with _faulty(world, "printer"):
        client = agent.client(Role.KIOSK, 10 * LIMIT_MS / 1000)
        began = time.monotonic()
        _asked(client)
        tally = Tally([(time.monotonic() - began) * 1000])
    return any("p99" in trouble for trouble in _judged(tally, BLOCKS[0], bar_ms))


# ---- what surrounds it


def _world(folder: Path) -> dict[str, SimulatedDevice]:
    return {
        "card": ResidentIdSimulator(UsbWire(vendor=0x0400, product=0xC35A)),
        "reader": ResidentIdSimulator(folder / "reader.line"),
        "printer": ReceiptPrinterSimulator(),
        "spare": ReceiptPrinterSimulator(),
        "scanner": CodeScannerSimulator(folder / "scanner.line"),
        "other": CodeScannerSimulator(folder / "other.line"),
    }


def _agent(folder: Path, devices: str, *options: str) -> AgentProcess:
    return AgentProcess(folder, devices, "tests.rigs.stuck_agent", "--hang", str(_hang_file(folder)), *options)


def _devices(folder: Path, world: World) -> str:
    return f"""
[device.reader]
kind = "resident_id"
port = "{folder / "reader.line"}"
[device.card]
kind = "resident_id"
usb = {{ serial = "{world.port("card")}" }}
[device.printer]
kind = "receipt_printer"
host = "127.0.0.1"
tcp_port = {world.port("printer")}
[device.spare]
kind = "receipt_printer"
host = "127.0.0.1"
tcp_port = {world.port("spare")}
[device.scanner]
kind = "code_scanner"
port = "{folder / "scanner.line"}"
"""


def _shared_devices(folder: Path, world: World) -> str:
    """Nothing that could not be shared with the agent that is just being stopped."""
    return f"""
[device.printer]
kind = "receipt_printer"
host = "127.0.0.1"
tcp_port = {world.port("printer")}
[device.scanner]
kind = "code_scanner"
port = "{folder / "other.line"}"
"""


def _hang_file(folder: Path) -> Path:
    return folder / "hang"


def _all_well(devices: Mapping[str, Device]) -> bool:
    return bool(devices) and all(device.state is DeviceState.ONLINE for device in devices.values())
