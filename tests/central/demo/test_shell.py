# SPDX-License-Identifier: Apache-2.0
"""The signals that end demo and tour, in a process of its own."""

import os
import signal
import subprocess
import sys

import pytest

WAITS = """
import subprocess, sys, time
from central.demo.running.shell import end_at_first_signal, say
end_at_first_signal()
try:
    say("waits")
    time.sleep(60)
except KeyboardInterrupt:
    say("tidies")
    child = subprocess.Popen([sys.executable, "-c", "print('child', flush=True); import time; time.sleep(60)"])
    sys.stdin.readline()
    child.terminate()
    say(f"child ended with {child.wait()}")
"""


def started(*before: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*before, sys.executable, "-c", WAITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_ends_it_and_more_do_not_disturb_the_tidying(first: signal.Signals) -> None:
    with started() as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waits\n"
        process.send_signal(first)
        assert [process.stdout.readline() for _ in range(2)] == ["tidies\n", "child\n"]
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process.send_signal(number)
        said, _ = process.communicate("go on\n", timeout=20)
    # A program that is started meanwhile is deaf to nothing.
    assert said == f"child ended with -{signal.SIGTERM.value}\n"
    assert process.returncode == 0


def test_who_asked_for_a_closed_window_not_to_count_is_heard() -> None:
    with started("nohup") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waits\n"
        process.send_signal(signal.SIGHUP)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate("go on\n", timeout=20)
    assert said.startswith("tidies\n")


def test_nobody_listening_is_no_reason_to_stop() -> None:
    out, into = os.pipe()
    os.close(out)
    code = """
import os, sys
from central.demo.running.shell import say
say("to nobody")
sys.stderr.write("went on")
sys.stderr.flush()
os._exit(0)
"""
    process = subprocess.run(
        [sys.executable, "-c", code], stdout=into, stderr=subprocess.PIPE, text=True, timeout=20, check=False
    )
    os.close(into)
    assert (process.stderr, process.returncode) == ("went on", 0)
