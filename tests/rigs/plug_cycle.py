# SPDX-License-Identifier: Apache-2.0
"""plug-cycle: devices are pulled out and plugged in again and again, pcscd is killed, and nothing is left of it.

A real agent has a reader and a scanner on serial lines, a hosted reader on a USB bus, a printer in the network, and a
hosted reader of PC/SC (the real pcscd with vsmartcard's virtual reader, where they are installed). In each cycle some
of them go and come back; udev's message tells the agent (`uevents.py`), but of the printer alone nothing tells. Now and
then a card is asked for while the reader is away: what waits at it must go on when it is back.

The product holds when each going is seen within a second and each coming within five (by the slow looks within five and
eight), no event tells of those short absences, and threads, descriptors and children of the agent and of its hosts are
as many as before. In the full form one device stays away at last, and events tell of that.

Positive control: messages that nothing has happened behind. Negative controls: an agent that keeps its dead ports open,
and in the full form one that keeps its PC/SC context over pcscd's end.
"""

import random
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from agent.client import calls
from contract import local
from contract.local import CommandState, DeviceState, Outcome, Role, Topic
from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.simulation.device import SimulatedDevice
from device_drivers.simulation.usb_wire import UsbWire
from tests.device_drivers import pcscd
from tests.rigs.report import Result
from tests.rigs.stand import AgentProcess, World, holds_of, until
from tests.rigs.stuck_agent import SLOT
from tests.rigs.uevents import Uevents

FULL_CYCLES, LEAST_CYCLES = 1_000, 8
RESTART_EVERY = 20
ASK_EVERY = 20
"""The agent takes 32 tests of devices in two minutes."""
UNHEARD_EVERY = 50
WARM_UP = 2
CONTROL_CYCLES = 4
SEEN_S, READY_S = 1.0, 5.0
UNHEARD_SEEN_S, UNHEARD_READY_S = 5.0, 5.0
STALE_S = 8.0
GIVEN_UP_S = 20.0
FLAP_S = 10.0
SHORT = 0.05
SPARE = {"threads": 0, "descriptors": 2, "children": 0}
"""What may be more at the end: a connection is under way while it is counted."""
AWAY = frozenset({DeviceState.NO_DEVICE, DeviceState.OFFLINE})
HEARD = ("reader", "scanner", "card")
CARD = {"name": "张建国", "id_number": "330106195001010036", "address": "示范县振兴街道"}


@dataclass
class Tally:
    cycles: int = 0
    restarts: int = 0
    kept: int = 0
    seen_s: list[float] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def late(self, what: str, took_s: float, limit_s: float) -> None:
        if took_s > limit_s:
            self.problems.append(f"cycle {self.cycles}: {what} after {took_s:.1f} s")


def run(scale: float, seed: int) -> Result:
    folder = Path(tempfile.mkdtemp(prefix="plug-cycle-"))
    with ExitStack() as closing:
        closing.callback(shutil.rmtree, folder)
        world = World(folder, lambda: _world(folder))
        closing.callback(world.stop)
        uevents = Uevents()
        closing.callback(uevents.close)
        daemon = pcscd.Pcscd() if pcscd.is_installed() else None
        if daemon is not None:
            closing.callback(daemon.close)
            daemon.start()
        return Rig(folder, world, uevents, daemon, closing, random.Random(seed)).result(scale)


class Rig:
    def __init__(
        self,
        folder: Path,
        world: World,
        uevents: Uevents,
        daemon: pcscd.Pcscd | None,
        closing: ExitStack,
        choice: random.Random,
    ) -> None:
        self._folder = folder
        self._world = world
        self._uevents = uevents
        self._daemon = daemon
        self._closing = closing
        self._choice = choice

    def result(self, scale: float) -> Result:
        cycles = max(LEAST_CYCLES, round(FULL_CYCLES * scale))
        product, quiet = Tally(), Tally()
        agent = self._agent("product", _devices(self._folder, self._world, with_slot=self._daemon is not None))
        agent.start()
        until(lambda: _all_well(agent), "the agent's devices do not come")
        head = _head(agent)
        self._undisturbed(agent, quiet)
        for _ in range(WARM_UP):
            self._cycle(agent, Tally(), HEARD)
        leaking = self._agent("leaking", _serial_devices(self._folder), "--leaking")
        leaking.start()  # its lines are its own
        before = _holds(agent)
        self._cycles(agent, product, cycles)
        product.problems += _grown(before, agent)
        product.problems += _events(agent, head)
        if scale >= SHORT:
            self._long_absence(agent, product)
        agent.ask_to_stop()
        leak_caught = self._leak_is_caught(leaking)
        stale_caught = scale < SHORT or self._daemon is None or self._stale_is_caught()
        if not agent.stop():
            product.problems.append("the agent did not end in order")
        if "unforeseen" in agent.log():
            product.problems.append("an unforeseen error in the agent's log")
        return Result(
            product_held=not product.problems,
            figure=self._figure(product),
            positive_held=not quiet.problems,
            negative_broke=leak_caught and stale_caught,
            details=tuple(product.problems[:8] + quiet.problems[:2]),
            counts={
                "cycles": product.cycles,
                "restarts": product.restarts,
                "kept": product.kept,
                "seen_ms": round(max(product.seen_s) * 1000),
                "ready_ms": round(max(product.ready_s) * 1000),
                "grown": sum("grew" in problem for problem in product.problems),
            },
        )

    def _figure(self, tally: Tally) -> str:
        way = "through umockdev" if self._uevents.mocked else "without umockdev"
        restarts = f"{tally.restarts} pcscd restarts" if self._daemon else "no pcscd installed"
        return (
            f"{tally.cycles} cycles {way}, {restarts}: gone seen within {max(tally.seen_s):.2f} s, ready within "
            f"{max(tally.ready_s):.2f} s, {tally.kept} waiting jobs kept"
        )

    # -- cycles

    def _undisturbed(self, agent: AgentProcess, tally: Tally) -> None:
        before = _holds(agent)
        for action in ("remove", "add", "remove"):
            self._uevents.tell(action, agent.pid)
            time.sleep(0.15)
            if not _all_well(agent):
                tally.problems.append("a device was unwell, and nothing had happened to it")
        tally.problems += _grown(before, agent)

    def _cycles(self, agent: AgentProcess, tally: Tally, count: int) -> None:
        for number in range(count):
            tally.cycles += 1
            restarts = self._daemon is not None and number % RESTART_EVERY == RESTART_EVERY // 4
            if restarts and self._daemon is not None:
                self._daemon.kill()
            if number % UNHEARD_EVERY == UNHEARD_EVERY - 1:
                self._cycle(agent, tally, ("printer",), told=False)
            else:
                some = self._choice.sample(HEARD, self._choice.randint(1, len(HEARD)))
                asks = number % ASK_EVERY == ASK_EVERY // 5
                others = ["reader"] if asks and "reader" not in some else []
                with_printer = ["printer"] if self._choice.random() < 0.3 else []
                self._cycle(agent, tally, (*some, *others, *with_printer), asks=asks)
            if restarts and self._daemon is not None:
                self._restarted(agent, tally, self._daemon)
            if len(tally.problems) > 20:
                return

    def _cycle(
        self, agent: AgentProcess, tally: Tally, names: tuple[str, ...], *, asks: bool = False, told: bool = True
    ) -> None:
        controls = {name: self._world.control(name) for name in names}
        for control in controls.values():
            control.put_faults(offline=True)
        if told:
            self._uevents.tell("remove", agent.pid)
        took_s = _wait(lambda: all(_state(agent, name) in AWAY for name in names))
        tally.late(f"{', '.join(names)} seen gone", took_s, SEEN_S if told else UNHEARD_SEEN_S)
        tally.seen_s += [took_s] if told else []
        test_id = self._ask_for_card(agent) if asks else ""
        for control in controls.values():
            control.clear_faults()
        if told:
            self._uevents.tell("add", agent.pid)
        took_s = _wait(lambda: all(_state(agent, name) not in {*AWAY, None} for name in names))
        tally.late(f"{', '.join(names)} ready", took_s, READY_S if told else UNHEARD_READY_S)
        tally.ready_s.append(took_s)
        for name in names:
            if _state(agent, name) not in {DeviceState.ONLINE, DeviceState.DEVICE_BUSY}:
                tally.problems.append(f"cycle {tally.cycles}: {name} came back as {_state(agent, name)}")
        if asks:
            self._card_comes(agent, tally, test_id)

    def _ask_for_card(self, agent: AgentProcess) -> str:
        """While the reader is away."""
        self._world.control("reader").put_card(**CARD)
        test_id = uuid.uuid4().hex
        agent.client(Role.OPERATOR).send(calls.test_device("reader", test_id, local.DeviceTest(deadline_ms=5_000)))
        return test_id

    def _card_comes(self, agent: AgentProcess, tally: Tally, test_id: str) -> None:
        operator = agent.client(Role.OPERATOR)

        def status() -> local.DeviceTestStatus:
            return operator.send(calls.device_test("reader", test_id))

        _wait(lambda: status().state is CommandState.FINISHED)
        self._world.control("reader").take_card()
        if status().outcome is Outcome.SUCCEEDED:
            tally.kept += 1
        else:
            tally.problems.append(f"cycle {tally.cycles}: what waited for the reader ended as {status().outcome}")

    def _restarted(self, agent: AgentProcess, tally: Tally, daemon: pcscd.Pcscd) -> None:
        took_s = _wait(lambda: _state(agent, SLOT) in AWAY)
        tally.late("the card service seen gone", took_s, UNHEARD_SEEN_S)
        daemon.start()
        took_s = _wait(lambda: _state(agent, SLOT) is DeviceState.ONLINE)
        tally.late("the card service back", took_s, READY_S)
        tally.ready_s.append(took_s)
        tally.restarts += 1

    def _long_absence(self, agent: AgentProcess, tally: Tally) -> None:
        head = _head(agent)
        control = self._world.control("reader")
        control.put_faults(offline=True)
        self._uevents.tell("remove", agent.pid)
        told_s = _wait(lambda: _events(agent, head))
        if not FLAP_S - 1 < told_s < FLAP_S + 3:
            tally.problems.append(f"that the reader stays away was told after {told_s:.1f} s")
        control.clear_faults()
        self._uevents.tell("add", agent.pid)
        tally.late("one that was long away ready", _wait(lambda: _all_well(agent)), READY_S)
        if len(_events(agent, head)) != 2:
            tally.problems.append("not one event told of the going and one of the coming")

    # -- what nobody must build

    def _leak_is_caught(self, agent: AgentProcess) -> bool:
        """By the same count."""
        names = ("other-reader", "other-scanner")
        until(lambda: _all_well(agent), "the leaking agent's devices do not come")
        before = _holds(agent)
        for _ in range(CONTROL_CYCLES):
            self._cycle(agent, Tally(), names)
        caught = bool(_grown(before, agent))
        agent.kill()
        return caught

    def _stale_is_caught(self) -> bool:
        """By the same limit."""
        assert self._daemon is not None
        agent = self._agent("stale", _SLOT, "--stale")
        agent.start()
        until(lambda: _all_well(agent), "the stale agent's slot does not come")
        self._daemon.kill()
        _wait(lambda: _state(agent, SLOT) is not DeviceState.ONLINE)
        self._daemon.start()
        took_s = _wait(lambda: _state(agent, SLOT) is DeviceState.ONLINE, STALE_S)
        agent.kill()
        return took_s > READY_S

    def _agent(self, name: str, devices: str, *options: str) -> AgentProcess:
        environment = self._uevents.environment
        if self._daemon is not None:
            environment["PCSCLITE_CSOCK_NAME"] = str(self._daemon.path)
        agent = AgentProcess(self._folder / name, devices, "tests.rigs.stuck_agent", *options, **environment)
        self._closing.callback(agent.kill)
        return agent


# ---- what is asked of the agent


def _state(agent: AgentProcess, name: str) -> DeviceState | None:
    device = agent.devices().get(name)
    return device.state if device is not None else None


def _all_well(agent: AgentProcess) -> bool:
    devices = agent.devices().values()
    return bool(devices) and all(device.state is DeviceState.ONLINE for device in devices)


def _wait(true: Callable[[], object], limit_s: float = GIVEN_UP_S) -> float:
    """Seconds until it is; more than `limit_s` when it never was."""
    start = time.monotonic()
    while not true():
        if (took_s := time.monotonic() - start) > limit_s:
            return took_s
        time.sleep(0.01)
    return time.monotonic() - start


def _head(agent: AgentProcess) -> int:
    events = agent.client(Role.OPERATOR).send(calls.journal()).events
    return max((event.sequence for event in events), default=0)


def _events(agent: AgentProcess, head: int) -> list[str]:
    """Those that tell of devices, as sentences."""
    events = agent.client(Role.OPERATOR).send(calls.journal()).events
    return [
        f"an event told of {event.subject}: {event.state}"
        for event in events
        if event.sequence > head and event.topic is Topic.DEVICE
    ]


def _holds(agent: AgentProcess) -> dict[str, int]:
    """The least of a moment, of the agent and of its hosts."""
    samples = []
    for _ in range(5):
        held = agent.holds()
        for pid in agent.children():
            for name, count in holds_of(pid).items():
                held[f"hosts' {name}"] = held.get(f"hosts' {name}", 0) + count
        samples.append(held)
        time.sleep(0.03)
    return {name: min(sample.get(name, 0) for sample in samples) for name in samples[0]}


def _grown(before: dict[str, int], agent: AgentProcess) -> list[str]:
    after = _holds(agent)
    return [
        f"{name} grew from {before[name]} to {count}"
        for name, count in after.items()
        if count > before[name] + SPARE[name.removeprefix("hosts' ")]
    ]


# ---- what surrounds it


def _world(folder: Path) -> dict[str, SimulatedDevice]:
    return {
        "reader": ResidentIdSimulator(folder / "reader.line"),
        "scanner": CodeScannerSimulator(folder / "scanner.line"),
        "card": ResidentIdSimulator(UsbWire(vendor=0x0400, product=0xC35A)),
        "printer": ReceiptPrinterSimulator(),
        "other-reader": ResidentIdSimulator(folder / "other-reader.line"),
        "other-scanner": CodeScannerSimulator(folder / "other-scanner.line"),
    }


_SLOT = f"""
[device.{SLOT}]
kind = "resident_id"
usb = {{ serial = "pcsc" }}
"""


def _devices(folder: Path, world: World, *, with_slot: bool) -> str:
    return f"""
[device.reader]
kind = "resident_id"
port = "{folder / "reader.line"}"
[device.scanner]
kind = "code_scanner"
port = "{folder / "scanner.line"}"
[device.card]
kind = "resident_id"
usb = {{ serial = "{world.port("card")}" }}
[device.printer]
kind = "receipt_printer"
host = "127.0.0.1"
tcp_port = {world.port("printer")}
{_SLOT if with_slot else ""}"""


def _serial_devices(folder: Path) -> str:
    return f"""
[device.other-reader]
kind = "resident_id"
port = "{folder / "other-reader.line"}"
[device.other-scanner]
kind = "code_scanner"
port = "{folder / "other-scanner.line"}"
"""
