"""The pages for everybody: elections, one election, its result, and the booth's shell."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import FastAPI, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from ballots.contest_policy import IF_INFEASIBLE, NONE, PRINTED
from ballots.manifest import Manifest
from ballots.manifest_contest import ContestTerms
from ballots.motion_policy import CASTING_VOTE, motion_terms
from ballots.motions import is_motion
from ballots.times import utc_text
from counting.motion import PROCEDURE, Procedure
from counting.motion_words import terms_words
from counting.rule import Rule
from counting.rules import find_rule
from counting.schedule import CASTING_VOTE as SCHEDULE
from counting.schedule import NONE as SCHEDULE_OF_NONE
from counting.schedule import Schedule
from service.context import RoomContext
from service.errors import NotFound
from service.public.sources import BoxElection, PublishedElection, Sources, Turnout
from service.public.views import contest_view
from service.web import booth_digests
from service.web.templating import environment

# The same for everybody: a proxy may keep it for a moment, a browser asks again.
_BRIEFLY = "public, max-age=0, s-maxage=10"

STATES = {
    "frozen": "Voting has not opened yet.",
    "open": "Voting is open.",
    "closing": "Voting has closed; the last ballots are being entered in the log.",
    "closed": "Voting has closed; the ballots are still sealed.",
    "opening": "The ballots are being opened.",
    "opened": "The ballots have been opened and are being counted.",
    "counted": "The ballots have been counted; the result has not been declared yet.",
    "declared": "The result has been declared.",
}


class Pages:
    """Renders this room's pages."""

    def __init__(self, context: RoomContext) -> None:
        self._context = context

    def page(
        self, template: str, *, status: int = 200, cache: str = "no-store", **content: object
    ) -> HTMLResponse:
        """A page. `cache`: its Cache-Control."""
        html = (
            environment()
            .get_template(f"public/{template}")
            .render(mode=self._context.settings.mode, **content)
        )
        return HTMLResponse(html, status_code=status, headers={"Cache-Control": cache})

    def now(self) -> str:
        """The service's time, for the booth: RFC 3339."""
        return utc_text(self._context.clock().replace(microsecond=0))

    @property
    def address(self) -> str:
        """The service's public address, without a trailing slash."""
        return self._context.settings.address.rstrip("/")


@dataclass(frozen=True, slots=True)
class ContestPage:
    """One contest of an election's page: as frozen, its rule, and its turnout so far."""

    terms: ContestTerms
    rule: Rule | Procedure
    state: str
    turnout: Turnout | None

    @property
    def asked(self) -> str:
        """What a motion needs, in a sentence; empty for other contests."""
        return terms_words(motion_terms(self.terms.policy)) if is_motion(self.terms) else ""

    @property
    def persons(self) -> int:
        """How many stand: 're-open nominations' is nobody, while 'none of these' is an option."""
        return len(self.terms.candidates) - (self.terms.policy.get(NONE) == "ron")

    @property
    def schedules(self) -> list[tuple[Schedule, str]]:
        """What is added to the rule, each with what the notice says of it."""
        found = []
        if self.terms.policy.get(NONE) == "ron":
            found.append((SCHEDULE_OF_NONE, f"It is: {PRINTED['ron']}."))
        if self.casting_vote and not is_motion(self.terms):
            found.append((SCHEDULE, f"It is: {self.casting_vote}."))
        return found

    @property
    def if_infeasible(self) -> str:
        """What is done if the constraints cannot be met, as frozen; empty where nothing is said."""
        return self.terms.policy.get(IF_INFEASIBLE, "")

    @property
    def casting_vote(self) -> str:
        """Who has the casting vote; empty where nobody has."""
        return self.terms.policy.get(CASTING_VOTE, "")

    @property
    def recorded(self) -> bool:
        """Whether votes are published by name."""
        return self.terms.secrecy == "recorded"


def add_pages(app: FastAPI, pages: Pages, sources: Sources) -> None:
    """Add the pages' routes."""

    @app.get("/", include_in_schema=False)
    async def home() -> Response:
        elections = await sources.elections()
        return pages.page("home.html", cache=_BRIEFLY, elections=elections, states=STATES)

    @app.get("/about", include_in_schema=False)
    def about() -> Response:
        return pages.page("about.html", cache=_BRIEFLY)

    @app.get("/elections/{election}", include_in_schema=False)
    async def election(election: str) -> Response:
        published = await sources.election(election)
        manifest = await sources.manifest(election)
        box = await sources.box(election)
        return pages.page(
            "election.html",
            cache=_BRIEFLY,
            election=published,
            manifest=manifest,
            mh=manifest.mh.hex(),
            box=box,
            checkpoint=await sources.checkpoint(election),
            contests=contest_pages(published, manifest, box),
            unvoted=[c for c in published.contests if c.state == "uncontested"],
            state=STATES.get(published.state, published.state),
            about=about_acts(published, manifest),
            booth=booth_lines(manifest),
        )

    @app.get("/elections/{election}/result", include_in_schema=False)
    async def result(election: str) -> Response:
        published = await sources.election(election)
        try:
            results = await sources.results(election)
        except NotFound:
            return pages.page(
                "no_result.html", status=404, cache=_BRIEFLY, election=published,
                state=STATES.get(published.state, published.state),
            )  # fmt: skip
        manifest = await sources.manifest(election)
        views = await run_in_threadpool(lambda: [contest_view(c) for c in results.contests])
        return pages.page(
            "result.html", cache=_BRIEFLY, election=published, results=results, views=views,
            manifest=manifest, mh=manifest.mh.hex(),
        )  # fmt: skip

    @app.get("/vote/{election}", include_in_schema=False)
    async def vote(election: str) -> Response:
        return await booth(election, "vote")

    @app.get("/check/{election}", include_in_schema=False)
    async def check(election: str) -> Response:
        return await booth(election, "check")

    async def booth(election: str, which: str) -> Response:
        published = await sources.election(election)
        return pages.page("booth.html", election=published, which=which, now=pages.now())


def contest_pages(
    election: PublishedElection, manifest: Manifest, box: BoxElection
) -> list[ContestPage]:
    """The contests as frozen, each with what the office and the box say of it."""
    states = {contest.id: contest.state for contest in election.contests}
    turnouts = {turnout.id: turnout for turnout in box.contests}
    return [
        ContestPage(terms, _rule(terms), states.get(terms.id, ""), turnouts.get(terms.id))
        for terms in manifest.contests
    ]


def about_acts(election: PublishedElection, manifest: Manifest) -> dict[int, str]:
    """Of each act, by number, the contest that it is about, and the candidate or option."""
    contests = {terms.id: terms for terms in manifest.contests}
    found = {}
    for act in election.acts:
        terms = contests.get(str(act.parameters.get("contest", "")))
        if terms is not None:
            who = {str(c.id): c.name for c in terms.candidates}.get(
                str(act.parameters.get("candidate", "")), ""
            )
            found[act.number] = f"{who} ({terms.title})" if who else terms.title
    return found


def _rule(terms: ContestTerms) -> Rule | Procedure:
    return PROCEDURE if is_motion(terms) else find_rule(terms.rule.id)


def booth_lines(manifest: Manifest) -> list[tuple[str, str, bool]]:
    """Each file of the booth, the digest that the manifest pins, and whether we serve that one."""
    served = booth_digests()
    return [(name, digest, served.get(name) == digest) for name, digest in manifest.booth.items()]
