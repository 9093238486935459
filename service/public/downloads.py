"""Files of a declared contest, each a view of its published record."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import JsonValue

from ballots.evidence.written import minutes_bytes
from counting.motion import MotionRecord
from counting.views.table import count_sheet
from service.errors import NotFound
from service.public.sources import Sources
from service.public.views import record_file, record_of, sheet_csv

BASE = "/elections/{election}/contests/{contest}"


def add_downloads(app: FastAPI, sources: Sources) -> None:
    """Add the routes of the downloads."""

    async def record(election: str, contest: str) -> dict[str, JsonValue]:
        for result in (await sources.results(election)).contests:
            if result.id == contest and result.record is not None:
                return result.record
        raise NotFound("no-record", "There is no count of such a contest in this election.")

    @app.get(f"{BASE}/record.json", summary="The count record, canonical JSON")
    async def get_record(election: str, contest: str) -> Response:
        found = await record(election, contest)
        data = await run_in_threadpool(record_file, found)
        return _file(data, "application/json", f"{election}-{contest}-record.json")

    @app.get(f"{BASE}/minutes.txt", summary="The minutes of the count")
    async def get_minutes(election: str, contest: str) -> Response:
        found = await record(election, contest)
        data = await run_in_threadpool(lambda: minutes_bytes(record_of(found)))
        return _file(data, "text/plain; charset=utf-8", f"{election}-{contest}-minutes.txt")

    @app.get(f"{BASE}/sheet.csv", summary="The count sheet, for a spreadsheet")
    async def get_sheet(election: str, contest: str) -> Response:
        found = await record(election, contest)
        counted = record_of(found)
        if isinstance(counted, MotionRecord):
            raise NotFound("no-sheet", "A motion has no count sheet: its record has the votes.")
        text = await run_in_threadpool(lambda: sheet_csv(count_sheet(counted)))
        # The mark at the beginning tells spreadsheets that this is UTF-8.
        data = text.encode("utf-8-sig")
        return _file(data, "text/csv; charset=utf-8", f"{election}-{contest}-sheet.csv")


def _file(data: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "public, max-age=60",
    }
    return Response(data, media_type=media_type, headers=headers)
