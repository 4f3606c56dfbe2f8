# SPDX-License-Identifier: Apache-2.0
"""Adds, replaces and removes devices while the terminal runs.

A device is tried before it is kept, its settings are on the disk before it is used, and the one that it replaces is
let go for the trial and comes back if that fails. Nothing is taken from a device at work: whoever asks waits a
little, then is told `deviceBusy`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from agent.devices.bench import Bench, Worker
from agent.devices.card_readers import CardReaders
from agent.devices.found import Machine, found
from agent.devices.trial import Trials, address, answers, check_address
from agent.errors import DeviceDuplicate, DeviceSilent, InvalidRequest, NotFound
from agent.journal import Journal
from agent.technician import Technician
from contract.clock import Clock
from contract.local import Device, DeviceEntry, DeviceKind, Devices, DeviceState, Topic
from contract.settings import DeviceSettings

HELD_WAIT_S = 5.0
"""With a trial's limit it stays below what callers wait."""
PRINTER_WAIT_S = 10.0
TRIED = "trial"


class DeviceRegistry:
    def __init__(
        self, bench: Bench, technician: Technician, journal: Journal, clock: Clock, printer_came: Callable[[], None]
    ) -> None:
        self._bench = bench
        self._technician = technician
        self._journal = journal
        self._clock = clock
        self._printer_came = printer_came
        self._trials = Trials()
        self._card_readers = CardReaders(clock)

    def entries(self) -> Devices:
        entries = tuple(self._entry(name, settings) for name, settings in self._enabled())
        machine = Machine(readers=self._card_readers.names())
        return Devices(devices=entries, found=found((entry.settings for entry in entries), machine))

    def try_out(self, settings: DeviceSettings) -> Device:
        """Raises InvalidRequest, QueueFull."""
        check_address(settings)
        with self._technician.changing(), self._held(self._holder_of(settings), HELD_WAIT_S):
            seen = self._trials.run(settings)
        return Device(
            device_id=TRIED,
            kind=DeviceKind(settings.kind),
            state=DeviceState(seen.state),
            faults=seen.faults,
            observed_at=self._clock.now(),
        )

    def put(self, name: str, wanted: DeviceSettings) -> DeviceEntry:
        """Raises InvalidRequest, DeviceDuplicate, DeviceSilent, QueueFull, TooMany, SettingsUnwritable: nothing has
        changed then."""
        if not wanted.enabled:
            raise InvalidRequest("a device that is not to be used is removed")
        check_address(wanted)
        with self._technician.changing():
            change = self._technician.with_device(name, wanted)
            settings = change.settings.device[name]
            self._check_alone(name, settings)
            old = self._bench.find(name)
            with self._held(old, HELD_WAIT_S):
                seen = self._trials.run(settings)
                if not answers(seen):
                    raise DeviceSilent(f"{seen.state}: {seen.detail or ', '.join(seen.faults)}")
                self._technician.save(change)
                self._bench.put(name, change.settings.device, seen)
                if old is not None:
                    old.ask_to_stop()
            if old is not None:
                old.stop()
            self._journal.append(Topic.DEVICE, name, "changed" if old else "added")
            if settings.kind == DeviceKind.RECEIPT_PRINTER:
                self._printer_came()
            return self._entry(name, settings)

    def remove(self, name: str) -> None:
        """A printer's slips come out first; what a reader or scanner waits for is cancelled.
        Raises NotFound, QueueFull, SettingsUnwritable."""
        with self._technician.changing():
            if name not in dict(self._enabled()):
                raise NotFound("no such device")
            change = self._technician.without_device(name)
            old = self._bench.find(name)
            prints = old is not None and old.kind is DeviceKind.RECEIPT_PRINTER
            with self._held(old, PRINTER_WAIT_S) if prints else nullcontext():
                self._technician.save(change)
                self._bench.take_out(name)
                if old is not None:
                    old.ask_to_stop()
            if old is not None:
                old.stop()
            self._journal.append(Topic.DEVICE, name, "removed")

    def _enabled(self) -> Iterator[tuple[str, DeviceSettings]]:
        devices = self._technician.settings.device.items()
        return ((name, settings) for name, settings in devices if settings.enabled)

    def _entry(self, name: str, settings: DeviceSettings) -> DeviceEntry:
        worker = self._bench.find(name)
        if worker is None:  # between its saving and its start
            device = Device(device_id=name, kind=DeviceKind(settings.kind), state=DeviceState.STARTING)
        else:
            device = worker.view()
        return DeviceEntry(device=device, settings=settings, by_technician=self._technician.has_device(name))

    def _holder_of(self, settings: DeviceSettings) -> Worker | None:
        sought = address(settings)
        names = [name for name, other in self._enabled() if address(other) == sought]
        return self._bench.find(names[0]) if names else None

    def _check_alone(self, name: str, settings: DeviceSettings) -> None:
        for other, theirs in self._enabled():
            if other != name and address(theirs) == address(settings):
                raise DeviceDuplicate(f"{other} has this address already")

    @contextmanager
    def _held(self, worker: Worker | None, wait_s: float) -> Iterator[None]:
        if worker is None:
            yield
            return
        with worker.held(wait_s):
            yield
