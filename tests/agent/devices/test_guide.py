# SPDX-License-Identifier: Apache-2.0
"""The driver writer's guide does what it says: its blocks become a folder, and that a device in a running agent."""

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.client import calls
from agent.devices.kinds import KINDS
from contract import local
from contract.local import DeviceKind, DeviceState
from contract.settings import DeviceSettings
from device_drivers.errors import Cancelled, ProtocolError, TimedOut
from device_drivers.serial_port import SerialPort
from device_drivers.status import DeviceState as SeenState
from tests.agent.conftest import RunningAgent, wait_for

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "drivers.md"
BLOCKS = dict(
    re.findall(r"^```python file=(\S+)\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The guide's folder, importable here and in processes that are started from here."""
    root = tmp_path_factory.mktemp("guide")
    for name, text in BLOCKS.items():
        file = root / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (root / "scale" / "__init__.py").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root))
        patch.setenv("PYTHONPATH", f"{root}:{Path.cwd()}")
        yield root
    for name in [name for name in sys.modules if name.split(".")[0] == "scale"]:
        del sys.modules[name]


def block(name: str) -> ModuleType:
    return importlib.import_module(f"scale.{name}")


def test_the_guide_has_all_parts() -> None:
    names = ("codec", "driver", "simulator", "kind", "hosted")
    assert list(BLOCKS) == [f"scale/{name}.py" for name in names]
    assert GUIDE.read_text(encoding="utf-8").count("```python") == len(names)


def test_the_codec(folder: Path) -> None:
    decode = block("codec").decode
    assert decode(b"+001.25kg\r\n") == 1250

    @given(st.binary(max_size=20) | st.from_regex(rb"[+-][0-9]{2,3}\.[0-9]{2}kg\r\n", fullmatch=True))
    def withstands(line: bytes) -> None:
        try:
            assert -1_000_000 < decode(line) < 1_000_000
        except ProtocolError:
            assert len(line) != 11 or not line.endswith(b"kg\r\n")

    withstands()


def test_the_driver_and_its_simulator(folder: Path, tmp_path: Path) -> None:
    with block("simulator").ScaleSimulator(tmp_path / "scale") as simulator:
        driver = block("driver").Scale(SerialPort(str(tmp_path / "scale"), 9_600))
        assert driver.status().state is SeenState.ONLINE
        simulator.grams = 1250
        assert driver.weigh(deadline_s=10, cancelled=lambda: False) == 1250
        with pytest.raises(Cancelled):
            driver.weigh(deadline_s=10, cancelled=lambda: True)
        simulator.grams = 0
        with pytest.raises(TimedOut):
            driver.weigh(deadline_s=0.2, cancelled=lambda: False)
        for faults, state in (
            ({"garbage": True}, SeenState.HARDWARE_ERROR),
            ({"busy": True}, SeenState.OFFLINE),
            ({"offline": True}, SeenState.NO_DEVICE),
        ):
            simulator.faults.put(**faults)
            wait_for(lambda state=state: driver.status().state is state)  # type: ignore[misc]
            simulator.faults.clear()
            wait_for(lambda: driver.status().state is SeenState.ONLINE)
        driver.close()


def test_one_line_makes_it_a_device_of_the_agent(
    folder: Path, agent: RunningAgent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, DeviceKind.CODE_SCANNER, KINDS[DeviceKind.CODE_SCANNER])  # put back at the end
    block("kind")
    with block("simulator").ScaleSimulator(tmp_path / "scale"):
        settings = DeviceSettings(kind="code_scanner", port=str(tmp_path / "scale"))
        entry = agent.web.send(calls.put_device("scale", local.DeviceChange(settings=settings)))
        assert entry.device.state is DeviceState.ONLINE
        agent.web.send(calls.remove_device("scale"))


def test_it_can_be_hosted(folder: Path, tmp_path: Path) -> None:
    with block("simulator").ScaleSimulator(tmp_path / "scale") as simulator:
        simulator.grams = 730
        driver = block("hosted").hosted(tmp_path / "scale")
        assert driver.status().state is SeenState.ONLINE
        assert driver.weigh(deadline_s=10.0, cancelled=lambda: False) == 730
        driver.close()
