# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.kiosk.lint [--update]`: QML lint with the types of the Python classes, and complete translations.

`--update` takes new texts into en.ts (to be translated there by hand) and writes en.qm.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
KIOSK = ROOT / "kiosk"
TOOLS = Path(sys.executable).parent
TS, QM = KIOSK / "i18n" / "en.ts", KIOSK / "i18n" / "en.qm"
MODULE = "Linli.Kiosk"


def main() -> int:
    update = "--update" in sys.argv[1:]
    if update:
        lupdate(TS)
        lrelease(TS, QM)
    troubles = [*translations(), *lint()]
    for trouble in troubles:
        print(trouble)
    return 1 if troubles else 0


# ---- translations


def translations() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        fresh, compiled = Path(folder) / "en.ts", Path(folder) / "en.qm"
        shutil.copy(TS, fresh)
        lupdate(fresh)
        lrelease(TS, compiled)
        stale = [] if fresh.read_bytes() == TS.read_bytes() else ["en.ts: texts have changed (--update)"]
        if not QM.exists() or compiled.read_bytes() != QM.read_bytes():
            stale.append("en.qm: not what en.ts says (--update)")
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


def lupdate(ts: Path) -> None:
    sources = sorted([*KIOSK.rglob("*.qml"), *KIOSK.glob("viewmodels/*.py")])
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


def lint() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        module = Path(folder).joinpath(*MODULE.split("."))
        module.mkdir(parents=True)
        describe_types(module)
        files = [str(path) for path in sorted(KIOSK.rglob("*.qml"))]
        result = subprocess.run(
            [TOOLS / "pyside6-qmllint", "-I", folder, "--max-warnings", "0", *files],
            check=False,
            capture_output=True,
            text=True,
        )
        return [] if result.returncode == 0 else [result.stdout + result.stderr or "qmllint failed"]


def describe_types(module: Path) -> None:
    """The module as qmllint wants to see it: a qmldir and the types of our Python classes."""
    classes = sorted(path for path in KIOSK.glob("viewmodels/*.py") if "QML_IMPORT_NAME" in path.read_text("utf-8"))
    dumped = run("pyside6-metaobjectdump", *(str(path) for path in classes))
    described = module / "types.json"
    described.write_text(dumped, encoding="utf-8")
    json.loads(dumped)
    run(
        "pyside6-qmltyperegistrar",
        "--generate-qmltypes", str(module / "kiosk.qmltypes"),
        "--import-name", MODULE, "--major-version", "1",
        "-o", str(module / "types.cpp"), str(described),
        "--foreign-types", str(foreign_types()),
    )  # fmt: skip
    (module / "qmldir").write_text(f"module {MODULE}\ntypeinfo kiosk.qmltypes\ndepends QtQuick\n", encoding="utf-8")


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
