"""A statement as a table and as a document on paper."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

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

DIGITS = "Courier"
"""Every reader has it as well; of one width, so that a line's figures are drawn at once."""

HASH_SHOWN = 16
"""Digits of a hash on paper; the whole is in the CSV."""

WIDTH, TOP, BOTTOM, MARGIN, LEADING = 523, 806, 36, 36, 12
"""Of the printed part of a page of A4, in points; `LEADING` is a line's height."""

KIND_AT, NAMES_AT = 217, (0, 48, 144, 217, 281, 348, 374)
"""Where a line's kind stands between its figures, and where the columns' names stand."""


@dataclass(frozen=True)
class Paper:
    """What a printed statement says besides its lines."""

    title: str
    heading: Sequence[str]
    footer: Sequence[str]


def as_csv(lines: Iterable[Iterable[str]]) -> str:
    """Lines as spreadsheets read them (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue()


def as_pdf(paper: Paper, lines: Sequence[Sequence[str]]) -> bytes:
    """The lines on pages of A4, in Chinese."""
    # Loaded on use: it takes 20 MB that an API without readers of paper need not hold.
    from reportlab.lib import pagesizes, styles  # noqa: PLC0415
    from reportlab.pdfbase import cidfonts, pdfmetrics  # noqa: PLC0415
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415
    from reportlab.platypus import Paragraph  # noqa: PLC0415

    pdfmetrics.registerFont(cidfonts.UnicodeCIDFont(FONT))
    plain = styles.ParagraphStyle("plain", fontName=FONT, fontSize=9, leading=13, wordWrap="CJK")
    large = styles.ParagraphStyle("large", parent=plain, fontSize=15, leading=24)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=pagesizes.A4)
    canvas.setTitle(paper.title)
    head = [Paragraph(escape(text), plain) for text in paper.heading]
    y = _put(canvas, [Paragraph(escape(paper.title), large), *head], TOP)
    for first, many in _cut(len(lines), room=y - BOTTOM - LEADING):
        if first:
            canvas.showPage()
            y = TOP
        y = _draw(canvas, lines[first : first + many], y - LEADING)
    foot = [Paragraph(escape(text), plain) for text in paper.footer]
    if y - BOTTOM < LEADING * 2 * (len(foot) + 1):
        canvas.showPage()
        y = TOP
    _put(canvas, foot, y - LEADING)
    canvas.save()
    return file.getvalue()


def _cut(lines: int, *, room: float) -> Iterator[tuple[int, int]]:
    """Which lines stand on each page, below the columns' names; the first has only so much room."""
    first = 0
    while first < lines or first == 0:
        many = max(int(room / LEADING) - 1, 1)
        yield first, many
        first, room = first + many, TOP - BOTTOM - LEADING


def _put(canvas: Any, texts: Iterable[Any], y: float) -> float:
    """Texts one below the other; answers where the last one ends."""
    for text in texts:
        _, height = text.wrapOn(canvas, WIDTH, TOP - BOTTOM)
        y -= height
        text.drawOn(canvas, MARGIN, y)
    return y


def _draw(canvas: Any, lines: Sequence[Sequence[str]], y: float) -> float:
    """A page's lines: the names, each line's figures at once, and the kinds between them."""
    canvas.setFont(FONT, 8)
    names = [name for key, name in COLUMNS.items() if key != "transfer_id"]
    for name, x in zip(names, NAMES_AT, strict=True):
        canvas.drawString(MARGIN + x, y, name)
    figures = canvas.beginText(MARGIN, y - LEADING)
    figures.setFont(DIGITS, 8, LEADING)
    kinds = canvas.beginText(MARGIN + KIND_AT, y - LEADING)
    kinds.setFont(FONT, 8, LEADING)
    for seq, recorded, effective, kind, amount, balance, _, digest in lines:
        figures.textLine(
            f"{seq:<9} {recorded} {effective}{amount:>22}{balance:>14}  {digest[:HASH_SHOWN]}"
        )
        kinds.textLine(KINDS.get(kind, kind))
    canvas.drawText(figures)
    canvas.drawText(kinds)
    canvas.setStrokeGray(0.7)
    rules = [y - 3 - LEADING * number for number in range(len(lines) + 1)]
    canvas.lines([(MARGIN, at, MARGIN + WIDTH, at) for at in rules])
    return rules[-1]
