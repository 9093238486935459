"""The rooms as one application, or any of them alone.

Each room is an application of its own; this one only mounts them and enters their lifespans.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from service.bodies import BodyLimit
from service.context import RoomContext
from service.db.session import Database
from service.headers import SecurityHeaders
from service.peers import Peers
from service.settings import ROOMS, Room, Settings


def create_app(settings: Settings, rooms: Sequence[Room] = ROOMS) -> Starlette:
    """The application that serves these rooms, at `/roll`, `/box`, `/office` and (public) `/`."""
    clock = settings.clock()
    peers = Peers(settings)
    databases: list[Database] = []
    made: dict[Room, FastAPI] = {}
    for room in rooms:
        module = import_module(f"service.{room}.app")
        database = None
        if room != "public":
            database = Database(settings.database_url(room))
            databases.append(database)
        context = RoomContext(room, settings, clock, database, peers)
        made[room] = module.create_room(context)
        peers.applications[room] = made[room]

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            # Left in the other order: the databases are closed when the rooms have ended.
            for database in databases:
                stack.callback(database.close)
            for app in made.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    # The public room stands at the root, so it is mounted last.
    order = sorted(made, key=lambda room: room == "public")
    routes = [Mount("" if room == "public" else f"/{room}", app=made[room]) for room in order]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders, https=settings.secure_cookies)
    return app
