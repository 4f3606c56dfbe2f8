# SPDX-License-Identifier: Apache-2.0
"""Proofs over the table of routes as it is, asked through the real TLS listener: whoever adds a page adds it here."""

import contextlib
import re
from collections.abc import Iterator

import pytest
import requests
from werkzeug.routing import Rule

from agent.web import catalogue, gate
from agent.web.sessions import IDLE_S
from contract.document import encode
from tests.agent.web.conftest import PASSWORD, Served, Visitor

TEST_ID = "0" * 32
FILLED = {
    "static_file": {"name": "site.css"},
    "records.one_log": {"name": "agent"},
    "devices.new": {"kind": "receipt_printer"},
    "devices.add": {"kind": "receipt_printer"},
}
DEFAULT = {"day": "2026-11-22", "name": "printer", "test_id": TEST_ID, "kind": "receipt_printer"}
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
HOSTILE = {
    "html": "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}",
    "nul": "printer\x00/etc/passwd",
    "bidi": "\u202eelif\u2066x\u200f",
    "long": "长" * 11_000,
    "lines": "a\r\nSet-Cookie: x=y\r\n\r\nb",
    "template": "{% raw %}${{<%[%'\"}}%\\.",
    "traversal": "../../../../etc/passwd",
    "format": "%(name)s%n%s%x{0}{name}",
    "private": "\ue000\ufdd0\U000fffff",
    "number": "٣٫١٤",
    "huge": "9" * 400,
    "negative": "-1e309",
}


def rules(served: Served) -> Iterator[tuple[Rule, str, str]]:
    """Each rule with a method and a path of it."""
    (served.site_logs / "agent.log").write_text("INFO ready\n", encoding="utf-8")
    if TEST_ID not in served.agent.tests:
        served.agent.run_test("printer", TEST_ID)
    adapter = served.app.url_map.bind("localhost", url_scheme="https")
    for rule in served.app.url_map.iter_rules():
        values = {**{k: DEFAULT[k] for k in rule.arguments}, **FILLED.get(rule.endpoint, {})}
        for method in sorted(rule.methods or ()):
            yield rule, method, adapter.build(rule.endpoint, values)


def ask(visitor: Visitor, method: str, path: str, **more: object) -> requests.Response:
    return visitor.session.request(method, visitor.base + path, allow_redirects=False, timeout=30, **more)  # type: ignore[arg-type]


@pytest.fixture
def unchanged(served: Served) -> Iterator[Served]:
    """Nothing reaches the agent and nobody's password changes."""
    list(rules(served))
    agent = served.agent
    before = (dict(agent.devices), encode(agent.settings), dict(agent.tests), list(agent.matched))
    state = served.site.access.state()
    yield served
    assert before == (agent.devices, encode(agent.settings), agent.tests, agent.matched)
    after = served.site.access.state()
    assert (after.password, after.handed_over, after.secret) == (state.password, state.handed_over, state.secret)


def test_the_public_pages_are_these_and_no_more(served: Served) -> None:
    endpoints = {rule.endpoint for rule in served.app.url_map.iter_rules()}
    assert endpoints >= gate.PUBLIC
    assert endpoints >= gate.REFRESHING
    assert {rule.rule for rule in served.app.url_map.iter_rules() if rule.endpoint in gate.PUBLIC} == {
        "/static/<name>",
        "/login",
        "/claim",
        "/language",
    }


def test_a_stranger_gets_nothing(unchanged: Served) -> None:
    for rule, method, path in rules(unchanged):
        visitor = unchanged.visitor()
        answer = visitor.post(path) if method in CHANGING else ask(visitor, method, path)
        if rule.endpoint in gate.PUBLIC:
            assert answer.status_code < 500, path
        elif method in CHANGING or rule.endpoint in gate.REFRESHING:
            assert answer.status_code == 401, (method, path)
        else:
            assert (answer.status_code, answer.headers["Location"]) == (303, "/login"), (method, path)
            assert "printer" not in answer.text


def test_a_stranger_cannot_tell_what_is_there(served: Served) -> None:
    for path in ("/", "/no-such", "/.git/config", "/static/../service.py", "/static/%2e%2e/app.py", "//x"):
        for method in ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "POST"):
            answer = ask(served.visitor(), method, path)
            assert answer.status_code in {303, 400, 401, 403, 404, 405}, (method, path)
            assert "import" not in answer.text


def test_no_change_without_the_token_of_this_browser(unchanged: Served) -> None:
    technician, other = unchanged.technician(), unchanged.technician()
    foreign = other.token()
    for _, method, path in rules(unchanged):
        if method in CHANGING:
            for token in (
                "",
                "x",
                foreign,
                technician.token()[:-1],
                "\udc80".encode("utf-8", "surrogatepass").decode("latin1"),
            ):
                answer = technician.post(path, {"csrf": token})
                assert answer.status_code == 403, (path, token)


ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
)


def test_no_change_from_another_site(unchanged: Served) -> None:
    technician = unchanged.technician()
    token = technician.token()
    for _, method, path in rules(unchanged):
        for headers in ELSEWHERE if method in CHANGING else ():
            assert technician.post(path, {"csrf": token}, headers).status_code == 403, (path, headers)
    mine = {"Origin": technician.base, "Sec-Fetch-Site": "cross-site"}
    assert technician.post("/language", {}, mine).status_code == 403


STRANGE = ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "localhost@evil.example", "", "0")
TWISTED = (
    "localhost/x",
    "localhost#x",
    "localhost?x",
    "localhost:x",
    "x@localhost",
    "localhost.",
    "[localhost]",
    "127.1",
    "[::1",
    "[]",
)
OURS = ("localhost", "LocalHost:8443", "127.0.0.1", "127.0.0.1:1")


def test_no_page_under_a_strange_name(served: Served) -> None:
    technician = served.technician()
    for _, method, path in rules(served):
        for host in STRANGE:
            answer = ask(technician, method, path, headers={"Host": host, "Origin": f"https://{host}"})
            assert answer.status_code in {400, 421}, (host, method, path)
            assert "192.168.1.50" not in answer.text
            assert "凭条打印机" not in answer.text


def test_a_name_is_ours_or_not_however_it_is_written(served: Served) -> None:
    for hosts, status in ((OURS, 200), (TWISTED, 421)):
        for host in hosts:
            assert ask(served.visitor(), "GET", "/login", headers={"Host": host}).status_code == status, host


def test_every_answer_carries_the_same_protection(served: Served) -> None:
    technician = served.technician()
    answers = [ask(technician, method, path) for _, method, path in rules(served)]
    answers += [served.visitor().get("/"), served.visitor().get("/login"), technician.get("/nothing-here")]
    answers.append(ask(technician, "GET", "/", headers={"Host": "evil.example"}))
    answers.append(ask(served.visitor(), "GET", "/devices/live"))
    for answer in answers:
        for name, value in gate.HEADERS.items():
            assert answer.headers[name] == value, (answer.url, name)
        assert "Strict-Transport-Security" not in answer.headers
        for cookie in answer.raw.headers.getlist("Set-Cookie"):
            assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; ")), cookie
            assert "Domain" not in cookie


def test_no_page_holds_a_script_or_a_style_of_its_own(served: Served) -> None:
    technician = served.technician()
    for rule, method, path in rules(served):
        if method == "GET" and rule.endpoint != "static_file":
            text = technician.get(path).text
            assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=|javascript:", text), path


def test_no_page_changes_anything_by_being_read(unchanged: Served) -> None:
    technician = unchanged.technician()
    for rule, method, path in rules(unchanged):
        if method not in CHANGING:
            assert ask(technician, method, path).status_code < 500, (rule.endpoint, path)


def test_whatever_is_typed_is_answered_in_words(served: Served) -> None:
    """Every form, every field of it: never an unforeseen error, and never back unescaped."""
    technician = served.technician()
    pages = (
        "/devices/new/receipt_printer",
        "/devices/new/resident_id",
        "/devices/printer",
        "/connection",
        "/site",
        "/password",
    )
    token = technician.token()
    for path in pages:
        names = set(re.findall(r'name="([\w-]+)"', technician.get(path).text)) - {"viewport", "color-scheme", "csrf"}
        for kind, value in HOSTILE.items():
            forms = [{**dict.fromkeys(names, value), "language": "zh"}]
            if kind in {"html", "nul", "long"}:
                forms += [{name: value, **({} if name == "action" else {"action": "save"})} for name in sorted(names)]
            for form in forms:
                answer = ask(
                    technician, "POST", path, data={**form, "csrf": token}, headers={"Origin": technician.base}
                )
                assert answer.status_code in {400, 403, 409, 413, 429}, (path, kind, list(form), answer.status_code)
                assert "<img src=x" not in answer.text
                assert "Set-Cookie: x=y" not in str(answer.headers)
                assert "49" not in re.findall(r"onerror=alert\(2\)&gt;(\d*)", answer.text)


NO_FORMS = (
    b"\xff\xfe\xed\xa0\x80=\xed\xa0\x80&csrf=\xed\xb0\x80",
    b"&".join(b"a=1" for _ in range(5000)),
    b"%" * 5000,
    b"csrf=%ED%A0%80",
)


def test_a_body_that_is_no_form_is_refused(served: Served) -> None:
    technician = served.technician()
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"):
        headers = {"Origin": technician.base, "Content-Type": kind}
        for body in NO_FORMS:
            for path in ("/login", "/site", "/devices/new/resident_id"):
                assert ask(technician, "POST", path, data=body, headers=headers).status_code in {400, 403, 413}


def test_too_much_is_refused_in_words(served: Served) -> None:
    answer = served.technician().post("/site", {"place_zh": "x" * 300_000})
    assert answer.status_code == 413
    assert "太大" in answer.text


def test_far_too_much_is_not_even_read(served: Served) -> None:
    """The connection ends; the answer may or may not have been seen by a browser that is still sending."""
    technician = served.technician()
    with contextlib.suppress(requests.ConnectionError):
        assert technician.post("/site", {"place_zh": "x" * 5_000_000}).status_code == 413
    assert technician.get("/").status_code == 200


OUTWARD = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/login\r\nX: y",
    "https:evil.example",
    "/%2f%2fevil.example",
    "/no-such-page",
    "\x00",
    "http://[",
    "///evil.example",
)


def test_no_way_leads_out_of_the_site(served: Served) -> None:
    visitor = served.visitor()
    for back in OUTWARD:
        answer = visitor.post("/language", {"language": "en", "back": back})
        assert answer.status_code == 303
        assert answer.headers["Location"] in {"/", "/login"}, back
        assert "X" not in answer.headers


def test_the_language_stays_and_leads_back(served: Served) -> None:
    visitor = served.visitor()
    assert 'lang="zh-CN"' in visitor.get("/login").text
    assert visitor.post("/language", {"language": "en", "back": "/login"}).headers["Location"] == "/login"
    assert "Sign in" in visitor.get("/login", headers={"Accept-Language": "zh"}).text
    assert "Sign in" in served.visitor().get("/login", headers={"Accept-Language": "en-GB,en"}).text
    assert "登录" in served.visitor().get("/login", headers={"Accept-Language": "fr"}).text


def test_a_page_left_open_signs_nobody_in_for_ever(served: Served) -> None:
    technician = served.technician()
    for rule, method, path in rules(served):
        if method == "GET" and rule.endpoint in gate.REFRESHING:
            assert technician.get(path).status_code == 200
    served.time.seconds += IDLE_S - 1
    for _ in range(2):
        assert technician.get("/devices/live").status_code == 200
        served.time.seconds += 0.75
    assert technician.get("/devices/live").status_code == 401
    assert technician.get("/").headers["Location"] == "/login"


def test_signing_in_changes_the_browsers_name(served: Served) -> None:
    visitor = served.visitor()
    visitor.get("/login")
    planted = visitor.session.cookies[gate.COOKIE]
    visitor.sign_in()
    assert visitor.session.cookies[gate.COOKIE] != planted
    stranger = served.visitor()
    stranger.session.cookies.set(gate.COOKIE, planted)
    assert stranger.get("/").status_code == 303
    assert visitor.post("/logout").status_code == 303
    assert visitor.get("/").status_code == 303


def test_before_the_claim_no_guess_locks_anybody_out(unclaimed: Served) -> None:
    visitor = unclaimed.visitor()
    for _ in range(5):
        visitor.sign_in("whatever it may be")
    unclaimed.site.access.claim(unclaimed.secret, PASSWORD)
    assert unclaimed.technician().get("/").status_code == 200


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_pair_of_colours_can_be_read() -> None:
    css = (catalogue.HERE / "static" / "site.css").read_text(encoding="utf-8")
    role = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6})", css))
    caution = "#7A4E00"
    assert f"color: {caution}" in css
    pairs = [(role[a], role[b]) for a, b in PAIRS] + [(caution, role[b]) for b in ("surface", "paper", "caution-soft")]
    for upper, lower in pairs:
        light, dark = sorted((luminance(upper), luminance(lower)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (upper, lower)


PAIRS = [
    *[("ink", ground) for ground in ("paper", "surface", "good-soft", "caution-soft", "danger-soft")],
    *[("ink-soft", ground) for ground in ("paper", "surface", "danger-soft")],
    *[("primary", ground) for ground in ("paper", "surface", "primary-soft", "caution-soft")],
    *[("surface", ground) for ground in ("primary", "danger")],
    *[("good", ground) for ground in ("paper", "surface", "good-soft")],
    *[("danger", ground) for ground in ("paper", "surface", "danger-soft")],
]
