"""Signing in from a mini-program, and letting an account be signed in to from one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.registry.account.errors import AccountDisabled
from services.registry.session.schemas import TokensView
from services.registry.wechat import use_cases
from services.registry.wechat.clients import WeChat
from services.registry.wechat.errors import (
    CommunityNeeded,
    NoOtherWay,
    NotBound,
    ResidentsOnly,
    WechatAtRisk,
    WechatCodeRefused,
    WechatNotSetUp,
    WechatSilent,
    WechatTaken,
)
from services.registry.wechat.schemas import WeChatBinding, WeChatLogin
from shared.errors import BadValue
from shared.idempotency import unkept
from shared.web import Begin, Now, Public, SignedIn, problems

router = APIRouter(tags=["sessions"])

ASKING = (WechatNotSetUp, WechatCodeRefused, WechatAtRisk, WechatSilent)


async def _wechat(request: Request) -> WeChat:
    found: WeChat | None = request.app.state.wechat
    if found is None:
        raise WechatNotSetUp
    return found


Asked = Annotated[WeChat, Depends(_wechat)]


@router.post(
    "/sessions/wechat",
    status_code=201,
    response_model=TokensView,
    responses=problems(*ASKING, CommunityNeeded, AccountDisabled, BadValue),
)
async def sign_in(asked: WeChatLogin, wechat: Asked, begin: Begin, now: Now, _: Public) -> Response:
    """Sign in with a code of `wx.login`, which is good for one try.

    The first time it comes with one's community, and an account is opened there.
    """
    user = await wechat.open_id(asked.code)
    async with begin() as uow:
        tokens = await use_cases.sign_in(uow, user, region_id=asked.region_id, at=now)
    return unkept(201, TokensView, tokens)


@router.put(
    "/me/wechat",
    status_code=204,
    responses=problems(*ASKING, ResidentsOnly, WechatTaken),
)
async def bind(
    asked: WeChatBinding, wechat: Asked, begin: Begin, now: Now, _: SignedIn
) -> Response:
    """Let one's account be signed in to from the mini-program too."""
    user = await wechat.open_id(asked.code)
    async with begin() as uow:
        await use_cases.bind(uow, user, at=now)
        return uow.done()


@router.delete("/me/wechat", status_code=204, responses=problems(NotBound, NoOtherWay))
async def unbind(begin: Begin, _: SignedIn) -> Response:
    """Let it be signed in to with the password only."""
    async with begin() as uow:
        await use_cases.unbind(uow)
        return uow.done()
