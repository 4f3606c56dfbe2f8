# SPDX-License-Identifier: Apache-2.0
"""What publishing refuses, each in one line of Chinese and of English: what is wrong, where, and what to do.

PublishError
├── FolderError      the workspace: missing, there already, busy, a key that is not here
├── ContentError     a document, its references or its media; `place` names document and field
│   └── Unfit        several of them at once
├── HandedInError    signed targets from a level that the county job does not take
└── SiteError        what is published does not verify
"""

from collections.abc import Sequence

from contract.text import Language


class PublishError(Exception):
    """`code` is stable. The templates are filled from the facts given."""

    code = "publish"
    zh = "发布失败。"
    en = "Publishing failed."

    def __init__(self, **facts: object) -> None:
        super().__init__(self.en.format(**facts))
        self.facts = facts

    def say(self, language: Language) -> str:
        return (self.en if language is Language.EN else self.zh).format(**self.facts)


# ---- the workspace


class FolderError(PublishError):
    code = "folder"


class NoCounty(FolderError):
    code = "noCounty"
    zh = "{folder} 不是发布文件夹：里面没有可用的 county.json。请用 --county 指明，或先运行 init。"
    en = "{folder} is no publishing folder: no readable county.json in it. Name one with --county, or run init first."


class CountyExists(FolderError):
    code = "countyExists"
    zh = "{folder} 里已经有一个县的密钥和内容，没有改动。请换一个空文件夹。"
    en = "{folder} holds a county's keys and content already; nothing was changed. Choose an empty folder."


class Busy(FolderError):
    code = "busy"
    zh = "另一个 linli publish 正在使用 {folder}。请稍后再试。"
    en = "Another linli publish is using {folder}. Try again in a moment."


class KeyMissing(FolderError):
    code = "keyMissing"
    zh = "这里没有 {role} 的私钥（{file}）。请在保管该密钥的机器上操作，或把密钥文件放回原处。"
    en = "The private key of {role} is not here ({file}). Work where it is kept, or put the file back."


class PassphraseMissing(FolderError):
    code = "passphraseMissing"
    zh = "{role} 的私钥要口令，这里没有人可问。请在终端里运行，或写进只有自己能读的文件，由环境变量 {variable} 指明。"
    en = (
        "The key of {role} needs a passphrase, and nobody is here to be asked. Run this in a terminal, or write it to "
        "a file that you alone can read, and let {variable} name that."
    )


class PassphraseWrong(FolderError):
    code = "passphraseWrong"
    zh = "口令不对，打不开 {role} 的私钥。没有任何改动。"
    en = "That is not the passphrase of {role}'s key. Nothing was changed."


class PassphraseWeak(FolderError):
    code = "passphraseWeak"
    zh = "这个口令不能用：{zh}。"
    en = "That passphrase will not do: {en}."


class FingerprintDiffers(FolderError):
    code = "fingerprintDiffers"
    zh = "交来的公钥指纹是 {found}，不是 {said}。没有任何改动；请与对方当面或打电话核对。"
    en = (
        "The key that was handed in has the fingerprint {found}, not {said}. Nothing was changed; compare it in person."
    )


class NothingToRotate(FolderError):
    code = "nothingToRotate"
    zh = "没有 {role} 这个角色。可以更换的有：{known}。"
    en = "There is no role {role}. These can be rotated: {known}."


class PushRefused(FolderError):
    code = "pushRefused"
    zh = "没有推送到 {folder}：{zh}。"
    en = "Not pushed to {folder}: {en}."


class TenantUnknown(FolderError):
    code = "tenantUnknown"
    zh = "没有 {tenant} 这一级。已有：{known}。"
    en = "There is no level {tenant}. Known: {known}."


class TenantsUnfit(FolderError):
    code = "tenantsUnfit"
    zh = "各级代码不对：{zh}。"
    en = "The levels do not fit: {en}."


class FileUnreadable(FolderError):
    code = "fileUnreadable"
    zh = "读不了文件 {file}：{why}。"
    en = "Cannot read {file}: {why}."


class ArgumentUnfit(FolderError):
    code = "argumentUnfit"
    zh = "{argument} 不对：{zh}。"
    en = "{argument} is wrong: {en}."


# ---- documents and media


class ContentError(PublishError):
    code = "content"


class Unfit(ContentError):
    """All that is wrong, so that it is put right in one go."""

    code = "unfit"

    def __init__(self, errors: Sequence[ContentError]) -> None:
        Exception.__init__(self, "\n".join(str(error) for error in errors))
        self.facts = {}
        self.errors = tuple(errors)

    def say(self, language: Language) -> str:
        return "\n".join(error.say(language) for error in self.errors)


class UnknownKey(ContentError):
    code = "unknownKey"
    zh = "{place}：没有 {key} 这个字段。{hint_zh}"
    en = "{place}: there is no field {key}. {hint_en}"


class Missing(ContentError):
    code = "missing"
    zh = "{place}：缺少必填字段 {key}。"
    en = "{place}: the field {key} is missing."


class TooLong(ContentError):
    code = "tooLong"
    zh = "{place}：太长，有 {length} 个字，最多 {limit} 个。请缩短。"
    en = "{place}: too long, {length} characters; the limit is {limit}. Shorten it."


class TooMany(ContentError):
    code = "tooMany"
    zh = "{place}：太多，有 {length} 项，最多 {limit} 项。请撤下一些。"
    en = "{place}: too many, {length} entries; the limit is {limit}. Withdraw some."


class Blank(ContentError):
    code = "blank"
    zh = "{place}：是空的。请填写，或删去这个字段。"
    en = "{place}: it is empty. Fill it in, or leave the field out."


class TextUnfit(ContentError):
    code = "textUnfit"
    zh = "{place}：含有屏幕不能显示的字符（{character}）。请删去它。"
    en = "{place}: holds a character that no screen can show ({character}). Remove it."


class FormUnfit(ContentError):
    code = "formUnfit"
    zh = "{place}：格式不对，应为：{zh}。"
    en = "{place}: not in the right form; expected {en}."


class TooBig(ContentError):
    code = "tooBig"
    zh = "{place}：共 {length} 字节，最多 {limit} 字节。请减少内容。"
    en = "{place}: {length} bytes in all; the limit is {limit}. Publish less at once."


class UsedTwice(ContentError):
    code = "usedTwice"
    zh = "{place}：编号 {id} 用了两次。请改其中一个。"
    en = "{place}: the id {id} is used twice. Change one of them."


class NotThere(ContentError):
    code = "notThere"
    zh = "{place}：指向的 {kind} {id} 不存在。请先添加它，或去掉这个引用。"
    en = "{place}: refers to the {kind} {id}, which does not exist. Add it first, or remove the reference."


class StillUsed(ContentError):
    code = "stillUsed"
    zh = "{kind} {id} 还在用：{users}。请先改它们。"
    en = "The {kind} {id} is still used by: {users}. Change those first."


class Contradiction(ContentError):
    code = "contradiction"
    zh = "{place}：{zh}。"
    en = "{place}: {en}."


class NeverDue(ContentError):
    code = "neverDue"
    zh = "{place}：这个节目永远轮不到播放：{zh}。"
    en = "{place}: this programme would never play: {en}."


class MediaUnfit(ContentError):
    code = "mediaUnfit"
    zh = "{place}：屏幕放不了这个文件：{zh}。"
    en = "{place}: no screen can show this file: {en}."


class ProbeMissing(ContentError):
    code = "probeMissing"
    zh = "{place}：检查视频要用 ffprobe 和 ffmpeg，这台机器上没有。请安装 Debian 软件包 ffmpeg 再试。"
    en = "{place}: checking a video needs ffprobe and ffmpeg, which are not here. Install the Debian package ffmpeg."


class PreviewFailed(ContentError):
    code = "previewFailed"
    zh = "预览没有画成（{program}）：{why}。"
    en = "The preview could not be drawn ({program}): {why}."


# ---- what levels hand in


class HandedInError(PublishError):
    code = "handedIn"


class NotSigned(HandedInError):
    code = "notSigned"
    zh = "{role}：签名不是这一级编辑的，没有发布。"
    en = "{role}: not signed by this level's editor; not published."


class NotNewer(HandedInError):
    code = "notNewer"
    zh = "{role}：交来的是第 {version} 版，已发布的是第 {published} 版；版本只能增加。请重新签名（sign）。"
    en = "{role}: version {version} was handed in, {published} is published; versions only rise. Sign again."


class OutsidePrefix(HandedInError):
    code = "outsidePrefix"
    zh = "{role}：签了不属于自己的路径 {path}，没有发布。"
    en = "{role}: signs the path {path}, which is not its own; not published."


class DelegationUnfit(HandedInError):
    code = "delegationUnfit"
    zh = "{role}：对下级的授权不对（{delegation}），没有发布。"
    en = "{role}: its delegation {delegation} is not as it must be; not published."


class HandedInBroken(HandedInError):
    code = "handedInBroken"
    zh = "{role}：交来的文件不完整或已损坏（{what}），没有发布。"
    en = "{role}: what was handed in is incomplete or damaged ({what}); not published."


class HandedInExpired(HandedInError):
    code = "handedInExpired"
    zh = "{role}：签名已过期，没有发布。请重新签名（sign）。"
    en = "{role}: its signature has expired; not published. Sign again."


# ---- what is published


class SiteError(PublishError):
    code = "site"


class SiteBroken(SiteError):
    code = "siteBroken"
    zh = "已发布的 {file} 缺失或已损坏：{why}。请从备份恢复 site 文件夹。"
    en = "The published {file} is missing or damaged: {why}. Restore the folder `site` from a copy."
