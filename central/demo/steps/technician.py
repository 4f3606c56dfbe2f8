# SPDX-License-Identifier: Apache-2.0
"""The tour's first steps: the technician takes the terminal over by its own screen, adds a printer, hands it over."""

import io
import re
import secrets
from collections.abc import Callable

from PIL import Image

from central.demo.running.terminal import HOST
from central.demo.visit import traces
from central.demo.visit.reported import ReportedVisit
from central.demo.visit.technician import expect_narrow, fingerprint_of, secret_in
from central.demo.visit.visit import BACK_AGAIN_S, DEVICE_S, HOME, expect
from central.demo.world.phone import code_on
from contract.local import DeviceState

PRINTER = "printer-2"


def commissioning_on_the_screen(visit: ReportedVisit) -> None:
    """Address, certificate and secret stand on the kiosk's own screen, and nowhere else."""
    visit.site_secret = visit.sees_that(lambda look: secret_in(look.words()), DEVICE_S, "one-time secret")
    visit.site_url = visit.until(
        lambda: code_on(visit.world.camera.picture()), DEVICE_S, "address that a phone can read"
    )
    shown = re.sub(r"[^0-9a-f]", "", visit.reader.look().words().lower())
    expect(fingerprint_of(visit.site_url) in shown, "the screen shows another fingerprint than the site's")


def site_claimed(visit: ReportedVisit) -> None:
    page = visit.technician()
    page.goto(visit.site_url)
    page.get_by_label("一次性口令").fill(visit.site_secret.lower())
    password = secrets.token_hex(8)
    page.get_by_label("新密码").fill(password)
    page.get_by_label("再输一次").fill(password)
    visit.site_password = password
    page.get_by_role("button", name="设好，进入").click()
    page.get_by_role("heading", name="总览").wait_for()
    expect_narrow(page)
    _photograph(visit)


def printer_added(visit: ReportedVisit) -> None:
    """A second one, of which no file tells: tried, kept, and online."""
    page = visit.technician()
    page.get_by_role("link", name="设备", exact=True).click()
    page.get_by_role("link", name="添加设备").click()
    page.get_by_role("link", name="凭条打印机").click()
    page.get_by_label("名称").fill(PRINTER)
    page.get_by_label("怎么接的").select_option("网络")
    page.get_by_label("网络：地址").fill(HOST)
    page.get_by_label("网络：端口号").fill(str(visit.here.ports.spare_printer))
    expect_narrow(page)
    page.get_by_role("button", name="只试一试").click()
    page.get_by_text("试过了，看到的是").wait_for()
    page.get_by_role("button", name="试过再保存").click()
    card = page.locator(f"#{PRINTER}")
    card.get_by_text("正常").wait_for()
    card.scroll_into_view_if_needed()
    expect_narrow(page)
    _photograph(visit)


def printer_tested(visit: ReportedVisit) -> None:
    page = visit.technician()
    page.locator(f"#{PRINTER}").get_by_role("button", name=re.compile("打印.*测试凭条")).click()
    page.get_by_text("✓ 成功").wait_for()
    expect_narrow(page)
    visit.takes_slip(".", printer=visit.world.spare_printer)


def handed_over(visit: ReportedVisit) -> None:
    page = visit.technician()
    page.get_by_role("link", name="交接", exact=True).click()
    page.get_by_role("button", name="办交接").click()
    page.get_by_text(re.compile("已经交接|已交接|交接完成|交接好了")).first.wait_for()
    _photograph(visit)
    visit.sees(HOME, limit_s=BACK_AGAIN_S)
    expect(visit.site_secret not in visit.reader.look().words(), "the screen still shows the secret")
    left = traces.in_files(visit.here.root, (visit.site_secret, visit.site_password), apart=(visit.here.home,))
    expect(not left, f"secret or password left behind: {'; '.join(left)}")


# ---- later


def second_printer_takes_over(visit: ReportedVisit) -> None:
    """The first one has no paper: the next slip comes out of the one that the technician added."""
    visit.world.printer.put_faults(paper="out")
    visit.until(
        lambda: visit.device_state("printer") is not DeviceState.ONLINE, DEVICE_S, "printer known to be out of paper"
    )
    visit.finds_case()
    visit.touches("打印进度单", "push button")
    visit.takes_slip(visit.case.project_no, printer=visit.world.spare_printer)
    expect(not visit.world.printer.slips(), "something came out of the printer that has no paper")
    visit.sees("打好了")
    visit.world.printer.put_faults(paper="ok")
    visit.until(lambda: visit.device_state("printer") is DeviceState.ONLINE, DEVICE_S, "printer that is online again")
    visit.goes_home()


STEPS: tuple[Callable[[ReportedVisit], None], ...] = (
    commissioning_on_the_screen,
    site_claimed,
    printer_added,
    printer_tested,
    handed_over,
)


def _photograph(visit: ReportedVisit) -> None:
    picture = Image.open(io.BytesIO(visit.technician().screenshot()))
    visit.report.keep_picture("phone", picture)
