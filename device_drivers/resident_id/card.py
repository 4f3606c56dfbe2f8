# SPDX-License-Identifier: Apache-2.0
"""What a resident ID card says about its holder (GA/T 490)."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from device_drivers.errors import CardUnreadable

_NATION_ROWS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白",
    "土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇",
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒",
    "乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺",
)
NATIONS = {f"{code:02}": name for code, name in enumerate(" ".join(_NATION_ROWS).split(), start=1)}
NATIONS |= {"97": "其他", "98": "外国血统中国籍人士"}
"""GB/T 3304."""
SEXES = {"0": "未知", "1": "男", "2": "女", "9": "未说明"}
"""GB/T 2261.1."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


class CardKind(StrEnum):
    RESIDENT = "resident"
    HK_MACAO_TAIWAN = "hkMacaoTaiwanResidence"
    FOREIGNER_2017 = "foreignerPermanentResidence2017"
    FOREIGNER_2023 = "foreignerPermanentResidence2023"


_KIND_FLAGS = {
    "J": CardKind.HK_MACAO_TAIWAN,
    "I": CardKind.FOREIGNER_2017,
    "Y": CardKind.FOREIGNER_2023,
}


@dataclass(frozen=True)
class ResidentCard:
    """Fields as on the chip: dates YYYYMMDD (`valid_to` may be 长期), sex and nation as codes."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    sex: str = field(repr=False)
    nation: str = field(repr=False)
    birth: str = field(repr=False)
    address: str = field(repr=False)
    issuer: str = field(repr=False)
    valid_from: str = field(repr=False)
    valid_to: str = field(repr=False)
    kind: CardKind = CardKind.RESIDENT

    @property
    def sex_name(self) -> str:
        return SEXES.get(self.sex, "")

    @property
    def nation_name(self) -> str:
        return NATIONS.get(self.nation, "")


def decode_card(text: bytes) -> ResidentCard:
    """Read the 256 byte text block. The flag at offset 248 chooses the layout before anything else."""

    def at(offset: int, length: int) -> str:
        # Unused positions hold spaces, with some readers NUL. Half a surrogate pair shows as U+FFFD:
        # a name with one damaged character still identifies, and such a string can be stored.
        return text[offset : offset + length].decode("utf-16-le", "replace").strip(" \0")

    kind = _KIND_FLAGS.get(at(248, 2), CardKind.RESIDENT)
    if kind is not CardKind.RESIDENT:
        raise CardUnreadable(f"cards of kind {kind} are not read yet", code="cardKindUnsupported")
    card = ResidentCard(
        name=at(0, 30),
        sex=at(30, 2),
        nation=at(32, 4),
        birth=at(36, 16),
        address=at(52, 70),
        id_number=at(122, 36),
        issuer=at(158, 30),
        valid_from=at(188, 16),
        valid_to=at(204, 16),
    )
    if not card.name or not is_id_number(card.id_number):
        raise CardUnreadable("the card holds no name or no valid number")
    return card


def is_id_number(text: str) -> bool:
    """GB 11643: 17 digits and a check character by ISO 7064 MOD 11-2."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return _CHECK_DIGITS[total % 11] == text[17]
