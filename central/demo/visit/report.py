# SPDX-License-Identifier: Apache-2.0
"""What the tour writes down: tour.json and a picture of every step."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

Say = Callable[[str], None]


@dataclass(frozen=True)
class Step:
    name: str
    ok: bool
    ms: int
    screenshot: str | None
    lobby: str | None = None
    """The lobby display's picture, where the step is about it too."""
    reason: str | None = None


class Report:
    """Written anew after each step, so that it is true whenever and however the tour ends."""

    def __init__(self, out: Path, photograph: Callable[[], Image.Image], say: Say) -> None:
        self._out = out
        self._photograph = photograph
        self._say = say
        self._finished = False
        self._step = ""
        self._lobby: str | None = None
        self.steps: list[Step] = []
        self.payment: dict[str, str | int] | None = None
        self.receipt: dict[str, str] | None = None
        out.mkdir(parents=True, exist_ok=True)
        for old in out.glob("[0-9][0-9]*-*.png"):
            old.unlink()
        self._write()

    @property
    def ok(self) -> bool:
        return self._finished and bool(self.steps) and all(step.ok for step in self.steps)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times it and takes its picture; what goes wrong is written down and raised again."""
        began = time.monotonic()
        self._step, self._lobby = name, None
        try:
            yield
        except BaseException as error:
            reason = "interrupted" if isinstance(error, KeyboardInterrupt) else str(error) or type(error).__name__
            self._end_step(name, began, reason)
            raise
        self._end_step(name, began, None)

    def keep_lobby(self, picture: Image.Image) -> None:
        """Of the step that is under way."""
        self._lobby = f"{self._number}-{self._step}-lobby.png"
        picture.save(self._out / self._lobby, compress_level=3)

    def keep_picture(self, what: str, picture: Image.Image) -> None:
        """One more of the step that is under way."""
        picture.save(self._out / f"{self._number}-{self._step}-{what}.png", compress_level=3)

    def finish(self) -> None:
        """Every step of the tour was gone."""
        self._finished = True
        self._write()

    def keep_receipt(self, png: bytes, text: str) -> None:
        (self._out / "receipt.png").write_bytes(png)
        (self._out / "receipt.txt").write_text(text, encoding="utf-8")
        self.receipt = {"png": "receipt.png", "text": text}

    @property
    def _number(self) -> str:
        return f"{len(self.steps) + 1:02}"

    def _end_step(self, name: str, began: float, reason: str | None) -> None:
        ms = round((time.monotonic() - began) * 1000)
        step = Step(name, reason is None, ms, self._picture(name), self._lobby, reason)
        self.steps.append(step)
        self._say(f"{'ok    ' if step.ok else 'FAILED'} {step.name:<34} {ms:>6} ms" + (f"  {reason}" if reason else ""))
        self._write()

    def _picture(self, name: str) -> str | None:
        file = f"{self._number}-{name}.png"
        try:
            self._photograph().save(self._out / file, compress_level=3)
        except Exception as error:  # no screen yet, or none any more
            self._say(f"       no picture of {name}: {error}")
            return None
        return file

    def _write(self) -> None:
        document = {
            "ok": self.ok,
            "steps": [asdict(step) for step in self.steps],
            "payment": self.payment,
            "receipt": self.receipt,
        }
        text = json.dumps(document, ensure_ascii=False, indent=2)
        (self._out / "tour.json").write_text(text + "\n", encoding="utf-8")
