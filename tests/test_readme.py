# SPDX-License-Identifier: Apache-2.0
"""The figures in both READMEs: from what was measured, never by hand; and what the READMEs name is there."""

import re
from datetime import date
from pathlib import Path

import msgspec
import pytest

from bench import readme
from bench.figure import Figure
from bench.machine import Machine
from bench.readme import BEGIN, END, FIGURES, READMES, Figures, FiguresError, check, gathered, main, table, write
from bench.results import Measured, Proven, Results, keep_figures, keep_rig, kept
from bench.rows import RIG_ROWS, ROWS
from contract.text import Language

ROOT = Path(__file__).resolve().parent.parent
MACHINE = Machine(cores=2, gpu=False, virtual=True)
DAY = date(2026, 11, 23)
COUNTS = {
    **dict.fromkeys(("lost", "doubled", "hidden", "wrong", "late", "disordered"), 0),
    **dict.fromkeys(("phantom", "left_open", "unbalanced", "unreadable", "undocumented", "misunderstood"), 0),
    **dict.fromkeys(("jobs", "unknown", "cuts", "reconnects", "restarts", "events"), 25),
    **dict.fromkeys(("scanned", "refunds_due", "acknowledged", "rounds", "looks", "grown_kb", "calls"), 30),
    **dict.fromkeys(("published",), 30),
    "broken": 0,
    "kills": 1500,
    "payments": 1023,
}
RIG = Proven(0.15, held=True, counts=COUNTS)
API = "local API status call, p99 idle"
PAPER = f"# Name\n\nbefore\n\n{BEGIN}\nstale\n{END}\n\nafter\n"


def figures(**changed: float) -> Figures:
    measured = {row.figure: Measured(40, "ms", "limit", 50) for row in ROWS}
    measured |= {name: Measured(value, "ms", "limit", 50) for name, value in changed.items()}
    return Figures(DAY, DAY, MACHINE, measured, {row.rig: RIG for row in RIG_ROWS})


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """With figures, and both tables made from them."""
    (tmp_path / "docs").mkdir()
    for name in READMES.values():
        (tmp_path / name).write_text(PAPER, encoding="utf-8")
    write(tmp_path, figures())
    return tmp_path


def test_both_tables_here_are_what_the_committed_figures_make() -> None:
    check(ROOT)


def test_a_table_that_was_written_passes_and_leaves_the_rest_alone(house: Path) -> None:
    check(house)
    text = (house / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# Name\n\nbefore\n\n{BEGIN}\n")
    assert text.endswith(f"{END}\n\nafter\n")
    assert "stale" not in text


@pytest.mark.parametrize("name", READMES.values())
def test_a_figure_changed_by_hand_is_found(house: Path, name: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (house / name).read_text(encoding="utf-8")
    (house / name).write_text(text.replace("0.80", "0.70", 1), encoding="utf-8")
    assert main(["--check"], house) == 1
    assert f"the table in {name} is not what {FIGURES} makes" in capsys.readouterr().err


def test_a_changed_figures_file_is_found(house: Path) -> None:
    file = house / FIGURES
    file.write_text(file.read_text(encoding="utf-8").replace('"value": 40', '"value": 41', 1), encoding="utf-8")
    with pytest.raises(FiguresError, match="make figures"):
        check(house)


def test_a_row_without_its_figure_is_found(house: Path) -> None:
    committed = msgspec.json.decode((house / FIGURES).read_bytes(), type=Figures)
    del committed.figures[API]
    (house / FIGURES).write_bytes(msgspec.json.encode(committed))
    with pytest.raises(FiguresError, match="local API status call"):
        check(house)


def test_a_readme_without_its_place_is_an_error(house: Path) -> None:
    (house / "README.md").write_text("no place", encoding="utf-8")
    with pytest.raises(FiguresError, match="lacks the lines"):
        check(house)


@pytest.mark.parametrize(("language", "word"), [(Language.EN, "1.20 **over it**"), (Language.ZH, "1.20 **超了**")])
def test_what_is_over_its_limit_is_marked(language: Language, word: str) -> None:
    assert word in table(figures(**{API: 60}), language)
    assert word.split()[1] not in table(figures(), language)


def test_a_better_peer_is_no_limit() -> None:
    (line,) = [
        line
        for line in table(figures(**{"ledger: one durable intent": 60}), Language.EN).splitlines()
        if "one fsync" in line
    ]
    assert line.endswith("| 1.20 |")


def test_a_rig_that_did_not_hold_is_marked() -> None:
    broken = msgspec.structs.replace(
        figures(), rigs={**figures().rigs, "pay-kill": msgspec.structs.replace(RIG, held=False)}
    )
    assert "**not held**" in table(broken, Language.EN)


def test_what_benches_and_rigs_leave_is_gathered(tmp_path: Path) -> None:
    keep_figures("all", [Figure(row.figure, 12.3456, "ms", "limit", 50) for row in ROWS], tmp_path)
    keep_figures("more", [Figure("shown nowhere", 1, "ms", "limit", 50)], tmp_path)
    for row in RIG_ROWS:
        keep_rig(row.rig, scale=0.15, held=True, counts=RIG.counts, out=tmp_path)
    found = gathered(kept(tmp_path))
    assert found.figures[API].value == 12.35
    assert "shown nowhere" not in found.figures
    assert "1,500 random moments" in table(found, Language.EN)


def test_what_was_not_measured_is_named(tmp_path: Path) -> None:
    keep_figures("some", [Figure(row.figure, 1, "ms", "limit", 50) for row in ROWS if row.figure != API], tmp_path)
    with pytest.raises(FiguresError, match=f"{API}; rig pay-kill"):
        gathered(kept(tmp_path))


def test_figures_of_two_kinds_of_machine_are_refused() -> None:
    bigger = Machine(cores=64, gpu=True, virtual=False)
    with pytest.raises(FiguresError, match="several kinds of machine"):
        gathered([Results(DAY, MACHINE), Results(DAY, bigger)])


def test_nothing_measured_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(readme, "kept", list)
    assert main([], tmp_path) == 1
    assert capsys.readouterr().err.startswith("figures: not measured yet: ")


@pytest.mark.parametrize(
    "page", [*READMES.values(), *sorted(file.relative_to(ROOT) for file in ROOT.glob("docs/*.md"))]
)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in link:
            assert (ROOT / page.parent / link).exists(), link


@pytest.mark.parametrize("page", READMES.values())
def test_the_map_names_every_folder_and_no_other(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = {
        name
        for line in text.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([a-z_]+)/`", line.split("|")[1])
    }
    there = {
        folder.name
        for folder in ROOT.iterdir()
        if folder.is_dir() and not folder.name.startswith((".", "out", "build"))
    }
    assert named == {name for name in there if not name.endswith(".egg-info") and name != "__pycache__"}
