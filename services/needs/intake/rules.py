"""Intake rules (spec/needs.md §2.3): texts and numbers in, findings out."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import phonenumbers

from services.needs.intake.errors import PiiInText
from services.needs.need.rules import Channel, Kind, Relation, Sensitivity, Urgency
from shared.coordinates import inside_china
from shared.errors import BadValue
from shared.target_groups import TargetGroup

COURSE_CHARACTERS = 8
"""A description shorter than this tells no course of events."""

CHINA = 86
"""Country calling code."""

CLOCK_SKEW = timedelta(minutes=5)
"""How far into the future a reporter's clock may run ahead."""

OWN_BENEFICIARIES_MAX = 30
"""People a resident speaks for: a large household. What a service earns grows with them."""

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
"""Check characters of an identity number, GB 11643-1999 (ISO 7064 MOD 11-2)."""

ID_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ \-]?[0-9]){16}[ \-]?[0-9Xx](?![0-9])")
MASK = "*"
FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－\u3000", "0123456789Xx- ")

FIRE = (
    r"着火|起火|失火|火灾|大火|明火|火势|火苗|冒烟|燃气泄漏|煤气泄漏|天然气泄漏"
    r"|燃气味|煤气味|爆炸|电梯困人|被困"
)
CRIME = r"自杀|轻生|跳楼|割腕|家暴|殴打|砍人|持刀|绑架|虐待|入室|走失|失踪"
ILLNESS = (
    r"自杀|割腕|昏迷|昏倒|晕倒|不省人事|没有呼吸|停止呼吸|触电|溺水"
    r"|煤气中毒|一氧化碳|大出血|心梗|抽搐"
)
EMERGENCIES = {
    number: re.compile(words) for number, words in (("119", FIRE), ("110", CRIME), ("120", ILLNESS))
}
"""Number to call, and the words that say so; a false alarm costs less than a missed one."""

ADVICE = {
    "119": "如有火情、燃气泄漏或人员被困，请立即撤离并拨打 119。",
    "110": "如有人身安全受到威胁或人员走失，请立即拨打 110。",
    "120": "如有人受伤、昏迷或病情危急，请立即拨打 120。",
}


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A need as it is told."""

    region_id: UUID
    category_code: str
    kind: Kind
    channel: Channel
    relation: Relation
    title: str
    description: str
    phone: str | None
    address: str | None
    point: tuple[float, float] | None
    beneficiaries: int
    target_groups: list[TargetGroup]
    urgency: Urgency
    sensitivity: Sensitivity
    occurred_at: datetime | None
    on_behalf: bool
    person_id: UUID | None
    household_id: UUID | None
    external_ref: str | None = None


def masked(told: Filing) -> Filing:
    """What another system told cannot be sent back: identity numbers are starred out instead."""
    if told.channel is not Channel.IMPORT_12345:
        return told
    address = told.address and starred(told.address)
    title, description = starred(told.title), starred(told.description)
    return replace(told, title=title, description=description, address=address)


def check(told: Filing, at: datetime) -> None:
    """Refuse what the form of a field does not show: identity numbers, the future, other places."""
    for field in ("title", "description", "address"):
        offsets = identity_numbers(getattr(told, field) or "")
        if offsets:
            raise PiiInText(pointer=f"/{field}", offsets=offsets)
    if told.occurred_at is not None and told.occurred_at > at + CLOCK_SKEW:
        raise BadValue(
            "/occurred_at", "发生时间不能晚于现在。", "It cannot have happened later than now."
        )
    if not told.on_behalf and told.beneficiaries > OWN_BENEFICIARIES_MAX:
        raise BadValue(
            "/beneficiaries",
            f"本人提出的需求最多填 {OWN_BENEFICIARIES_MAX} 人；惠及更多居民的，请由社区登记。",
            f"At most {OWN_BENEFICIARIES_MAX} people; what more of them need the community files.",
        )
    if told.phone is not None and e164(told.phone) is None:
        raise BadValue(
            "/phone", "请填写有效的手机或固定电话号码。", "Not a Chinese telephone number."
        )
    if told.point is not None and not inside_china(*told.point):
        raise BadValue(
            "/location", "位置不在服务范围内，请重新定位。", "This place is not in China."
        )


def identity_numbers(text: str) -> list[tuple[int, int]]:
    """Where valid 18-digit identity numbers stand in a text: (start, end) offsets."""
    found = ID_NUMBER.finditer(text.translate(FULL_WIDTH))
    return [hit.span() for hit in found if is_identity_number(re.sub(r"[ \-]", "", hit[0]))]


def starred(text: str) -> str:
    """The text with every identity number starred out, as long as before."""
    for start, end in identity_numbers(text):
        text = text[:start] + MASK * (end - start) + text[end:]
    return text


def is_identity_number(number: str) -> bool:
    """Whether birth date and check character fit 18 characters, the last of them perhaps X."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(ID_WEIGHTS, number, strict=False))
    return ID_CHECKS[total % 11] == number[17].upper()


def e164(phone: str) -> str | None:
    """A Chinese mobile or fixed line number as +86…, or None when it cannot be one."""
    try:
        number = phonenumbers.parse(phone, "CN")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != CHINA or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def emergency_numbers(text: str) -> list[str]:
    """Which emergency numbers the words of a text call for."""
    return [number for number, words in EMERGENCIES.items() if words.search(text)]


def advice(told: Filing) -> list[str]:
    """Whom to call at once, where the words of a filing tell of danger."""
    return [ADVICE[number] for number in emergency_numbers(f"{told.title}\n{told.description}")]


def missing_elements(
    *, contact: bool, place: bool, occurred: bool, past: bool, description: str
) -> list[str]:
    """Which of the five elements (who, when, where, cause, course) the report leaves open.

    `past`: it tells of something that happened, so the time belongs to it. Cause and course are
    both in the description; a short one leaves the course open.
    """
    gaps = {
        "who": not contact,
        "when": past and not occurred,
        "where": not place,
        "course": len(description) < COURSE_CHARACTERS,
    }
    return [element for element, is_open in gaps.items() if is_open]
