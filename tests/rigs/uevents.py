# SPDX-License-Identifier: Apache-2.0
"""Tells an agent that something was plugged in or pulled out, as udev does: through umockdev where it is installed.

There the agent's own socket stands in a mocked /sys, and what it hears is a real udev message. Elsewhere the kernel's
form is sent to its socket alone, which takes the rights of root.
"""

import ctypes
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from agent.devices.plugs import NETLINK_KOBJECT_UEVENT

_PRELOAD = "libumockdev-preload.so.0"
_PLACE = "/devices/rig/tty/ttyRIG0"
_DEVICE = f"P: {_PLACE}\nE: SUBSYSTEM=tty\nE: DEVNAME=/dev/ttyRIG0\n"


class Uevents:
    def __init__(self) -> None:
        self.mocked = shutil.which("umockdev-run") is not None
        self._sender: subprocess.Popen[str] | None = None
        self._root = ""
        if self.mocked:
            self._sender = subprocess.Popen(
                [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                env={**os.environ, "LD_PRELOAD": _PRELOAD, "PYTHONPATH": str(Path(__file__).parents[2])},
            )  # fmt: skip
            self._root = self._line()

    @property
    def environment(self) -> dict[str, str]:
        """Of the agent that is to hear."""
        return {"LD_PRELOAD": _PRELOAD, "UMOCKDEV_DIR": self._root} if self.mocked else {}

    def tell(self, action: str, agent: int) -> None:
        """`add` or `remove`. `agent`: its process. Raises PermissionError."""
        if self._sender is not None:
            assert self._sender.stdin is not None
            self._sender.stdin.write(f"{action}\n")
            self._sender.stdin.flush()
            self._line()
            return
        message = f"{action}@{_PLACE}\0ACTION={action}\0DEVPATH={_PLACE}\0SUBSYSTEM=tty\0SEQNUM=1\0".encode()
        with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, NETLINK_KOBJECT_UEVENT) as sender:
            sender.sendto(message, (agent, 0))  # a process' first such socket has its number

    def close(self) -> None:
        if self._sender is not None:
            self._sender.communicate()

    def _line(self) -> str:
        assert self._sender is not None
        assert self._sender.stdout is not None
        return self._sender.stdout.readline().rstrip()


def main() -> None:
    """Under umockdev: a line in is an event, a line out says that it was sent; the first names the mocked root."""
    mock, objects = ctypes.CDLL("libumockdev.so.0"), ctypes.CDLL("libgobject-2.0.so.0")
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    mock.umockdev_testbed_new.restype = pointer
    mock.umockdev_testbed_get_root_dir.restype = text
    mock.umockdev_testbed_get_root_dir.argtypes = [pointer]
    mock.umockdev_testbed_add_from_string.argtypes = [pointer, text, pointer]
    mock.umockdev_testbed_uevent.argtypes = [pointer, text, text]
    objects.g_object_unref.argtypes = [pointer]
    testbed = mock.umockdev_testbed_new()
    mock.umockdev_testbed_add_from_string(testbed, _DEVICE.encode(), None)
    print(mock.umockdev_testbed_get_root_dir(testbed).decode(), flush=True)
    for action in sys.stdin:
        mock.umockdev_testbed_uevent(testbed, f"/sys{_PLACE}".encode(), action.strip().encode())
        print("told", flush=True)
    objects.g_object_unref(testbed)  # and its folder goes


if __name__ == "__main__":
    main()
