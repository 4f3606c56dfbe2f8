# SPDX-License-Identifier: Apache-2.0
"""A line of a known rate between two network namespaces, which can be cut: shaped by TBF, dropped by nftables. Root."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HOST, TERMINAL = "10.77.0.1", "10.77.0.2"


def why_not() -> str:
    """Why there can be none here; empty when there can."""
    if os.geteuid() != 0:
        return "only root makes network namespaces"
    missing = [tool for tool in ("ip", "tc", "nft") if shutil.which(tool, path=_PATH) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    try:
        with line(100):
            return ""
    except subprocess.CalledProcessError as error:
        return f"a shaped line does not work here: {error.stderr.strip()[:120]}"


@dataclass
class Line:
    host: str
    """Names of the two namespaces."""
    terminal: str
    down_s: float = 0.0
    """How long it was cut so far."""
    _since: float | None = field(default=None, repr=False)

    def at_host(self, *command: str) -> list[str]:
        return ["ip", "netns", "exec", self.host, *command]

    def at_terminal(self, *command: str) -> list[str]:
        return ["ip", "netns", "exec", self.terminal, *command]

    def cut(self) -> None:
        """Every packet is dropped where it leaves or reaches the host, so that the terminal's counters see none."""
        table = "add table inet cut; " + "".join(
            f"add chain inet cut {hook} {{ type filter hook {hook} priority 0; policy drop; }}; "
            for hook in ("input", "output")
        )
        _run(*self.at_host("nft", table))
        self._since = time.monotonic()

    def mend(self) -> None:
        _run(*self.at_host("nft", "delete table inet cut"))
        assert self._since is not None
        self.down_s += time.monotonic() - self._since
        self._since = None

    def received(self) -> int:
        """Bytes of frames that have reached the terminal, headers and all."""
        return int(_run(*self.at_terminal("cat", "/sys/class/net/wire1/statistics/rx_bytes")))


@contextmanager
def line(mbit: float | None) -> Iterator[Line]:
    """`mbit`: each way; None is as fast as the machine."""
    made = Line(f"linli-h-{os.getpid()}", f"linli-t-{os.getpid()}")
    try:
        for name in (made.host, made.terminal):
            _run("ip", "netns", "add", name)
        _run(
            "ip",
            "link",
            "add",
            "wire0",
            "netns",
            made.host,
            "type",
            "veth",
            "peer",
            "name",
            "wire1",
            "netns",
            made.terminal,
        )
        for exec_in, device, address in ((made.at_host, "wire0", HOST), (made.at_terminal, "wire1", TERMINAL)):
            _run(*exec_in("ip", "address", "add", f"{address}/24", "dev", device))
            _run(*exec_in("ip", "link", "set", "lo", "up"))
            _run(*exec_in("ip", "link", "set", device, "up"))
            # What a line carries are frames of its own size, not the bundles that network cards put together.
            subprocess.run(
                exec_in("ethtool", "-K", device, "tso", "off", "gso", "off"), check=False, capture_output=True
            )
            if mbit is not None:
                shape = ("root", "tbf", "rate", f"{mbit}mbit", "burst", "16kb", "latency", "100ms")
                _run(*exec_in("tc", "qdisc", "add", "dev", device, *shape))
        yield made
    finally:
        for name in (made.host, made.terminal):
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True, env=_ENVIRONMENT)


_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_ENVIRONMENT = {**os.environ, "PATH": _PATH}


def _run(*command: str) -> str:
    ran = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30, env=_ENVIRONMENT)
    return ran.stdout


def nginx_config(site: Path, folder: Path) -> Path:
    """Of a host at the line's end."""
    config = folder / "nginx.conf"
    config.write_text(
        f"""
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    log_format short '$uri $status $body_bytes_sent'; access_log {folder}/access.log short;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen {HOST}:80; root {site}; }}
}}
""",
        encoding="utf-8",
    )
    return config
