"""The ceiling of posting over HTTP: FastAPI reads the same body and answers the same view.

`python -m benchmarks.credit_bare PORT`.
"""

import argparse
from typing import Annotated, Any
from uuid import UUID

import uvicorn
from fastapi import FastAPI, Header

from services.credit.grant.schemas import GrantDecision, GrantView
from services.credit.grant.states import GrantState
from services.credit.transfer.model import TransferKind

ID = UUID(int=1)
LINE = {"debit": ID, "credit": ID, "amount": 10, "effective_on": "2026-03-02"}
ANSWER: dict[str, Any] = {
    "id": ID,
    "version": 2,
    "kind": TransferKind.GRANT,
    "lines": [LINE],
    "whole": True,
    "reason": "补发",
    "evidence": ["会议纪要"],
    "reverses": None,
    "state": GrantState.APPROVED,
    "proposed_by": ID,
    "decided_by": ID,
    "decision": None,
    "outcomes": [{"transfer_id": ID, "status": "ok"}],
}

app = FastAPI()


@app.get("/readyz")
async def ready() -> str:
    """Say that it is there."""
    return "ready"


@app.post("/grants/{grant_id}/approval")
async def approve(
    grant_id: UUID, asked: GrantDecision, authorization: Annotated[str, Header()]
) -> GrantView:
    """Read, validate and answer."""
    assert authorization
    return GrantView.model_validate(ANSWER | {"id": grant_id, "decision": asked.reason})


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m benchmarks.credit_bare", description=__doc__)
    parser.add_argument("port", type=int)
    uvicorn.run(app, host="127.0.0.1", port=parser.parse_args().port, access_log=False)
