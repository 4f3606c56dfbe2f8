# SPDX-License-Identifier: Apache-2.0
"""The county's content host: an ordinary web server with the signed folder, and nothing else."""

import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

from central.demo.errors import Missing
from central.demo.running.processes import Child, Program

LOOK_S = 0.2
SETTINGS = """\
daemon off;
# One process: nothing of it can outlive the one that the supervisor knows.
master_process off;
pid {run}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 64; }}
http {{
    access_log off;
    server_tokens off;
    # A look for the next root is a question, not a fault.
    log_not_found off;
    default_type application/octet-stream;
    types {{ application/json json; }}
    client_body_temp_path {run}/nginx-body;
    proxy_temp_path {run}/nginx-proxy;
    fastcgi_temp_path {run}/nginx-fastcgi;
    uwsgi_temp_path {run}/nginx-uwsgi;
    scgi_temp_path {run}/nginx-scgi;
    server {{
        listen {host}:{port};
        root "{folder}";
        # A poll is answered from the newest file: signed metadata must not be kept back by anybody.
        add_header Cache-Control "no-cache";
    }}
}}
"""


def host_program(folder: Path, host: str, port: int, run: Path, environment: Mapping[str, str]) -> Program:
    found = shutil.which("nginx", path=f"{environment.get('PATH', '')}:/usr/sbin")
    if found is None:
        raise Missing("the package nginx-light is not installed (make setup)")
    settings = run / "nginx.conf"
    settings.write_text(SETTINGS.format(run=run, host=host, port=port, folder=folder), encoding="utf-8")
    command = [found, "-e", "stderr", "-p", str(run), "-c", str(settings)]
    return Program("content", lambda: command, lambda _child: _listens(_child, host, port), environment)


def _listens(_child: Child, host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=LOOK_S):
            return True
    except OSError:
        return False
