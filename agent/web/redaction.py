# SPDX-License-Identifier: Apache-2.0
"""Takes personal data and secrets out of text that leaves the terminal. It rather takes too much than too little:
nobody's logs should hold such things in the first place, so this is the second net."""

import re

HIDDEN = "[…]"

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
COMPOUND = "欧阳|上官|司马|诸葛|司徒|夏侯|皇甫|尉迟|公孙|慕容|令狐|长孙|东方|独孤"
HAN = "\u3400-\u9fff"

PATTERNS = (
    # resident numbers of 18 and 15 digits, with or without gaps, full-width digits too, and masked ones
    re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXxＸ](?!\d)"),
    re.compile(r"(?<!\d)\d{15}(?!\d)"),
    re.compile(r"\d{3}\*{4,}\d{2,4}[Xx]?"),
    # bank cards
    re.compile(r"(?<!\d)\d{16,19}(?!\d)"),
    # phones: mobile with an optional country code, landline with its area code
    re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[ -]\d{3,4}[ -]?\d{4}(?!\d)"),
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    # names: a surname and one or two more, standing alone; masked ones
    re.compile(rf"(?<![{HAN}])(?:[{SURNAMES}][{HAN}]{{1,2}}|(?:{COMPOUND})[{HAN}]{{1,2}})(?![{HAN}])"),
    re.compile(rf"[{HAN}]\*{{1,4}}[{HAN}]?"),
)
KEYED = (
    # whatever is said to be a name or a secret
    re.compile(
        r"((?:姓名|名字|持卡人|住址|\b(?:holder|payer|resident|applicant))[\"']?\s*[:=：]\s*[\"']?)([^,;，；\"'}\n]{1,80})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"((?:地址|民族|\b(?:name|address|ethnicity))[\"']?\s*[:=：]\s*[\"']?)([{HAN}][^\s,;，；\"'}}]*)",
        re.IGNORECASE,
    ),
    re.compile(
        r"((?:\b(?:token|secret|password|passwd|api_?key|cookie)|口令|密码)[\"']?\s*[:=：]\s*[\"']?)([^\s,;\"'}]+)",
        re.IGNORECASE,
    ),
    re.compile(r"(\bBearer\s+)([\w.~+/=-]+)", re.IGNORECASE),
    re.compile(r"(\w://)([^/\s:@]*:[^/\s@]*)(?=@)"),
)


def redacted(text: str) -> str:
    for pattern in KEYED:
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    for pattern in PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text
