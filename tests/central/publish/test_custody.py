# SPDX-License-Identifier: Apache-2.0
"""Who may sign, and with which key: passphrases, new keys, levels that leave, signers elsewhere, dry runs."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from securesystemslib.signer import (
    KEY_FOR_TYPE_AND_SCHEME,
    SIGNER_FOR_URI_SCHEME,
    CryptoSigner,
    Key,
    Signature,
    Signer,
    SSlibKey,
)

from central.publish import keys as keys_module
from central.publish.__main__ import main
from central.publish.county import County
from central.publish.errors import (
    FingerprintDiffers,
    KeyMissing,
    NothingToRotate,
    NotSigned,
    PassphraseMissing,
    PassphraseWeak,
    PassphraseWrong,
    PushRefused,
    TenantsUnfit,
    TenantUnknown,
)
from central.publish.keys import KeyFolder, fingerprint, public_file
from central.publish.passphrases import Passphrases
from central.publish.pushing import push
from contract.content import Line
from contract.tenant import feed_path
from tests.central.publish.conftest import COMMUNITY, COUNTY, NAMES, STREET, MovedClock, Terminal, notice, picture

EDITOR, ALERTS = "330106-001-012", "330106-001-012-alerts"


def folder_state(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != ".lock"
    }


# ---- passphrases


def test_no_private_key_stands_in_the_folder_unprotected(county: County):
    everything = b"".join(folder_state(county.folder).values())
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in everything
    assert b"BEGIN PRIVATE KEY" not in everything


def test_another_passphrase_opens_nothing(county: County):
    with pytest.raises(PassphraseWrong):
        KeyFolder(county.folder / "keys", Passphrases(("something else",))).signer(EDITOR)


def test_who_types_it_wrong_is_asked_again_and_the_next_key_asks_nobody(tmp_path: Path):
    own = Passphrases(("a good long one",))
    for role in ("one", "two"):
        KeyFolder(tmp_path, own).make(role)
    typed = iter(["no", "a good long one"])
    folder = KeyFolder(tmp_path, Passphrases(ask=lambda _: next(typed)))
    folder.signer("one")
    folder.signer("two")
    with pytest.raises(StopIteration):
        next(typed)


def test_three_wrong_ones_are_enough(tmp_path: Path):
    KeyFolder(tmp_path, Passphrases(("a good long one",))).make("one")
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "wrong"

    with pytest.raises(PassphraseWrong):
        KeyFolder(tmp_path, Passphrases(ask=ask)).signer("one")
    assert len(asked) == 3


def test_with_nobody_to_ask_it_says_so(tmp_path: Path):
    KeyFolder(tmp_path, Passphrases(("a good long one",))).make("one")
    with pytest.raises(PassphraseMissing):
        KeyFolder(tmp_path, Passphrases()).signer("one")


def test_a_short_one_is_refused_and_makes_no_key(tmp_path: Path):
    with pytest.raises(PassphraseWeak):
        KeyFolder(tmp_path, Passphrases(("short",))).make("one")
    typed = iter(["a good long one", "another long one"])
    with pytest.raises(PassphraseWeak):
        KeyFolder(tmp_path, Passphrases(ask=lambda _: next(typed))).make("one")
    assert list(tmp_path.iterdir()) == []


def test_a_systemd_credential_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "linli-publish-passphrase").write_text("first of two\nsecond of two\n")
    monkeypatch.delenv("LINLI_PUBLISH_PASSPHRASE_FILE")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    KeyFolder(tmp_path / "keys", Passphrases(("second of two",))).make("one")
    KeyFolder(tmp_path / "keys", Passphrases.of_machine()).signer("one")


def test_the_passphrase_of_one_key_changes_alone(county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "new").write_text("the root keeper's own\n")
    command = [
        "--county",
        str(county.folder),
        "key",
        "protect",
        "root-1",
        "--new-passphrase-file",
        str(tmp_path / "new"),
    ]
    assert main(command) == 0
    with pytest.raises(PassphraseWrong):
        KeyFolder(county.folder / "keys").signer("root-1")
    KeyFolder(county.folder / "keys", Passphrases(("the root keeper's own",))).signer("root-1")
    KeyFolder(county.folder / "keys").signer("root-2")


def test_a_try_at_a_passphrase_costs_what_it_should():
    assert keys_module.Cost() == keys_module.Cost(memory_kib=65536, rounds=3)


# ---- other keys


@pytest.mark.parametrize(
    "role", ["root-2", "targets", "snapshot", "timestamp", "330106-001", EDITOR, ALERTS, "330106-alerts"]
)
def test_a_rotated_key_is_followed_and_the_old_one_is_worth_nothing(county: County, terminal: Terminal, role: str):
    county.put(COMMUNITY, "notice", notice("vorher"))
    county.publish(COMMUNITY)
    terminal.feed(COMMUNITY)
    old = county.workspace.keys.public(role).keyid
    rotation = county.rotate(role)
    assert county.workspace.keys.public(role).keyid != old
    assert rotation.fingerprint == fingerprint(county.workspace.keys.public(role).keyid)
    assert county.workspace.keys.waiting() == {}
    assert county.verify() == ()
    again = County(county.folder, MovedClock())
    for tenant in NAMES:
        again.put(tenant, "notice", notice("nachher"))
        again.publish(tenant)
    again.refresh()
    assert [one.notice_id for one in terminal.feed(COMMUNITY).notices] == ["vorher", "nachher"]
    trusted = [json.loads(file.read_bytes())["signed"] for file in again.workspace.site.current_files().values()]
    assert old not in json.dumps(trusted)


def test_a_lost_root_key_is_replaced_by_the_other_two(county: County, terminal: Terminal):
    terminal.feed(COUNTY)
    lost = county.workspace.keys.public("root-3").keyid
    county.workspace.keys.file("root-3").unlink()
    county.rotate("root-3")
    root = county.workspace.site.root().signed
    assert lost not in root.keys
    assert len(root.roles["root"].keyids) == 3
    assert terminal.feed(COUNTY).tenant == COUNTY
    county.workspace.keys.file("root-1").unlink()
    county.workspace.keys.file("root-2").unlink()
    with pytest.raises(KeyMissing):
        County(county.folder, MovedClock()).rotate("timestamp")


def test_a_role_that_is_not_there_is_named(county: County):
    with pytest.raises(NothingToRotate):
        county.rotate("330106-009")


@pytest.mark.parametrize("role", [EDITOR, "timestamp", "targets"])
def test_a_crash_while_a_key_changes_is_put_right_by_the_next_command(
    county: County, terminal: Terminal, role: str, monkeypatch: pytest.MonkeyPatch
):
    county.put(COMMUNITY, "notice", notice("vorher"))
    county.publish(COMMUNITY)
    before = terminal.feed(COMMUNITY)
    done, after = False, 0
    while not done:
        real, left = os.replace, after

        def cut(source: Path, target: Path) -> None:
            nonlocal left
            if left == 0:
                raise InterruptedError
            left -= 1
            real(source, target)  # noqa: B023 - used in this round

        with monkeypatch.context() as patch:
            patch.setattr("contract.durable.os.replace", cut)
            patch.setattr("pathlib.os.replace", cut)
            try:
                County(county.folder, MovedClock()).rotate(role)
                done = True
            except InterruptedError:
                pass
        again = County(county.folder, MovedClock())
        again.refresh()
        assert again.verify() == ()
        assert terminal.feed(COMMUNITY) == before
        after += 1
    assert after > 4


# ---- a clerk's own key


@pytest.fixture
def clerk(county: County, tmp_path: Path) -> County:
    folder = tmp_path / "clerk"
    phrase = county.hand_out(COMMUNITY, folder)
    county.workspace.keys.file(EDITOR).unlink()
    return County(folder, MovedClock(), keys=KeyFolder(folder / "keys", Passphrases((phrase, "the clerk's own one"))))


def test_a_handed_out_key_has_a_passphrase_of_its_own(county: County, tmp_path: Path):
    phrase = county.hand_out(STREET, tmp_path / "street")
    with pytest.raises(PassphraseWrong):
        KeyFolder(tmp_path / "street" / "keys").signer("330106-001")
    KeyFolder(tmp_path / "street" / "keys", Passphrases((phrase,))).signer("330106-001")


def test_a_clerk_makes_a_key_that_nobody_else_has_had(county: County, clerk: County, terminal: Terminal):
    rotation = clerk.rotate(EDITOR)
    assert rotation.waits
    clerk.put(COMMUNITY, "notice", notice("noch-alt"))
    with pytest.raises(FingerprintDiffers):
        county.accept_key(COMMUNITY, clerk.folder, "0000-0000-0000-0000-0000")
    county.accept_key(COMMUNITY, clerk.folder, rotation.fingerprint.upper())
    assert county.verify() == ()
    again = County(clerk.folder, MovedClock(), keys=clerk.workspace.keys)
    again.sign(COMMUNITY)
    assert again.workspace.keys.waiting() == {}
    from central.publish import handing

    handing.take_in(county.workspace, clerk.folder)
    assert list(county.collect().accepted) == [COMMUNITY]
    assert [one.notice_id for one in terminal.feed(COMMUNITY).notices] == ["noch-alt"]
    assert not county.workspace.keys.has(EDITOR)


def test_a_new_key_without_the_level_above_is_not_collected(county: County, clerk: County):
    clerk.rotate(EDITOR)
    from central.publish import handing

    handing.take_in(county.workspace, clerk.folder)
    assert [type(error) for _, error in county.collect().refused] == [NotSigned]
    assert county.verify() == ()


# ---- levels that leave


def test_a_revoked_level_and_all_below_it_are_gone(county: County, terminal: Terminal):
    grid = f"{COMMUNITY}/01"
    county.delegate(grid, Line(zh="网格"))
    county.put(COMMUNITY, "notice", notice())
    county.publish(COMMUNITY)
    assert county.revoke(COMMUNITY) == (COMMUNITY, grid)
    assert county.verify() == ()
    assert county.tenants == (COUNTY, STREET)
    assert terminal.read(feed_path(COMMUNITY)) is None
    assert terminal.read(feed_path(grid)) is None
    with pytest.raises(TenantUnknown):
        county.sign(COMMUNITY)
    with pytest.raises(TenantsUnfit):
        county.revoke(COUNTY)


def test_a_revoked_level_comes_back_with_higher_versions(county: County, terminal: Terminal):
    terminal.feed(COMMUNITY)
    county.revoke(COMMUNITY)
    terminal.feed(STREET)
    county.delegate(COMMUNITY, Line(zh="回来了"))
    assert county.verify() == ()
    assert terminal.feed(COMMUNITY).name.zh == "回来了"


# ---- lives


def test_a_clerk_who_has_no_news_for_two_years_still_has_an_area(county: County, clock: MovedClock):
    for days in range(0, 700, 20):
        clock.ahead = timedelta(days=days)
        county.refresh()
    county.put(COMMUNITY, "notice", notice())
    county.publish(COMMUNITY)
    assert not [one for one in county.verify() if one.weight == "error"]


# ---- a signer elsewhere


class TokenKey(SSlibKey):
    """As a national scheme's package would bring it: a scheme of its own, here over ed25519."""

    @classmethod
    def from_dict(cls, keyid: str, key_dict: dict[str, Any]) -> "TokenKey":
        return cls(keyid, key_dict["keytype"], key_dict["scheme"], key_dict["keyval"])

    def verify_signature(self, signature: Signature, data: bytes) -> None:
        SSlibKey(self.keyid, "ed25519", "ed25519", self.keyval).verify_signature(signature, data)


class Token(Signer):
    held: dict[str, CryptoSigner] = {}  # noqa: RUF012 - the token's memory

    def __init__(self, slot: str, public: Key) -> None:
        self._slot, self._public = slot, public

    @classmethod
    def from_priv_key_uri(cls, priv_key_uri: str, public_key: Key, secrets_handler: Any = None) -> "Token":
        slot = priv_key_uri.partition(":")[2]
        if slot not in cls.held:
            raise ValueError(f"no slot {slot}")
        return cls(slot, public_key)

    @property
    def public_key(self) -> Key:
        return self._public

    def sign(self, payload: bytes) -> Signature:
        return Signature(self._public.keyid, self.held[self._slot].sign(payload).signature)


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> Key:
    monkeypatch.setitem(KEY_FOR_TYPE_AND_SCHEME, ("token", "token-1"), TokenKey)
    monkeypatch.setitem(SIGNER_FOR_URI_SCHEME, "token", Token)
    inner = CryptoSigner.generate_ed25519()
    Token.held["3"] = inner
    return TokenKey("ab" * 32, "token", "token-1", {"public": inner.public_key.to_dict()["keyval"]["public"]})


def test_a_role_may_be_signed_for_by_a_token(token: Key, tmp_path: Path, clock: MovedClock):
    folder = tmp_path / "county"
    (tmp_path / "token.key").write_bytes(public_file(token))
    attach = ["--county", str(folder), "key", "attach", "targets", "--public-key", str(tmp_path / "token.key")]
    assert main([*attach, "token:9"]) == 1
    assert main([*attach, "token:3"]) == 0
    county = County.create(folder, NAMES, clock)
    assert b"BEGIN" not in (folder / "keys" / "targets.key").read_bytes()
    county.put(COUNTY, "notice", notice())
    county.publish(COUNTY)
    assert county.verify() == ()
    [signature] = county.workspace.site.role("targets").signatures
    assert signature == token.keyid
    assert len(Terminal(county, tmp_path / "terminal").feed(COUNTY).notices) == 1


# ---- trying, pushing


@pytest.mark.parametrize(
    "command",
    [
        ["notice", "add", "--tenant", COMMUNITY, "--title", "停水", "--body", "储水", "--issuer", "居委会"],
        ["sign", "--tenant", COMMUNITY, "--collect"],
        ["refresh"],
        ["rotate", EDITOR],
        ["revoke", "--tenant", COMMUNITY],
        ["delegate", "--tenant", "330106/002", "--name", "新街道"],
        ["renew-root"],
        ["push", "--to", "OTHER"],
        ["hand-out", "--tenant", COMMUNITY, "--to", "OTHER"],
        ["alert", "cancel", "--tenant", COMMUNITY, "nothing"],
    ],
)
def test_a_dry_run_changes_nothing(
    command: list[str], county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    other = tmp_path / "other"
    before = folder_state(county.folder)
    code = main(
        ["--county", str(county.folder), "--dry-run", *(str(other) if one == "OTHER" else one for one in command)]
    )
    assert code == (1 if command[0] == "alert" else 0)
    said = capsys.readouterr()
    assert ("试运行" in said.out) == (code == 0)
    assert folder_state(county.folder) == before
    assert not other.exists()
    assert not list(tmp_path.rglob(".trial-*"))


def test_a_new_county_can_be_tried(tmp_path: Path):
    assert main(["--county", str(tmp_path / "new"), "--dry-run", "init", "--tenant", "330106=示范县"]) == 0
    assert not (tmp_path / "new").exists()


def test_a_push_brings_what_is_new_and_takes_away_what_is_over(
    county: County, clock: MovedClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    served = tmp_path / "served"
    assert main(["--county", str(county.folder), "push", "--to", str(served)]) == 0
    assert folder_state(served) == folder_state(county.site)
    media = county.add_media(COMMUNITY, picture(tmp_path / "a.png"))
    county.publish(COMMUNITY)
    pushed = push(county.workspace.site, served)
    assert pushed.copied == 4  # feed, picture, the level's role, snapshot
    county.withdraw(COMMUNITY, "media", media.sha256)
    county.publish(COMMUNITY)
    for days in (0, 2):
        clock.ahead = timedelta(days=days)
        county.refresh()
    assert push(county.workspace.site, served).removed > 0
    assert folder_state(served) == folder_state(county.site)


def test_a_push_goes_nowhere_else(county: County, tmp_path: Path, clock: MovedClock):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear")
    other = County.create(tmp_path / "other", {COUNTY: Line(zh="别的县")}, clock)
    push(other.workspace.site, tmp_path / "theirs")
    push(county.workspace.site, tmp_path / "newer")
    old = folder_state(county.folder)
    county.refresh()
    push(county.workspace.site, tmp_path / "newer")
    for file in county.folder.rglob("metadata/timestamp.json"):
        file.write_bytes(old[str(file.relative_to(county.folder))])
    for folder in (tmp_path / "home", tmp_path / "theirs", tmp_path / "newer", county.site):
        with pytest.raises(PushRefused):
            push(county.workspace.site, folder)
    assert (tmp_path / "home" / "letter.txt").exists()
