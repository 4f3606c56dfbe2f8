# SPDX-License-Identifier: Apache-2.0
"""An agent that takes play records, and a configuration that leads to it."""

import json
from pathlib import Path

from contract.document import decode
from contract.local import Done, Play, Plays
from contract.settings import SHIPPED, Settings, load
from tests.kiosk.fake_agent import FakeAgent, Refusal


class SignageAgent(FakeAgent):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.told: list[Play] = []
        """Each as often as it was told."""
        self.unwanted: set[str] = set()
        """Ids for which a batch is refused."""
        self.forgets_to_answer = 0

    def answer(self, method: str, path: str, body: bytes) -> object:
        if (method, path) != ("POST", "/v1/plays"):
            return super().answer(method, path, body)
        with self.lock:
            self.calls.append((method, path))
            plays = decode(body, Plays).plays
            if any(play.play_id in self.unwanted for play in plays):
                raise Refusal(422, "invalidDocument")
            self.told += plays
            if self.forgets_to_answer:
                self.forgets_to_answer -= 1
                raise Refusal(503, "busy")
            return Done()


def configuration(run_dir: Path, content: Path, offset: Path | None = None) -> Path:
    """Written to a file that the program reads as its own."""
    paths = {"run": run_dir, "content": content, "signage": run_dir / "state", "settings": run_dir / "settings"}
    if offset is not None:
        paths["clock_offset"] = offset
    lines = ["[terminal]", 'profile = "sandbox"', "[paths]"]
    lines += [f"{name} = {json.dumps(str(path))}" for name, path in paths.items()]
    lines += ["[signage.lobby.panel]", "width_px = 640", "height_px = 360"]
    file = run_dir / "terminal.toml"
    file.write_text("\n".join(lines) + "\n")
    return file


def settings_in(file: Path) -> Settings:
    return load([SHIPPED, file])
