# SPDX-License-Identifier: Apache-2.0
"""`agent` or `web` as its command starts it, but with every logger at DEBUG. `leaky`: with what nobody must do, a port
that logs the frames it hears."""

import logging
import sys

from agent.service import main as agent
from agent.web.service import main as web
from device_drivers.serial_port import SerialPort


def leak() -> None:
    heard = SerialPort.read

    def read(port: SerialPort, timeout_s: float) -> bytes:
        data = heard(port, timeout_s)
        logging.getLogger("device_drivers.port").debug("heard %r", data)
        return data

    SerialPort.read = read  # type: ignore[method-assign]


if __name__ == "__main__":
    who, *arguments = sys.argv[1:]
    # A root that has a handler is left alone by the command's own set-up.
    logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if who == "leaky":
        leak()
    raise SystemExit((web if who == "web" else agent)(arguments))
