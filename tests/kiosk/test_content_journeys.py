# SPDX-License-Identifier: Apache-2.0
"""Guide, notices, emergencies, attract mode and commissioning through the real window, from a real content folder."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from contract.content import BoardedAlert, MediaItem, Programme, Release, ReleasedProgramme
from contract.local import Outcome, PaymentState, PrintChecklist, Topic
from kiosk import published, samples
from kiosk.domain import covers
from kiosk.domain.pages import Page
from kiosk.viewmodels.technician import Technician
from screens.singletons import one
from tests.kiosk import facts
from tests.kiosk.audit import bounds, kind_of, visible
from tests.kiosk.conftest import Start, WallClock
from tests.kiosk.fake_agent import FakeAgent
from tests.kiosk.folder import Folder, media_of
from tests.kiosk.hand import Hand
from tests.kiosk.test_journeys import WATER, to_bills, to_code


@pytest.fixture(autouse=True)
def release(content: Folder) -> None:
    content.release(published.RELEASE)


def heard(hand: Hand) -> None:
    hand.until(lambda: hand.running.shell.state.offer.release_id, "the release is read")


def updated(alert: BoardedAlert, **changes: object) -> BoardedAlert:
    message = msgspec.structs.replace(alert.message, **changes)
    return msgspec.structs.replace(alert, message=message)


# ---- guide


def test_find_by_category_read_and_print(agent: FakeAgent, start: Start) -> None:
    hand = start(still=False)
    heard(hand)
    hand.touch("办事指南")
    hand.touch("养老敬老")
    hand.touch("老年人优待证办理")
    hand.sees(Page.SERVICE)
    for words in ("居民身份证", "3 个工作日", "不收费", "振兴路 18 号社区服务站 2 号窗口"):
        hand.reads(words)
    hand.touch("往下看")
    hand.touch("往上看")
    hand.touch("带走材料清单")
    hand.sees(Page.CHECKLIST)
    assert agent.session is None
    hand.touch("打印清单")
    hand.reads("正在打印…")
    hand.until(lambda: agent.waiting(PrintChecklist))
    agent.finish(agent.waiting(PrintChecklist) or "", Outcome.FAILED, "paperOut")
    hand.reads("打印纸用完了")
    hand.touch("打印清单")
    hand.until(lambda: agent.waiting(PrintChecklist))
    agent.finish(agent.waiting(PrintChecklist) or "")
    hand.reads("打好了，请取走")
    hand.touch("完成")
    hand.reads("请取走凭条")
    hand.until(lambda: agent.session is None, "the session is ended")


def test_find_by_letters(agent: FakeAgent, start: Start) -> None:
    hand = start()
    heard(hand)
    hand.touch("办事指南")
    hand.touch("按拼音首字母找")
    hand.type("SF")
    hand.reads("水费缴纳和查询")
    hand.type("XQ")
    hand.reads("没有找到。")
    for _ in range(2):
        hand.touch("退格")
    hand.touch("水费缴纳和查询")
    hand.sees(Page.SERVICE)
    hand.reads("当场办结")
    hand.reads("每立方米 2.90 元")
    hand.touch("上一步")
    hand.reads("SF")
    hand.touch("清空")
    hand.reads("比如“水费”按 S F")


def test_a_new_release_changes_nothing_under_the_reader(agent: FakeAgent, start: Start, content: Folder) -> None:
    hand = start()
    heard(hand)
    hand.touch("办事指南")
    hand.touch("养老敬老")
    hand.sees(Page.SERVICES)
    before = hand.running.shell.state.offer
    content.release(msgspec.structs.replace(published.RELEASE, services=published.SERVICES[1:]))
    agent.say(Topic.CONTENT)
    hand.until(lambda: hand.running.shell.state.offer != before, "the new release is read")
    hand.reads("老年人优待证办理")
    hand.touch("老年人优待证办理")
    hand.reads("这一项刚刚更新了")
    hand.touch("再试一次")
    hand.sees(Page.GUIDE)


# ---- notices, and life without the agent


def test_everything_to_read_is_there_without_the_agent(start: Start, content: Folder) -> None:
    hand = start()
    hand.sees(Page.HOME)
    hand.reads("正在准备，请稍候")
    heard(hand)
    hand.touch("通知公告")
    hand.touch("社区 65 岁以上老人免费接种流感疫苗")
    hand.sees(Page.NOTICE)
    hand.reads("请提前存好用水")
    hand.touch("上一步")
    hand.touch("返回首页")
    hand.touch("办事指南")
    hand.touch("水电气暖")
    hand.touch("供暖费退费申请")
    hand.touch("带走材料清单")
    hand.reads("现在打印不了，可以用手机扫码带走。")
    content.alerts(facts.RAIN)
    hand.sees(Page.EMERGENCY)


def test_notices_come_and_go_with_the_clock(agent: FakeAgent, start: Start, content: Folder, clock: WallClock) -> None:
    short = msgspec.structs.replace(
        published.NOTICES[0].notice,
        valid_from=published.WALL + timedelta(hours=1),
        valid_until=published.WALL + timedelta(hours=2),
    )
    only = (msgspec.structs.replace(published.NOTICES[0], notice=short),)
    content.release(msgspec.structs.replace(published.RELEASE, notices=only))
    hand = start()
    heard(hand)
    assert "停水检修" not in hand.words()
    clock.turn(timedelta(minutes=61))
    hand.touch("街道 明日 8:00—16:00 振兴路片区停水检修")
    hand.sees(Page.NOTICE)
    clock.turn(timedelta(minutes=121))
    hand.until(lambda: not hand.running.shell.state.offer.notices, "it is over")
    hand.reads("请提前存好用水")
    hand.touch("上一步")
    hand.touch("返回首页")
    assert "停水检修" not in hand.words()


def test_before_the_first_release(start: Start, content: Folder) -> None:
    (content.root / "current").unlink()
    hand = start()
    hand.touch("办事指南")
    hand.reads("内容还没有送到")
    hand.touch("返回首页")
    hand.touch("通知公告")
    hand.reads("内容还没有送到")
    content.release(published.RELEASE)
    hand.reads("65 岁以上老人免费接种流感疫苗")


# ---- emergencies


def test_an_emergency_over_a_visit(agent: FakeAgent, start: Start, content: Folder) -> None:
    hand = start()
    to_bills(agent, hand)
    hand.touch(WATER)
    content.alerts(facts.RAIN, facts.DRILL)
    agent.say(Topic.ALERT)
    hand.sees(Page.EMERGENCY)
    issuer = facts.RAIN.message.issuer.zh
    for words in ("暴雨红色预警", "不要蹚水", f"{issuer} 发布，到 11月23日 13:42 为止", "1/2"):
        hand.reads(words)
    assert "水费" not in hand.words()
    hand.touch("看下一条")
    hand.reads("演练 · 不是真的")
    hand.touch("知道了，继续办事")
    hand.sees(Page.BILLS)
    hand.reads("去付 ¥86.40")
    strip = f"紧急通知：共 2 条：{facts.RAIN.message.headline.zh}"
    hand.touch(strip)
    hand.sees(Page.EMERGENCY)
    hand.touch("知道了，继续办事")
    content.alerts()
    agent.say(Topic.ALERT)
    hand.until(lambda: facts.RAIN.message.headline.zh not in hand.words(), "the strip goes with its end")
    hand.sees(Page.BILLS)
    hand.reads("去付 ¥86.40")


def test_an_emergency_over_a_payment(agent: FakeAgent, start: Start, content: Folder) -> None:
    hand = start()
    to_code(agent, hand)
    content.alerts(facts.RAIN)
    agent.say(Topic.ALERT)
    hand.reads("您的付款在安全地继续")
    agent.payment_is(PaymentState.SUCCEEDED)
    hand.until(lambda: "您的付款在安全地继续" not in hand.words(), "it is decided")
    hand.touch("知道了，继续办事")
    hand.sees(Page.PAID)


def test_an_emergency_survives_a_restart_and_ends_by_its_time(start: Start, content: Folder, clock: WallClock) -> None:
    content.alerts(facts.RAIN)
    start()
    hand = start()
    hand.sees(Page.EMERGENCY)
    hand.reads("要办事，请先点一下屏幕。")
    assert "知道了，继续办事" not in hand.names()
    hand.strike(QPoint(500, 700))
    hand.touch("知道了，继续办事")
    hand.sees(Page.HOME)
    content.alerts(updated(facts.RAIN, alert_id="rain-2", references=("rain-1",)))
    hand.sees(Page.EMERGENCY)
    clock.turn(timedelta(hours=3))
    hand.sees(Page.HOME)
    assert "毫米" not in hand.words()


def test_a_broken_alerts_file_takes_no_emergency_away(agent: FakeAgent, start: Start, content: Folder) -> None:
    content.alerts(facts.RAIN)
    hand = start()
    hand.sees(Page.EMERGENCY)
    (content.root / "alerts.json").write_bytes(b'{"received_at": ')
    agent.say(Topic.ALERT)
    QTest.qWait(1200)
    assert hand.page is Page.EMERGENCY


# ---- attract mode


def png(colour: str) -> bytes:
    picture = QImage(270, 480, QImage.Format.Format_RGB32)
    picture.fill(QColor(colour))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(data.data())


def with_posters(content: Folder, *pictures: bytes) -> Release:
    media = tuple(content.media(picture) for picture in pictures)
    items = tuple(MediaItem(sha256=each.sha256, seconds=3) for each in media)
    programme = Programme(programme_id="day", name=published.line("白天", "Day"), items=items, default=True)
    programmes = (ReleasedProgramme(source=published.COUNTY, programme=programme),)
    return msgspec.structs.replace(published.RELEASE, media=media, programmes=programmes)


def middle(hand: Hand) -> str:
    """The colour that stands in the middle of the screen."""
    picture = hand.running.window.grabWindow()
    return picture.pixelColor(picture.width() // 2, picture.height() // 2).name()


def test_posters_take_turns_and_a_touch_only_starts(agent: FakeAgent, start: Start, content: Folder) -> None:
    content.release(with_posters(content, png("#00aa00"), png("#0000aa")))
    hand = start(attract_s=0.3)
    hand.sees(Page.ATTRACT)
    hand.reads("点一下屏幕，开始办事")
    hand.until(lambda: middle(hand) == "#00aa00", "the first poster")
    hurried(hand)
    seen: set[str] = set()
    for colour in ("#0000aa", "#00aa00") * 3:
        hand.until(lambda: seen.add(middle(hand)) or middle(hand) == colour, f"poster {colour}")  # noqa: B023
    assert seen == {"#00aa00", "#0000aa"}, "nothing else in between"
    attracted_no_more(hand)
    hand.strike(QPoint(300, 900))
    hand.sees(Page.HOME)
    assert agent.count("PUT", "/sessions/") == 0, "the touch that starts chooses nothing"


def hurried(hand: Hand) -> None:
    """No contract allows so short a time; a test does."""
    state = hand.running.shell.state
    posters = tuple(replace(poster, seconds=1) for poster in state.offer.posters)
    hand.running.shell.state = replace(state, offer=replace(state.offer, posters=posters))


def attracted_no_more(hand: Hand) -> None:
    """The test has its time."""
    state = hand.running.shell.state
    hand.running.shell.state = replace(state, limits=replace(state.limits, attract_s=1000))


def test_a_broken_picture_is_passed_over(
    agent: FakeAgent, start: Start, content: Folder, no_warnings: list[str]
) -> None:
    release = with_posters(content, b"no picture at all", png("#0000aa"), b"nor this")
    content.release(release)
    hand = start(attract_s=0.3)
    hand.sees(Page.ATTRACT)
    hand.until(lambda: middle(hand) == "#0000aa", "the one that is whole")
    QTest.qWait(200)
    assert no_warnings
    assert all("Error decoding" in said for said in no_warnings)
    no_warnings.clear()


# ---- the technician


def test_commissioning_at_rest_only(agent: FakeAgent, start: Start) -> None:
    agent.terminal = msgspec.structs.replace(samples.TERMINAL, commissioning=samples.COMMISSIONING)
    hand = start()
    hand.sees(Page.COMMISSIONING)
    for words in ("https://192.168.10.23:8443/", "K7QM-2XHT", "9F86 D081 884C 7D65"):
        hand.reads(words)
    hand.touch("先办事")
    hand.touch("办件进度")
    hand.sees(Page.FIND_CASE)
    agent.say(Topic.COMMISSIONING)
    hand.touch("上一步")
    hand.sees(Page.HOME)
    agent.terminal = samples.TERMINAL
    agent.say(Topic.COMMISSIONING)
    hand.until(lambda: hand.running.shell.state.terminal.commissioning is None, "the hand-over is heard")
    assert hand.page is Page.HOME


def test_the_secret_goes_with_its_claim(agent: FakeAgent, start: Start) -> None:
    agent.terminal = msgspec.structs.replace(samples.TERMINAL, commissioning=samples.COMMISSIONING)
    hand = start()
    hand.reads(samples.COMMISSIONING.secret)
    agent.terminal = samples.TERMINAL
    agent.say(Topic.COMMISSIONING)
    hand.sees(Page.HOME)
    assert samples.COMMISSIONING.secret not in hand.words()
    assert one(Technician).property("secret") == ""


def test_new_settings_end_the_process_when_nobody_is_here(
    agent: FakeAgent, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covers, "LEFT_ALONE_S", 0.2)
    hand = start()
    hand.sees(Page.HOME)
    hand.until(lambda: hand.running.shell.state.connected)
    hand.touch("办件进度")
    hand.sees(Page.FIND_CASE)
    agent.say(Topic.SETTINGS)
    hand.until(lambda: hand.running.shell.state.start_anew, "the event is heard")
    QTest.qWait(600)
    assert hand.left == []
    hand.touch("上一步")
    hand.until(lambda: hand.left == [0], "it ends")


def test_turning_pages_is_a_touch_too(agent: FakeAgent, start: Start) -> None:
    """Or a reader would be asked whether they are still there."""
    hand = start()
    heard(hand)
    hand.touch("办事指南")
    hand.touch("养老敬老")
    hand.touch("老年人优待证办理")
    hand.sees(Page.SERVICE)
    before = hand.running.shell.state.touched_at
    QTest.qWait(20)
    hand.touch("往下看")
    hand.until(lambda: hand.running.shell.state.touched_at > before, "the touch is heard of")


@pytest.mark.parametrize("stored", [b"", b"no picture"])
def test_a_notice_is_read_without_its_picture(
    agent: FakeAgent, start: Start, content: Folder, no_warnings: list[str], stored: bytes
) -> None:
    media = content.media(stored) if stored else media_of(b"never arrived")
    pictured = msgspec.structs.replace(published.NOTICES[0].notice, image=media.sha256)
    notices = (msgspec.structs.replace(published.NOTICES[0], notice=pictured),)
    content.release(msgspec.structs.replace(published.RELEASE, notices=notices, media=(media,)))
    hand = start()
    heard(hand)
    hand.touch("通知公告")
    hand.touch("街道 明日 8:00—16:00 振兴路片区停水检修")
    hand.reads("请提前存好用水")
    hand.until(lambda: no_warnings, "the broken picture is told of")
    no_warnings.clear()
    assert pictures(hand) == []


def test_a_notice_shows_its_picture(agent: FakeAgent, start: Start, content: Folder) -> None:
    media = content.media(png("#aa0000"))
    pictured = msgspec.structs.replace(published.NOTICES[0].notice, image=media.sha256)
    notices = (msgspec.structs.replace(published.NOTICES[0], notice=pictured),)
    content.release(msgspec.structs.replace(published.RELEASE, notices=notices, media=(media,)))
    hand = start()
    heard(hand)
    hand.touch("通知公告")
    hand.touch("街道 明日 8:00—16:00 振兴路片区停水检修")
    hand.until(lambda: pictures(hand), "the picture")
    hand.reads("请提前存好用水")


def pictures(hand: Hand) -> list[str]:
    """The published pictures that take room on the page."""
    seen = visible(hand.running.window.contentItem(), bounds(hand.running.window))
    return [kind_of(one.item) for one in seen if kind_of(one.item) == "Picture" and one.where.height() > 1]
