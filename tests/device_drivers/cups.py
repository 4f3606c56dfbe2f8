# SPDX-License-Identifier: Apache-2.0
"""A cupsd of our own, in a folder, with a backend that plays the printer. Nothing of the system's CUPS is touched."""

import os
import subprocess
import time
from pathlib import Path

BACKEND = """#!/bin/sh
# A CUPS backend: backend(7). What it does stands in the file `mode`.
[ $# = 0 ] && exit 0
here=${DEVICE_URI#linli:}
mode() { cat "$here/mode"; }
if [ "$(mode)" = empty ]; then
    echo "STATE: +media-empty-error" >&2
    while [ "$(mode)" = empty ]; do sleep 0.1; done
    echo "STATE: -media-empty-error" >&2
fi
[ "$(mode)" = broken ] && exit 1
[ "$(mode)" = low ] && echo "STATE: +toner-low-warning" >&2
cat "${6:--}" > "$here/job-$1.pdf"
"""
SETTINGS = """Listen {folder}/sock
LogLevel warn
DefaultAuthType None
Browsing No
PreserveJobFiles No
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order allow,deny
  </Limit>
</Policy>
"""
FILES = """ServerRoot {folder}/root
ServerBin {folder}/bin
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
TempDir {folder}/temp
ErrorLog {folder}/error.log
AccessLog {folder}/access.log
PageLog {folder}/page.log
"""


class Cups:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = str(folder / "sock")
        for name in ("root", "bin/backend", "spool", "cache", "state", "temp"):
            (folder / name).mkdir(parents=True)
        (folder / "bin/daemon").symlink_to("/usr/lib/cups/daemon")
        backend = folder / "bin/backend/linli"
        backend.write_text(BACKEND)
        backend.chmod(0o700)  # such a backend runs as cupsd's own user
        (folder / "cupsd.conf").write_text(SETTINGS.format(folder=folder))
        (folder / "cups-files.conf").write_text(FILES.format(folder=folder))
        self.mode("well")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["cupsd", "-f", "-c", str(self.folder / "cupsd.conf"), "-s", str(self.folder / "cups-files.conf")]
        path = os.environ["PATH"] + ":/usr/sbin"
        self._process = subprocess.Popen(command, env={**os.environ, "PATH": path}, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while self.admin("lpstat", "-r", check=False).returncode or not Path(self.socket).exists():
            assert self._process.poll() is None, "cupsd has ended"
            assert time.monotonic() < end
            time.sleep(0.05)

    def add(self, queue: str) -> None:
        uri = f"linli:{self.folder}"
        self.admin("lpadmin", "-p", queue, "-E", "-v", uri, "-m", "raw", "-o", "printer-error-policy=abort-job")

    def mode(self, mode: str) -> None:
        (self.folder / "mode").write_text(mode)

    def jobs(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.glob("job-*.pdf"))]

    def admin(self, command: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        path = os.environ["PATH"] + ":/usr/sbin"
        return subprocess.run(
            [command, "-h", self.socket, *arguments], check=check, capture_output=True, env={**os.environ, "PATH": path}
        )

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait(20)
