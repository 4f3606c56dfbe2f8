# SPDX-License-Identifier: Apache-2.0
"""A document scanner that SANE itself plays: its `test` backend, which reads its faults from its configuration."""

from collections.abc import Mapping
from pathlib import Path

from device_drivers.simulation.device import SimulatedDevice, arguments, serve
from device_drivers.simulation.faults import Faults
from device_drivers.simulation.requests import Json, Rejected

DEVICE, VENDOR, MODEL = "test:0", "Noname", "frontend-tester"
_MOST_DELAY_MS = 200
# Of an A4 page in colour; the delay is between such pieces.
_PIECE = 1_024


class DocumentScannerSimulator(SimulatedDevice):
    """`folder` is the SANE_CONFIG_DIR under which it is found. A page that is being scanned keeps its faults."""

    kind = "documentScanner"
    fault_names = frozenset(
        {"offline", "busy", "delay_ms", "truncate_after", "disconnect_after", "cover_open", "paper"}
    )
    """`truncate_after` and `disconnect_after` take any number: no byte arrives. `delay_ms`: at most 200, between each
    1 KB, so that a page takes minutes. `offline`: listed no longer, and pages fail; but SANE opens its test scanner for
    whoever knows the name."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._jammed = False

    def state(self) -> dict[str, Json]:
        return {"sane_config_dir": str(self.folder), "device": DEVICE, "jammed": self._jammed}

    def act(self, action: str, arguments: Mapping[str, Json]) -> dict[str, Json]:
        if action not in ("jam", "unjam") or arguments:
            return super().act(action, arguments)
        self._jammed = action == "jam"
        self._write()
        return self.state()

    def _changed(self) -> None:
        self._write()
        super()._changed()

    def _plug(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._write()

    def _unplug(self) -> None:
        self._put("dll.conf", "")

    def _run(self) -> None:
        """SANE plays it, in the driver's own child."""
        self._stopping.wait()

    def _write(self) -> None:
        faults = self.faults.now
        if faults.delay_ms > _MOST_DELAY_MS:
            raise Rejected(f"SANE's test scanner delays by {_MOST_DELAY_MS} ms at most")
        settings = [
            "number_of_devices 1",
            'test-picture "Color pattern"',
            "geometry_max 300",
            f'read-status-code "{self._status(faults)}"',
        ]
        if faults.delay_ms:
            settings += ["read-delay true", f"read-delay-duration {faults.delay_ms * 1000}"]
            settings += ["read-limit true", f"read-limit-size {_PIECE}"]
        self._put("test.conf", "\n".join(settings) + "\n")
        self._put("dll.conf", "" if faults.offline else "test\n")

    def _status(self, faults: Faults) -> str:
        found = [
            (self._jammed, "SANE_STATUS_JAMMED"),
            (faults.cover_open, "SANE_STATUS_COVER_OPEN"),
            (faults.paper == "out", "SANE_STATUS_NO_DOCS"),
            (faults.busy, "SANE_STATUS_DEVICE_BUSY"),
            (faults.offline or faults.disconnect_after is not None, "SANE_STATUS_IO_ERROR"),
            (faults.truncate_after is not None, "SANE_STATUS_EOF"),
        ]
        return next((status for fault, status in found if fault), "Default")

    def _put(self, name: str, text: str) -> None:
        fresh = self.folder / f".{name}"
        fresh.write_text(text, encoding="ascii")
        fresh.replace(self.folder / name)


def main() -> None:
    parser = arguments(__doc__ or "", DocumentScannerSimulator)
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="the SANE_CONFIG_DIR to be")
    options = parser.parse_args()
    serve(DocumentScannerSimulator(options.folder), options.control)


if __name__ == "__main__":
    main()
