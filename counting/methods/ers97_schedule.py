"""The schedule that turns `ers97` into `ers97+constraints`. See `docs/adr/0009-ers97-constraints.md`."""

from __future__ import annotations

from counting.schedule import CONSTRAINTS, POLICY, Schedule

ERS97_CONSTRAINTS = Schedule(
    id="constraints-ers97",
    version=2,
    title="Schedule of constraints, for rules that elect within an exclusion and defer surpluses",
    introduction=CONSTRAINTS.introduction,
    sentences=(
        CONSTRAINTS.sentences[0],
        "2. After the first stage, after each surplus and after each batch of an exclusion, of the "
        "candidates who have the quota or the votes required and who are not doomed, the one with most "
        "votes is elected. Guarded and doomed, and the votes required, are worked out again; then the "
        "next is elected, until there is none. The votes of doomed candidates are part of the total "
        "active vote.",
        "3. As soon as a single completion is left, even within an exclusion, its candidates are "
        "elected, and nothing more is transferred. Batches not transferred yet stay where they are.",
        "4. Otherwise the next stage is the first of these that can be: (a) the exclusion of all doomed "
        "candidates together, batch by batch at what the papers were worth, even if their votes reach "
        "the quota, while all surpluses wait; (b) the transfer of the largest surplus, unless surpluses "
        "are deferred; (c) the exclusion of the candidate or candidates with fewest votes who are not "
        "guarded.",
        "5. For deferring surpluses and for excluding several together, guarded candidates are passed "
        "over: the candidates with fewest votes, and the candidate next above, are those who are not "
        "guarded. Several are excluded together only if that leaves a completion, and either leaves "
        "nobody doomed or leaves no other completion; otherwise fewer are, and one always may be.",
        "6. If an exclusion under 4(c) would leave a single completion, its candidates are elected, and "
        "no papers are transferred.",
        "7. Ties are broken as the rule says, among those whom the constraints leave open. Candidates "
        "with equal votes who can all be elected together are not tied for election. Where the places "
        "are too few for them, the rule says who is elected, if anybody. Where there are places for all "
        "of them, but the election of one would bar another, the one with more votes at the earliest "
        "difference is elected, or lots decide at once.",
        f"8. {POLICY}",
    ),
)
