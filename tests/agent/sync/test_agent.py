# SPDX-License-Identifier: Apache-2.0
"""The real agent hears what the real process tells, and says it on to the screens."""

from agent.client import calls
from contract.local import Topic
from tests.agent.conftest import RunningAgent, Surroundings, wait_for
from tests.agent.sync.conftest import Terminal
from tests.agent.sync.county import COUNTY, County, alert, notice
from tests.agent.sync.process import Process


def test_news_and_alerts_reach_the_screens_through_the_agent(
    surroundings: Surroundings, agent: RunningAgent, county: County, terminal: Terminal
) -> None:
    terminal.directory.mkdir()
    (terminal.directory / "run").symlink_to(surroundings.settings().paths.run)
    process = Process(terminal)
    events = agent.kiosk.events(last_id=0)
    process.start()
    try:
        wait_for(lambda: _release(agent) != "")
        assert _release(agent) == terminal.release().release_id
        county.feed(COUNTY, notices=(notice("n"),))
        county.alerts(COUNTY, alert("a"))
        county.publish()
        seen: list[tuple[Topic, str]] = []
        for event in events:
            seen.append((event.topic, event.subject))
            if event.topic is Topic.CONTENT and terminal.notices() == {"n"}:
                break
        assert [topic for topic, _ in seen if topic in {Topic.ALERT, Topic.CONTENT}][-2:] == [
            Topic.ALERT,
            Topic.CONTENT,
        ]
        wait_for(lambda: _release(agent) == terminal.release().release_id)
    finally:
        events.close()
        process.end()


def _release(agent: RunningAgent) -> str:
    content = agent.kiosk.send(calls.terminal()).content
    return content.release_id if content else ""
