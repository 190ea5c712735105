"""The ceiling of the intake: FastAPI and the driver, the same rows, and nothing else.

`python -m benchmarks.bare_intake DATABASE_URL PORT`. Its rows are copies of those that the
real intake wrote for one need, with new ids; see intake.py.
"""

import argparse
import json
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import uvicorn
from fastapi import FastAPI, Request
from pydantic import BaseModel

from shared import ids

CONNECTIONS = 8


class Sample(BaseModel):
    """The rows of one need: statements, each with the row it stores as JSON text."""

    need_id: str
    rows: list[tuple[str, str]]
    ids: list[str]
    """What must be new in every copy."""


class Filing(BaseModel):
    """As much of a filing as has to be read."""

    title: str
    description: str


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    app.state.pool = await asyncpg.create_pool(sys.argv[1], min_size=1, max_size=CONNECTIONS)
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=_lifespan)


@app.get("/readyz")
async def ready() -> str:
    """Say that it is there."""
    return "ready"


@app.put("/sample")
async def learn(sample: Sample, request: Request) -> None:
    """Learn what to store."""
    request.app.state.sample = sample


@app.post("/needs", status_code=201)
async def file(filing: Filing, request: Request) -> dict[str, Any]:
    """Store the rows of one need in one transaction."""
    sample: Sample = request.app.state.sample
    fresh = [(old, str(ids.new())) for old in sample.ids]
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        for statement, row in sample.rows:
            text = row
            for old, new in fresh:
                text = text.replace(old, new)
            await connection.execute(statement, text)
    return {"id": fresh[0][1], "title": filing.title, "told": json.dumps(filing.model_dump())}


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m benchmarks.bare_intake", description=__doc__)
    parser.add_argument("database_url")
    parser.add_argument("port", type=int)
    uvicorn.run(app, host="127.0.0.1", port=parser.parse_args().port, access_log=False)
