# SPDX-License-Identifier: Apache-2.0
"""People whom nobody else has a reason to mention, with the cards that they bring."""

import random
from dataclasses import dataclass, field

from device_drivers.resident_id.chip import CardData, Chip, Foreigner2017Data, Foreigner2023Data, PermitData
from device_drivers.resident_id.numbers import is_id_number
from tests.rigs.privacy_grep.search import Planted

GIVEN = "翊骁璟瑄澍霂旸煊郗珩栩鄞䶮锴"
SURNAMES = ("欧阳", "令狐", "赫连", "司徒")
STREETS = ("槭树弯", "鹭鸶浦", "铧嘴坪", "蓼花汀")


@dataclass(frozen=True)
class Resident:
    card: CardData = field(repr=False)
    bill_no: str
    case_no: str
    payment_code: str = field(repr=False)

    @property
    def planted(self) -> Planted:
        card = self.card
        return Planted(
            f"resident {self.bill_no[-1]}",
            words=(card.name, card.address),
            numbers=(card.id_number, self.payment_code),
            blobs=(card.photo,),
        )


@dataclass(frozen=True)
class Guest:
    """Who has another card than a resident's."""

    card: Chip = field(repr=False)
    planted: Planted


def residents(choice: random.Random, count: int) -> list[Resident]:
    return [
        Resident(
            CardData(
                name=SURNAMES[at % len(SURNAMES)] + "".join(choice.sample(GIVEN, 2)),
                id_number=_number(choice, "330106"),
                address=f"示范县{choice.choice(STREETS)}{choice.randint(100, 999)}号",
                photo=choice.randbytes(1024),
                appended_address=f"示范县{choice.choice(STREETS)}新村{choice.randint(100, 999)}号",
            ),
            f"W2026100{choice.randrange(10**4):04}{at}",
            f"33010626{choice.randrange(10**8):08}",
            f"28{choice.randrange(10**16):016}",
        )
        for at in range(count)
    ]


def guests(choice: random.Random) -> list[Guest]:
    english = "".join(choice.choices("BDFGKLMVXZ", k=9)) + ", " + "".join(choice.choices("BDFGKLMVXZ", k=7))
    chinese = "赫连" + "".join(choice.sample(GIVEN, 2))
    born = f"19{choice.randint(50, 99)}0{choice.randint(1, 9)}1{choice.randint(0, 9)}"
    cards: tuple[Chip, ...] = (
        PermitData(
            name=chinese,
            id_number=_number(choice, "810000"),
            travel_permit=f"H{choice.randrange(10**8):08}",
            photo=choice.randbytes(1024),
        ),
        Foreigner2017Data(
            name=english,
            id_number=f"CAN{choice.randrange(10**12):012}",
            birth=born,
            chinese_name=chinese,
            photo=choice.randbytes(1024),
        ),
        Foreigner2023Data(
            name=english,
            id_number=_number(choice, "911124"),
            chinese_name=chinese,
            photo=choice.randbytes(1024),
        ),
    )
    return [
        Guest(
            card,
            Planted(
                f"guest {card.flag}",
                words=(chinese, english) if card.flag != "J" else (chinese,),
                numbers=(card.id_number,),
                blobs=(card.photo,),
            ),
        )
        for card in cards
    ]


def book(everybody: list[Resident]) -> str:
    """The county's book of them."""
    return "\n".join(
        f'[[resident]]\nname = "{one.card.name}"\nnumber = "{one.card.id_number}"\naddress = "{one.card.address}"\n'
        f'[[resident.bill]]\nbill_no = "{one.bill_no}"\nkind = "water"\namount_fen = 4620\n'
        'period = { zh = "2026年10月" }\npayee = { zh = "示范县自来水有限公司" }\n'
        f'[[resident.case]]\nproject_no = "{one.case_no}"\ntask_name = {{ zh = "老年人优待证办理" }}\n'
        'org_name = { zh = "示范县民政局" }\nstate = "in_review"\napply_date = 2026-11-16\n'
        for one in everybody
    )


def _number(choice: random.Random, place: str) -> str:
    born = f"{choice.randint(1940, 2005)}{choice.randint(1, 12):02}{choice.randint(1, 28):02}"
    stem = f"{place}{born}{choice.randrange(1000):03}"
    return next(stem + last for last in "0123456789X" if is_id_number(stem + last))
