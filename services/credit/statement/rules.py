"""A statement as a table and as a document on paper."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

COLUMNS = {
    "seq": "序号",
    "recorded_at": "记账时间",
    "effective_on": "生效日期",
    "kind": "类型",
    "amount": "积分",
    "balance_after": "余额",
    "transfer_id": "记账编号",
    "hash": "链上摘要",
}
"""What stands in a line, and what it is called on paper."""

KINDS = {
    "earn": "服务所得",
    "adjust": "更正",
    "evaluate": "绩效考评",
    "penalize": "扣分",
    "grant": "奖励",
    "capture": "兑换",
    "expire": "到期",
    "reverse": "冲正",
    "succeed": "承继",
    "opening": "期初",
    "arrears": "欠分",
}
"""What a kind of transfer is called on paper."""

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads Chinese as something else."""

FONT = "STSong-Light"
"""A CID font: every PDF reader has or fetches it, so no font file is shipped or embedded."""

HASH_SHOWN = 16
"""Digits of a hash on paper; the whole is in the CSV."""


@dataclass(frozen=True)
class Paper:
    """What a printed statement says besides its lines."""

    title: str
    heading: Sequence[str]
    footer: Sequence[str]


def as_csv(lines: Sequence[Sequence[str]]) -> str:
    """The lines under their names, as spreadsheets read them (RFC 4180)."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    table = csv.writer(text)
    table.writerow(COLUMNS)
    table.writerows(lines)
    return text.getvalue()


def as_pdf(paper: Paper, lines: Sequence[Sequence[str]]) -> bytes:
    """The lines on pages of A4, in Chinese."""
    # Loaded on use: it takes 20 MB that an API without readers of paper need not hold.
    from reportlab.lib import colors, pagesizes, styles  # noqa: PLC0415
    from reportlab.pdfbase import cidfonts, pdfmetrics  # noqa: PLC0415
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer  # noqa: PLC0415

    pdfmetrics.registerFont(cidfonts.UnicodeCIDFont(FONT))
    plain = styles.ParagraphStyle("plain", fontName=FONT, fontSize=9, leading=13)
    large = styles.ParagraphStyle("large", parent=plain, fontSize=15, leading=24)
    shown = [
        (*line[:3], KINDS.get(line[3], line[3]), *line[4:6], line[7][:HASH_SHOWN]) for line in lines
    ]
    names = [name for key, name in COLUMNS.items() if key != "transfer_id"]
    style = [
        ("FONT", (0, 0), (-1, -1), FONT, 8),
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.grey),
        ("ALIGN", (4, 0), (5, -1), "RIGHT"),
    ]
    story = [
        Paragraph(paper.title, large),
        *(Paragraph(text, plain) for text in paper.heading),
        Spacer(1, 8),
        LongTable([names, *shown], style=style, repeatRows=1),
        Spacer(1, 8),
        *(Paragraph(text, plain) for text in paper.footer),
    ]
    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=pagesizes.A4, title=paper.title).build(story)
    return file.getvalue()
