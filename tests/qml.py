# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.qml [--update]`: QML lint with the types of the Python classes, and complete translations, of both
screens.

`--update` takes new texts into en.ts (to be translated there by hand) and writes en.qm.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent


@dataclass(frozen=True)
class Application:
    """One with pages: its folder, and the QML modules that its Python classes make."""

    folder: Path
    modules: tuple[tuple[str, tuple[Path, ...]], ...]

    @property
    def ts(self) -> Path:
        return self.folder / "i18n" / "en.ts"

    @property
    def qm(self) -> Path:
        return self.ts.with_suffix(".qm")


def applications() -> tuple[Application, ...]:
    shared = ("Linli.Screens", with_types(ROOT / "screens"))
    kiosk, signage = ROOT / "kiosk", ROOT / "signage"
    return (
        Application(kiosk, (shared, ("Linli.Kiosk", with_types(kiosk / "viewmodels")))),
        Application(signage, (shared, ("Linli.Signage", with_types(signage / "viewmodels")))),
    )


def with_types(folder: Path) -> tuple[Path, ...]:
    return tuple(path for path in sorted(folder.glob("*.py")) if "QML_IMPORT_NAME" in path.read_text("utf-8"))


def main() -> int:
    troubles = []
    for application in applications():
        if not application.ts.exists():
            continue
        if "--update" in sys.argv[1:]:
            lupdate(application, application.ts)
            lrelease(application.ts, application.qm)
        troubles += [*translations(application), *foreign_imports(application), *lint(application)]
    for trouble in troubles:
        print(trouble)
    return 1 if troubles else 0


# ---- translations


def translations(application: Application) -> list[str]:
    ts, qm, name = application.ts, application.qm, application.folder.name
    with tempfile.TemporaryDirectory() as folder:
        fresh, compiled = Path(folder) / "en.ts", Path(folder) / "en.qm"
        shutil.copy(ts, fresh)
        lupdate(application, fresh)
        lrelease(ts, compiled)
        stale = [] if fresh.read_bytes() == ts.read_bytes() else [f"{name}/i18n/en.ts: texts have changed (--update)"]
        if not qm.exists() or compiled.read_bytes() != qm.read_bytes():
            stale.append(f"{name}/i18n/en.qm: not what en.ts says (--update)")
        return stale + unfinished(fresh)


def unfinished(ts: Path) -> list[str]:
    found = []
    for message in ET.parse(ts).getroot().iter("message"):  # noqa: S314 - our own file
        translation = message.find("translation")
        assert translation is not None
        forms = translation.findall("numerusform") or [translation]
        if translation.get("type") or not all((form.text or "").strip() for form in forms):
            found.append(f"en.ts: not translated: {message.findtext('source')}")
    return found


def lupdate(application: Application, ts: Path) -> None:
    sources = sorted([*application.folder.rglob("*.qml"), *application.folder.glob("viewmodels/*.py")])
    options = [
        "-silent",
        "-no-obsolete",
        "-locations",
        "none",
        "-source-language",
        "zh_CN",
        "-target-language",
        "en_GB",
    ]
    run("pyside6-lupdate", *options, *(str(path) for path in sources), "-ts", str(ts))


def lrelease(ts: Path, qm: Path) -> None:
    run("pyside6-lrelease", "-silent", str(ts), "-qm", str(qm))


# ---- QML

ALLOWED_IMPORTS = {"QtQuick", "QtQuick.Layouts", "QtQuick.Window", "QtMultimedia"}
"""All under the LGPL. Qt's virtual keyboard, charts and 3D come under the GPL alone and stay out."""


def foreign_imports(application: Application) -> list[str]:
    allowed = ALLOWED_IMPORTS | {name for name, _ in application.modules}
    return [
        f"{path.relative_to(ROOT)}: import {name} is not one of {', '.join(sorted(allowed))}"
        for path in sorted(application.folder.rglob("*.qml"))
        for name in re.findall(r"^import ([A-Za-z][\w.]*)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if name not in allowed
    ]


def lint(application: Application) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        for name, classes in application.modules:
            if classes:
                describe_types(Path(folder), name, classes)
        files = [str(path) for path in sorted(application.folder.rglob("*.qml"))]
        result = subprocess.run(
            [TOOLS / "pyside6-qmllint", "-I", folder, "--max-warnings", "0", *files],
            check=False,
            capture_output=True,
            text=True,
        )
        return [] if result.returncode == 0 else [result.stdout + result.stderr or "qmllint failed"]


def describe_types(imports: Path, name: str, classes: tuple[Path, ...]) -> None:
    """The module as qmllint wants to see it: a qmldir and the types of our Python classes."""
    module = imports.joinpath(*name.split("."))
    module.mkdir(parents=True)
    dumped = run("pyside6-metaobjectdump", *(str(path) for path in classes))
    described = module / "types.json"
    described.write_text(dumped, encoding="utf-8")
    json.loads(dumped)
    run(
        "pyside6-qmltyperegistrar",
        "--generate-qmltypes", str(module / "module.qmltypes"),
        "--import-name", name, "--major-version", "1",
        "-o", str(module / "types.cpp"), str(described),
        "--foreign-types", str(foreign_types()),
    )  # fmt: skip
    (module / "qmldir").write_text(f"module {name}\ntypeinfo module.qmltypes\ndepends QtQuick\n", encoding="utf-8")


def foreign_types() -> Path:
    import PySide6

    qt = Path(PySide6.__file__).parent / "Qt" / "metatypes"
    return qt / "qt6quick_metatypes.json"


def run(tool: str, *arguments: str) -> str:
    result = subprocess.run([TOOLS / tool, *arguments], check=False, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{tool}: {result.stdout}{result.stderr}")
    return result.stdout


if __name__ == "__main__":
    sys.exit(main())
