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

GAP = r"[ \-\u00a0\u2010-\u2015\u3000\uff0d]?"
"""How people and programs part the groups of a number."""
IS = r"[\"']?\s{0,3}[:=：]\s{0,3}[\"']?"

KEYED = (
    # whatever is said to be a secret, a name or a home
    re.compile(r"(\bBearer\s{1,3})([\w.~+/=-]+)", re.IGNORECASE),
    re.compile(r"((?:cookie|authorization)[\"']?\s{0,3}[:=]\s{0,3})([^\n\"]+)", re.IGNORECASE),
    re.compile(
        rf"((?:(?:token|secret|password|passwd|passphrase|api_?key|csrf)(?:{IS}|\s+is\s+)"
        rf"|(?:口令|密码|令牌)(?:{IS}|是|为)))([^\s,;\"'}}&]+)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"((?:姓名|名字|户名|户主|持卡人|申请人|缴费人|联系人|住址|出生|生日|\b(?:holder|payer|resident|applicant|birth)){IS})"
        r"([^,;，；\"'}\n]{1,80})",
        re.IGNORECASE,
    ),
    re.compile(rf"((?:姓名|名字|户名|户主|持卡人|申请人|缴费人|联系人|住址)[\s(（是为]{{0,3}})([{HAN}·]+)"),
    re.compile(rf"((?:地址|民族|name|address|ethnicity){IS})([{HAN}][^\s,;，；\"'}}]*)", re.IGNORECASE),
    re.compile(r"(\w://)([^/\s:@]*:[^/\s@]*)(?=@)"),
)
PATTERNS = (
    # Chinese in escapes, where no other pattern would see it
    re.compile(r"(?:\\u[0-9a-f]{4}){2,}|(?:\\x[0-9a-f]{2}){4,}|(?:%[0-9a-f]{2}){4,}", re.IGNORECASE),
    # resident numbers of 18 and 15 digits and bank cards of 16 to 19, in whatever groups; masked ones
    re.compile(rf"(?<!\d)\d(?:{GAP}\d){{13,17}}{GAP}[\dXxＸｘ](?!\d)"),
    re.compile(r"\d{3}\*{4,}\d{2,4}[Xx]?"),
    # phones: mobile with an optional country code, landline with its area code
    re.compile(rf"(?<!\d)(?:(?:\+|00)?86{GAP})?1[3-9](?:{GAP}\d){{9}}(?!\d)"),
    re.compile(r"(?<![\d.])1[3-9]\d\.\d{4}\.\d{4}(?![\d.])"),
    re.compile(rf"(?<![0-9A-Za-z])0\d{{2,3}}[)）]?{GAP}\d{{3,4}}{GAP}\d{{4}}(?![0-9A-Za-z])"),
    re.compile(r"(?<![\w.+-])[\w.+-]{1,200}@[\w-]+(?:\.[\w-]+)+"),
    # names: a surname and one or two more, standing alone; masked ones
    re.compile(rf"(?<![{HAN}])(?:[{SURNAMES}][{HAN}]{{1,2}}|(?:{COMPOUND})[{HAN}]{{1,2}})(?![{HAN}])"),
    re.compile(rf"[{HAN}]\*{{1,4}}[{HAN}]?"),
)
"""None of them begins anew within a run that it has given up: a line of a hundred thousand letters costs no more than
as many letters in lines."""


def redacted(text: str) -> str:
    for pattern in KEYED:
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    for pattern in PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text
