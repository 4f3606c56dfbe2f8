# SPDX-License-Identifier: Apache-2.0
"""What is shipped to whom: a terminal gets the product, and whoever asks for the demo gets it beside it."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path

import pytest

from linli import extras

ROOT = Path(__file__).resolve().parent.parent
DEMO = Path("central", "demo")
DEMO_PACKAGES = ("mss", "xcffib", "zxingcpp", "dbus_fast", "playwright")
LIMIT_S = 60
ELSEWHERE = shutil.ignore_patterns(".*", "out", "__pycache__", "*.egg-info", "build", "docs", "systemd")

WITHOUT_THE_DEMO = """
import importlib, pathlib, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
here = pathlib.Path(sys.argv[1])
for file in sorted(here.rglob("*.py")):
    parts = file.relative_to(here).with_suffix("").parts
    if parts[0] != "config" and (parts[-1] != "__main__" or "if __name__" in file.read_text(encoding="utf-8")):
        importlib.import_module(".".join(parts).removesuffix(".__init__"))
        print(".".join(parts))
"""


@dataclass(frozen=True)
class Wheel:
    file: Path

    @property
    def names(self) -> list[str]:
        with zipfile.ZipFile(self.file) as wheel:
            return [name for name in wheel.namelist() if ".dist-info/" not in name]

    @property
    def wants(self) -> list[str]:
        with zipfile.ZipFile(self.file) as wheel:
            told = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
            return BytesParser().parsebytes(wheel.read(told)).get_all("Requires-Dist", [])


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(ROOT, tmp_path_factory.mktemp("source") / "linli", ignore=ELSEWHERE)


@pytest.fixture(scope="module")
def product(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Wheel:
    return built(source, tmp_path_factory.mktemp("product"))


@pytest.fixture(scope="module")
def demo(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Wheel:
    return built(source / DEMO, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def terminal(product: Wheel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's wheel, laid out as an installation lays it."""
    folder = tmp_path_factory.mktemp("terminal")
    with zipfile.ZipFile(product.file) as wheel:
        wheel.extractall(folder)
    for told in folder.glob("*.dist-info"):
        shutil.rmtree(told)
    return folder


def test_the_product_has_neither_the_demo_nor_what_it_needs(product: Wheel) -> None:
    assert not [name for name in product.names if name.startswith(("central/demo/", "bench/", "tests/"))]
    needed = [line for line in product.wants if "extra ==" not in line]
    assert needed
    assert not [line for line in needed if line.startswith(tuple(distributions()))]
    assert [line for line in product.wants if "extra ==" in line] == [f'linli-demo=={version()}; extra == "demo"']


def test_the_product_has_what_it_reads(product: Wheel) -> None:
    for name in (
        "config/terminal.toml",
        "config/demo-county/residents.toml",
        "contract/platform.openapi.yaml",
        "contract/schemas/platform.json",
        "agent/ledger/schema.sql",
        "kiosk/qml/Main.qml",
    ):
        assert name in product.names


def test_the_demo_has_all_of_its_folder_and_nothing_else(demo: Wheel) -> None:
    inside = {str(file.relative_to(ROOT)) for file in (ROOT / DEMO).rglob("*") if is_part(file)}
    assert set(demo.names) == inside


def test_the_demo_needs_what_is_locked_and_this_very_version(demo: Wheel) -> None:
    listed = (ROOT / "config" / "requirements-demo.in").read_text(encoding="utf-8").splitlines()
    assert sorted(demo.wants) == sorted([f"linli=={version()}", *(line for line in listed if not line.startswith("#"))])
    assert f"linli_demo-{version()}-" in demo.file.name


def test_every_module_of_the_product_is_imported_without_the_demo(terminal: Path) -> None:
    absent = {*DEMO_PACKAGES, "psutil", "bench", "tests", "pytest"}
    told = on(terminal, ["-c", WITHOUT_THE_DEMO.format(absent=absent), str(terminal)])
    assert told.returncode == 0, told.stderr
    assert "central.sandbox.server" in told.stdout.split()
    assert "central.demo" not in told.stdout


@pytest.mark.parametrize("command", ["demo", "tour"])
def test_without_the_extra_one_sentence_says_how_to_get_it(terminal: Path, command: str) -> None:
    told = on(terminal, ["-m", "linli", command])
    assert told.returncode == extras.NOT_HERE
    assert told.stderr == (
        f"linli {command}: the demo is an extra of its own: pip install 'linli[demo]' "
        "(in a checkout of the source: make demo)\n"
    )
    assert not told.stdout


def test_help_lists_every_command_without_the_extra(terminal: Path) -> None:
    told = on(terminal, ["-m", "linli", "--help"])
    assert told.returncode == 0
    assert " demo " in told.stdout


def test_with_the_extra_beside_it_the_demo_is_there(terminal: Path, demo: Wheel, tmp_path: Path) -> None:
    both = shutil.copytree(terminal, tmp_path / "both")
    with zipfile.ZipFile(demo.file) as wheel:
        wheel.extractall(both)
    told = on(both, ["-m", "linli", "demo", "--help"])
    assert told.returncode == 0, told.stderr
    assert "--port" in told.stdout


def test_the_installed_defaults_are_a_right_configuration(terminal: Path, tmp_path: Path) -> None:
    site = tmp_path / "terminal.toml"
    site.write_text("", encoding="utf-8")
    told = on(terminal, ["-m", "linli", "agent", "--check", "--config", str(site)])
    assert told.returncode == 0, told.stderr


def test_another_missing_package_is_not_taken_for_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken_command.py").write_text("import flaskk\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="flaskk"):
        extras.call("demo", "broken_command", [], needs=("flask", "mss"), how="-")


def built(folder: Path, out: Path) -> Wheel:
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index"),
            *("--no-build-isolation", "--no-deps", "--wheel-dir", str(out), str(folder)),
        ],
        check=True,
    )
    (file,) = out.glob("*.whl")
    return Wheel(file)


def on(installation: Path, arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    """Away from the source: without `site`, which would find this checkout's editable installation."""
    path = os.pathsep.join((str(installation), sysconfig.get_path("purelib")))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-S", *arguments]
    return subprocess.run(
        command, cwd=installation, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT_S
    )


def is_part(file: Path) -> bool:
    return file.is_file() and file.suffix != ".pyc" and file.name != "pyproject.toml"


def distributions() -> list[str]:
    return (ROOT / "config" / "requirements-demo.in").read_text(encoding="utf-8").splitlines()[1:]


def version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
