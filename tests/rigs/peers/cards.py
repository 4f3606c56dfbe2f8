# SPDX-License-Identifier: Apache-2.0
"""Our smart card driver reads cards through the real pcscd and vsmartcard's reader; the card is our program.

pcscd and vpcd check ATR, protocol and lengths, and are not ours. libpcsclite keeps to the daemon that it found first,
so each reading is a process of its own (`read_card.py`).
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from device_drivers.smart_card.simulator import CardData
from tests.device_drivers.pcscd import CardProgram, Pcscd
from tests.rigs.peers.verdict import Verdict

CARD = CardData(name="欧阳娜", id_number="11010519491231002X", card_number="C12345678")
CARDS = (
    CARD,
    replace(CARD, protocol="T=0", name="王秀兰", card_number="A87654321"),
    replace(CARD, contactless=True, name="张𠀀"),
    replace(CARD, records="tag", lengths="told"),
    replace(CARD, protocol="T=0", lengths="refused", short=True),
)
CARDS_AT_FULL_SCALE = 40
READER = Path(__file__).with_name("read_card.py")


def check(scale: float, seed: int) -> Verdict:
    count = max(2, int(CARDS_AT_FULL_SCALE * scale))
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="peer-cards-") as folder:
        daemon = Pcscd()
        program = None
        try:
            daemon.start()
            program = CardProgram(daemon, Path(folder))
            for number, card in enumerate(islice(cycle(CARDS), count)):
                program.put_card(card)
                if _ask(daemon, "driver") != [card.name, card.id_number, card.card_number]:
                    wrong.append(f"card {number} is read otherwise")
            good = _ask(daemon, "plain") == ["selected"]
            program.put_faults(garbage=True)
            noticed = _ask(daemon, "driver")[:1] == ["refused"]
        finally:
            if program is not None:
                program.close()
            daemon.close()
    return Verdict(count, tuple(wrong), good_held=good, bad_noticed=noticed)


def _ask(daemon: Pcscd, who: str) -> list[str]:
    told = subprocess.run(
        [sys.executable, str(READER), who],
        env=daemon.environment(),
        stdout=subprocess.PIPE,
        timeout=60,
        check=True,
    )
    return list(json.loads(told.stdout))
