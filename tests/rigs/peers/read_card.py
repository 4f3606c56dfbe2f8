# SPDX-License-Identifier: Apache-2.0
"""Reads one card through pcscd, by our driver (`driver`) or by pyscard alone (`plain`), and prints what it heard."""

import json
import sys
import time

from device_drivers.errors import DeviceError
from device_drivers.smart_card import SmartCardReader

SELECT = bytes.fromhex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF")
"""The social security application, as public code selects it."""
READ_S = 20.0


def by_driver() -> list[str]:
    try:
        holder = SmartCardReader().read(deadline_s=READ_S, cancelled=lambda: False)
    except DeviceError as error:
        return ["refused", error.code]
    return [holder.name, holder.id_number, holder.card_number]


def by_pyscard() -> list[str]:
    from smartcard.System import readers  # it connects to the daemon at once

    end = time.monotonic() + READ_S
    while not (found := readers()) and time.monotonic() < end:
        time.sleep(0.05)
    connection = found[0].createConnection()
    connection.connect()
    _, first, _ = connection.transmit([*SELECT])
    # 61: selected, and what it says of itself can be fetched.
    return ["selected" if first in {0x90, 0x61} else "refused"]


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"driver": by_driver, "plain": by_pyscard}[sys.argv[1]]()))
