# SPDX-License-Identifier: Apache-2.0
"""`linli content`: what is on the screens, as the disk has it, and what sync is to do about it; works with the agent
gone."""

import argparse
import fcntl
import os
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from agent.client import ClientError, calls
from agent.client.blocking import Client
from contract import durable
from contract.alerts import active
from contract.clock import clock_of
from contract.content_orders import ANSWER_FILE, ORDER_FILE, Action, Answer, History, Order
from contract.document import decode, encode
from contract.errors import InvalidDocument, InvalidSettings
from contract.local import ContentHealth
from contract.release import HISTORY_FILE, STORE, ContentFolder
from contract.settings import SHIPPED, SITE, Settings, load

ANSWER_LIMIT_S = 5.0
PATIENCE_S = {Action.ROLL_BACK: 60.0, Action.FOLLOW: 60.0, Action.BRING: 6 * 3600.0}
LOOK_S = 0.2
WHY = {"published": "published by the county", "rolled_back": "rolled back", "followed": "followed again"}


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="linli content",
        description="The county's content on this terminal.",
        epilog="rollback: the release before, until the county publishes something new; emergencies are not touched. "
        "follow: back to the county's newest. bring DIR: from a stick or any other folder that holds what the county's "
        "web server serves (metadata/, targets/), by the same signatures. Asking something of sync needs the right to "
        "write in its folder: sudo.",
    )
    parser.add_argument("what", choices=["status", "history", "rollback", "follow", "bring"])
    parser.add_argument("folder", nargs="?", type=Path, help="for bring: where the county's folder is")
    parser.add_argument(
        "--config", action="append", type=Path, metavar="FILE", help=f"the terminal's configuration (default: {SITE})"
    )
    options = parser.parse_args(argv)
    if (options.what == "bring") is (options.folder is None):
        parser.error("bring needs a folder, and nothing else takes one")
    try:
        settings = load([SHIPPED, *(options.config or [SITE])])
    except InvalidSettings as error:
        parser.exit(2, f"{parser.prog}: {error}\n")
    match options.what:
        case "status":
            return _status(settings)
        case "history":
            return _history(settings)
        case "rollback":
            return _asked(settings, Action.ROLL_BACK)
        case "follow":
            return _asked(settings, Action.FOLLOW)
        case _:
            return _bring(settings, options.folder)


def _status(settings: Settings) -> int:
    """Exit status 1: there is none, or the last look went wrong."""
    folder = ContentFolder(Path(settings.paths.content))
    release, health = folder.release(), _health(settings)
    for line in _told(settings, folder, health):
        print(line)
    return int(release is None or health is None or health.trouble is not None)


def _told(settings: Settings, folder: ContentFolder, health: ContentHealth | None) -> Iterator[str]:
    release, board, history = folder.release(), folder.alerts(), _kept_history(folder)
    if release is None:
        yield "no release yet"
    else:
        yield f"release {release.release_id}, made {_local(release.made_at)}"
        yield (
            f"  {len(release.notices)} notices, {len(release.services)} service items, "
            f"{len(release.programmes)} programmes, {len(release.media)} media"
        )
        for source in release.sources:
            yield f"  {source.tenant:<14}  {source.name.zh}"
    if history.held:
        yield f"release {history.held} was rolled back; `linli content follow` takes it again"
    now = clock_of(Path(settings.paths.clock_offset) if settings.paths.clock_offset else None).now()
    yield f"alerts in force: {len(active(board, now))}"
    yield f"media on the disk: {_stored(folder.root) / 1e6:.1f} of {settings.content.quota_mb} MB"
    if health is None:
        yield "content as of: unknown, sync has not told the agent (systemctl status linli-sync linli-agent)"
        return
    yield f"content as of: {_local(health.checked_at) if health.checked_at else 'never confirmed'}"
    if health.trouble is not None:
        yield f"last look: {health.trouble.code}, {health.tries} in a row: {health.trouble.title}"


def _history(settings: Settings) -> int:
    entries = _kept_history(ContentFolder(Path(settings.paths.content))).entries
    for entry in reversed(entries):
        what = f"{entry.notices} notices, {entry.services} items, {entry.media} media"
        print(f"{_local(entry.switched_at)}  {entry.release_id}  {what}  {WHY.get(entry.why, entry.why)}")
    if not entries:
        print("no release yet")
    return 0


def _bring(settings: Settings, folder: Path) -> int:
    place = folder.resolve()
    if not (place / "metadata" / "timestamp.json").is_file():
        print(f"linli content: {folder} holds no county's folder: metadata/timestamp.json is not there")
        return 1
    return _asked(settings, Action.BRING, str(place))


def _asked(settings: Settings, action: Action, folder: str = "") -> int:
    sync = Path(settings.paths.sync)
    order = Order(order_id=uuid.uuid4().hex, action=action, folder=folder)
    try:
        if not _at_work(sync):
            print("linli content: sync is not running, and it alone may do that: systemctl start linli-sync")
            return 1
        durable.write(sync / ORDER_FILE, encode(order), 0o600, as_folders_owner=True)
        answer = _awaited(sync, order)
    except PermissionError:
        print(f"linli content: no right to write in {sync}: use sudo")
        return 1
    except KeyboardInterrupt:
        durable.discard(sync / ORDER_FILE)
        print("linli content: given up; what sync has brought so far stays")
        return 130
    if answer is None:
        durable.discard(sync / ORDER_FILE)
        print("linli content: no answer from sync: systemctl status linli-sync")
        return 1
    print(
        answer.text if answer.done else f"linli content: {answer.text}" + (f" ({answer.code})" if answer.code else "")
    )
    return 0 if answer.done else 1


def _awaited(sync: Path, order: Order) -> Answer | None:
    ends = time.monotonic() + PATIENCE_S[order.action]
    while time.monotonic() < ends:
        try:
            answer = decode((sync / ANSWER_FILE).read_bytes(), Answer)
        except (FileNotFoundError, InvalidDocument):
            answer = None
        if answer is not None and answer.order_id == order.order_id:
            return answer
        time.sleep(LOOK_S)
    return None


def _at_work(sync: Path) -> bool:
    """Whether a sync holds the folder's lock. Raises PermissionError."""
    try:
        descriptor = os.open(sync / "lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _health(settings: Settings) -> ContentHealth | None:
    try:
        socket = Path(settings.paths.run) / "operator" / "agent.sock"
        return Client(socket, ANSWER_LIMIT_S).send(calls.terminal()).content
    except ClientError:
        return None


def _kept_history(folder: ContentFolder) -> History:
    try:
        return decode((folder.root / HISTORY_FILE).read_bytes(), History)
    except (OSError, InvalidDocument):
        return History()


def _stored(root: Path) -> int:
    return sum(file.stat().st_size for file in (root / STORE).glob("??/*"))


def _local(moment: datetime | None) -> str:
    return f"{(moment or datetime.now(UTC)).astimezone():%Y-%m-%d %H:%M}"
