# SPDX-License-Identifier: Apache-2.0
"""What the technician sets beside devices: tested before it is saved, at work without a restart."""

from agent import layer
from agent.errors import AddressSilent, InvalidRequest
from agent.journal import Journal
from agent.payments.cashier import Cashier
from agent.platform.client import PlatformClient
from agent.platform.connection import Prober
from agent.platform.steps import StepFailed, where
from agent.technician import Change, Technician
from contract.content import Line
from contract.document import convert
from contract.errors import InvalidDocument
from contract.local import ConnectionReport, ConnectionStepName, ConnectionTest, SiteChange, SiteSettings, Topic


class SiteDesk:
    def __init__(
        self, technician: Technician, prober: Prober, platform: PlatformClient, cashier: Cashier, journal: Journal
    ) -> None:
        self._technician = technician
        self._prober = prober
        self._platform = platform
        self._cashier = cashier
        self._journal = journal

    def settings(self) -> SiteSettings:
        return layer.site_of(self._technician.settings)

    def test(self, test: ConnectionTest) -> ConnectionReport:
        """Raises InvalidRequest, TooMany."""
        if bool(test.platform_url) == bool(test.content_url):
            raise InvalidRequest("one address is to be named, and one alone")
        return self._prober.platform(test.platform_url) if test.platform_url else self._prober.content(test.content_url)

    def change(self, wanted: SiteChange) -> SiteSettings:
        """Raises InvalidRequest, AddressSilent, PaymentsOpen, TooMany, SettingsUnwritable, LedgerUnwritable: nothing
        has changed then."""
        site = wanted.settings
        check(site)
        before = self.settings()
        if site.platform_url != before.platform_url:
            self._cashier.check_at_rest()  # at once, rather than after the test
            _check_answer("platform", self._prober.platform(site.platform_url), wanted.even_if_unreachable)
        if site.content_url != before.content_url:
            _check_answer("content", self._prober.content(site.content_url), wanted.even_if_unreachable)
        with self._technician.changing():
            change = self._technician.with_site(site)
            if change.settings.platform != self._technician.settings.platform:
                with self._cashier.at_rest():
                    self._save(change)
            else:
                self._save(change)
        self._journal.append(Topic.SETTINGS, "", "changed")
        return self.settings()

    def _save(self, change: Change) -> None:
        self._technician.save(change)
        self._platform.use(change.settings.platform)


def check(site: SiteSettings) -> None:
    """The texts stand on screens and slips. Raises InvalidRequest."""
    try:
        convert({"zh": site.place.zh, "en": site.place.en or None}, Line)
        convert({"zh": site.help_phone}, Line)
        where(site.platform_url)
        where(site.content_url)
    except InvalidDocument as error:
        raise InvalidRequest(str(error)) from None
    except StepFailed as error:
        raise InvalidRequest(f"{error.code}: {error.detail}") from None


def _check_answer(which: str, report: ConnectionReport, even_if_unreachable: bool) -> None:
    """A clock that is off is not the address's fault. Raises AddressSilent."""
    failed = next((step for step in report.steps if not step.held), None)
    if failed is not None and failed.step is not ConnectionStepName.CLOCK and not even_if_unreachable:
        raise AddressSilent(f"{which}: {failed.step} {failed.code}")
