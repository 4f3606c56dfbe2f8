# SPDX-License-Identifier: Apache-2.0
"""The settings as they are now: what the technician saves takes effect without a restart."""

from contract.settings import PlatformSettings, Settings, TerminalSettings


class Live:
    """Replaced in one step, so that a reader sees all of the old settings or all of the new ones. Whoever needs two
    values that belong together takes `settings` once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def terminal(self) -> TerminalSettings:
        return self.settings.terminal

    @property
    def platform(self) -> PlatformSettings:
        return self.settings.platform
