# SPDX-License-Identifier: Apache-2.0
"""What can go wrong while the demo is set up or toured.

DemoError
├── NotReady        a program ended, or was not ready within its limit; `tail` is the end of its log
├── Missing         something this machine lacks
├── StepFailed      somebody expected something that did not come
└── StoryStopped    a visit was to end before its end
"""


class DemoError(Exception):
    pass


class NotReady(DemoError):
    def __init__(self, name: str, reason: str, tail: str) -> None:
        super().__init__(f"{name} {reason}")
        self.tail = tail


class Missing(DemoError):
    pass


class StepFailed(DemoError):
    pass


class StoryStopped(DemoError):
    pass
