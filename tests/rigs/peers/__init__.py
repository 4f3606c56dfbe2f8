# SPDX-License-Identifier: Apache-2.0
"""peers: our drivers, encoders and simulated devices held against what others wrote.

`cards`: our smart card driver reads through the real pcscd and vsmartcard's reader. `hosts`: receiptio prints on our
simulated printer. `texts`: receiptline and our encoder put the same characters on its paper. `codes`: ZXing reads the
QR codes on its paper. `frames`: codec and simulated reader against the published SDT frames.

Each peer has a sample that is right beyond doubt (positive control) and one that is wrong, which it must notice
(negative control). Scale widens what is tried: cards, jobs, characters, codes.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.rigs.peers import cards, codes, frames, hosts, texts
from tests.rigs.peers.verdict import Verdict
from tests.rigs.report import Result

PEERS: dict[str, Callable[[float, int], Verdict]] = {
    "cards": cards.check,
    "jobs": hosts.check,
    "characters": texts.check,
    "codes": codes.check,
    "frames": frames.check,
}


def run(scale: float, seed: int) -> Result:
    with ThreadPoolExecutor(len(PEERS)) as pool:
        asked = {name: pool.submit(check, scale, seed) for name, check in PEERS.items()}
    verdicts = {name: verdict.result() for name, verdict in asked.items()}
    counts = {name: verdict.tried for name, verdict in verdicts.items()}
    counts["wrong"] = sum(len(verdict.wrong) for verdict in verdicts.values())
    return Result(
        product_held=all(verdict.held for verdict in verdicts.values()),
        figure=", ".join(f"{verdict.tried} {name}" for name, verdict in verdicts.items())
        + f" against independent implementations: {counts['wrong']} read otherwise",
        positive_held=all(verdict.good_held for verdict in verdicts.values()),
        negative_broke=all(verdict.bad_noticed for verdict in verdicts.values()),
        details=tuple(f"{name}: {line}" for name, verdict in verdicts.items() for line in verdict.lines()),
        counts=counts,
    )
