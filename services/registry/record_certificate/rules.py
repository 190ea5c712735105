"""A record of service as a document on paper."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from shared.numbers import check_digits

FONT = "STSong-Light"
"""A CID font: every PDF reader has or fetches it, so no font file is shipped or embedded."""
WIDTHS = (80, 340, 80)
"""Of the columns of services, in points."""
TITLE = "志愿服务记录证明"


def number(year: int, serial: int) -> str:
    """The certificate's number: `Z`, the year, eight digits, two that check them all."""
    digits = f"{year:04d}{serial:08d}"
    return f"Z{digits}{check_digits(digits)}"


def hours_told(minutes: int) -> str:
    """Time as people say it."""
    return f"{minutes // 60} 小时 {minutes % 60} 分钟"


@dataclass(frozen=True)
class Paper:
    """What the document says besides the services."""

    number: str
    code: str
    volunteer: str
    """His name, number and identity number, as this reader may see them."""
    organization: str
    period: tuple[date, date]
    minutes: int
    responsible: str
    contact: str
    issued_on: date
    revoked_on: date | None

    def texts(self) -> list[str]:
        """The lines above the services."""
        revoked = [f"本证明已于 {self.revoked_on} 作废。"] if self.revoked_on else []
        return [
            *revoked,
            f"证明编号：{self.number}　查验码：{self.code}",
            self.volunteer,
            f"期间：{self.period[0]} 至 {self.period[1]}　服务时长合计：{hours_told(self.minutes)}",
            f"出具单位：{self.organization}　出具日期：{self.issued_on}",
            f"负责人：{self.responsible}　联系方式：{self.contact}",
            "本证明免费出具，可凭查验码在本平台公开查验。",
        ]


def as_pdf(paper: Paper, services: Sequence[Mapping[str, Any]]) -> bytes:
    """The document on pages of A4, in Chinese."""
    # Loaded on use: it takes 20 MB that an API without readers of paper need not hold.
    from reportlab.lib import pagesizes, styles  # noqa: PLC0415
    from reportlab.pdfbase import cidfonts, pdfmetrics  # noqa: PLC0415
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table  # noqa: PLC0415

    pdfmetrics.registerFont(cidfonts.UnicodeCIDFont(FONT))
    plain = styles.ParagraphStyle("plain", fontName=FONT, fontSize=10, leading=16, wordWrap="CJK")
    large = styles.ParagraphStyle("large", parent=plain, fontSize=18, leading=32, alignment=1)
    rows = [("服务日期", "服务内容", "分钟")]
    rows += [(one["served_on"], one["activity"], str(one["minutes"])) for one in services]
    cells = [[Paragraph(escape(text), plain) for text in row] for row in rows]
    file = io.BytesIO()
    document = SimpleDocTemplate(file, pagesize=pagesizes.A4, title=TITLE)
    told = [Paragraph(escape(text), plain) for text in paper.texts()]
    document.build([Paragraph(TITLE, large), *told, Table(cells, WIDTHS, repeatRows=1)])
    return file.getvalue()
