"""One contest of the frozen election, and the bodies that link contests. Source: PROTOCOL, `manifest`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ballots.contest_policy import NONE, none_of, steps_of
from ballots.credential import MODULUS_BYTES, PUBLIC_EXPONENT, IssuerPublicKey
from ballots.encoding import to_base64url
from ballots.errors import KeyFormatError, ManifestError
from ballots.kinds import kind_names
from ballots.motion_policy import CASTING_VOTE, check_motion_policy
from ballots.reading import Node
from counting.canonical import Json
from counting.constraint_json import constraint_object, share_from
from counting.contest import Candidate, CandidateId, CastingVote, Constraint, Contest, RuleId
from counting.errors import ContestError

SECRECY = ("secret", "recorded")
SEVERAL_PLACES = ("skip", "preference")
MOST_CANDIDATES = 30_000  # so that a sealed ballot fits in an entry of the log (65,535 bytes)
MOST_MEMBERS = 2**32 - 1  # totals are u32


@dataclass(frozen=True, slots=True)
class RuleText:
    """A counting rule, frozen: its id and the digest of its choices and clauses (`sha256:` hex)."""

    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class ContestTerms:
    """Everything about one contest that can decide its result.

    Candidates are in the order of the ballot paper: the number on a ballot is the place in
    this list, from 1. `policy`: what the notice says where the rule leaves something open
    (`if-infeasible`, `none`, `order-of-last`, …), word for word; see `contest_policy`, and of a motion
    `motion_policy`.
    `entitled`: how many members may vote in it when the roll is frozen (E).
    `issuer`: None exactly where `secrecy` is `recorded`.
    """

    id: str
    title: str
    kind: str
    seats: int
    candidates: tuple[Candidate, ...]
    rule: RuleText
    entitled: int
    issuer: IssuerPublicKey | None
    constraints: tuple[Constraint, ...] = ()
    policy: Mapping[str, str] = field(default_factory=dict)
    secrecy: str = "secret"

    def to_contest(
        self,
        lots: tuple[str, ...] = (),
        withdrawn: tuple[str, ...] = (),
        casting_vote: str | None = None,
    ) -> Contest:
        """The contest as `counting` takes it. `casting_vote`: the option that an act gives it for.

        Raises ContestError where counting refuses it.
        """
        motion = self.kind == "motion"
        return Contest(
            title=self.title,
            seats=self.seats,
            candidates=self.candidates,
            rule=RuleId(self.rule.id),
            constraints=self.constraints,
            lots=tuple(CandidateId(lot) for lot in lots),
            withdrawn=tuple(CandidateId(id_) for id_ in withdrawn),
            casting_vote=self._casting_vote(casting_vote),
            none=None if motion else none_of(self.policy, self.candidates),
            if_infeasible=() if motion else steps_of(self.policy, self.constraints),
        )

    def _casting_vote(self, chosen: str | None) -> CastingVote | None:
        holder = self.policy.get(CASTING_VOTE)
        if holder is None or self.kind == "motion":
            return None
        return CastingVote(holder, None if chosen is None else CandidateId(chosen))


@dataclass(frozen=True, slots=True)
class BodyConstraint:
    """A bound over several contests of a body; `over` lists the ids of those contests."""

    over: tuple[str, ...]
    constraint: Constraint


@dataclass(frozen=True, slots=True)
class Body:
    """Contests linked by joint constraints, in their order of counting.

    `several_places`: `skip` (once elected, out of the later ones) or `preference` (the order
    each candidate lodged). `if_infeasible`: the steps of the notice's policy, word for word. One
    candidate's id is one person in all of them.
    """

    id: str
    contests: tuple[str, ...]
    several_places: str
    constraints: tuple[BodyConstraint, ...] = ()
    if_infeasible: tuple[str, ...] = ()


def contest_json(terms: ContestTerms) -> Json:
    """The contest as it stands in the manifest."""
    issuer: Json = None
    if terms.issuer is not None:
        issuer = {"n": to_base64url(terms.issuer.n_bytes), "e": terms.issuer.e}
    return {
        "id": terms.id,
        "title": terms.title,
        "kind": terms.kind,
        "seats": terms.seats,
        "candidates": [
            {"id": c.id, "name": c.name, "attributes": dict(c.attributes)} for c in terms.candidates
        ],
        "rule": {"id": terms.rule.id, "digest": terms.rule.digest},
        "constraints": [constraint_object(constraint) for constraint in terms.constraints],
        "policy": dict(terms.policy),
        "secrecy": terms.secrecy,
        "entitled": terms.entitled,
        "issuer": issuer,
    }


def read_contest(node: Node) -> ContestTerms:
    """The inverse of `contest_json`, strictly. Raises ManifestError with the path of the fault."""
    parts = node.object(
        "id", "title", "kind", "seats", "candidates", "rule", "constraints",
        "policy", "secrecy", "entitled", "issuer",
    )  # fmt: skip
    rule = parts["rule"].object("id", "digest")
    terms = ContestTerms(
        id=parts["id"].identifier(),
        title=parts["title"].words(),
        kind=parts["kind"].one_of(kind_names()),
        seats=parts["seats"].integer(1, MOST_CANDIDATES),
        candidates=tuple(_read_candidate(item) for item in parts["candidates"].list()),
        rule=RuleText(rule["id"].words(), rule["digest"].digest()),
        constraints=tuple(_read_constraint(item) for item in parts["constraints"].list()),
        policy=_read_words(parts["policy"]),
        secrecy=parts["secrecy"].one_of(SECRECY),
        entitled=parts["entitled"].integer(0, MOST_MEMBERS),
        issuer=_read_issuer(parts["issuer"]),
    )
    check_contest(terms, node.path)
    return terms


def check_contest(terms: ContestTerms, path: str) -> None:
    """Raises ManifestError where a contest contradicts itself."""
    if not 1 <= len(terms.candidates) <= MOST_CANDIDATES:
        raise ManifestError(f"{path}.candidates: expected 1 to {MOST_CANDIDATES} candidates")
    if (terms.issuer is None) != (terms.secrecy == "recorded"):
        raise ManifestError(
            f"{path}.issuer: a secret contest has an issuer's key and a recorded one has none"
        )
    if terms.kind == "motion" and (len(terms.candidates), terms.seats) != (2, 1):
        raise ManifestError(f"{path}: a motion has two candidates, For and Against, and one seat")
    if terms.seats > len(terms.candidates) and terms.policy.get(NONE) != "ron":
        raise ManifestError(
            f"{path}.seats: there are {terms.seats} seats but only {len(terms.candidates)} candidates"
        )
    try:
        check_motion_policy(terms.rule.id, terms.kind, terms.policy)
    except ManifestError as error:
        raise ManifestError(f"{path}.policy: {error}") from None
    try:
        terms.to_contest()
    except ContestError as error:
        raise ManifestError(f"{path}: {error}") from error


def body_json(body: Body) -> Json:
    """The body as it stands in the manifest."""
    policy: dict[str, Json] = {}
    if body.if_infeasible:
        policy["if_infeasible"] = list(body.if_infeasible)
    return {
        **policy,
        "id": body.id,
        "contests": list(body.contests),
        "several_places": body.several_places,
        "constraints": [
            {"over": list(bound.over), "bound": constraint_object(bound.constraint)}
            for bound in body.constraints
        ],
    }


def read_body(node: Node) -> Body:
    """The inverse of `body_json`, strictly. Raises ManifestError with the path of the fault."""
    names = ("id", "contests", "several_places", "constraints")
    parts = node.object(*names, optional=("if_infeasible",))
    steps = parts["if_infeasible"].list() if "if_infeasible" in parts else ()
    return Body(
        id=parts["id"].identifier(),
        contests=tuple(item.identifier() for item in parts["contests"].list()),
        several_places=parts["several_places"].one_of(SEVERAL_PLACES),
        constraints=tuple(_read_body_constraint(item) for item in parts["constraints"].list()),
        if_infeasible=tuple(step.words() for step in steps),
    )


def check_body(body: Body, known: frozenset[str], path: str) -> None:
    """Raises ManifestError for a body of unknown or repeated contests."""
    for name, ids in [("contests", body.contests)] + [
        (f"constraints[{at}].over", bound.over) for at, bound in enumerate(body.constraints)
    ]:
        allowed = known if name == "contests" else frozenset(body.contests)
        if not ids or len(set(ids)) != len(ids) or not set(ids) <= allowed:
            raise ManifestError(f"{path}.{name}: expected ids of its contests, each once")
    labels = [bound.constraint.label for bound in body.constraints]
    if len(set(labels)) != len(labels):
        raise ManifestError(f"{path}.constraints: two have the same label")


def _read_body_constraint(node: Node) -> BodyConstraint:
    parts = node.object("over", "bound")
    over = tuple(item.identifier() for item in parts["over"].list())
    return BodyConstraint(over, _read_constraint(parts["bound"]))


def _read_candidate(node: Node) -> Candidate:
    parts = node.object("id", "name", "attributes")
    return Candidate(
        id=CandidateId(parts["id"].identifier()),
        name=parts["name"].words(),
        attributes=_read_words(parts["attributes"]),
    )


def _read_constraint(node: Node) -> Constraint:
    shares = ("min_share", "max_share")
    parts = node.object("attribute", "value", "min", "max", "label", optional=shares)
    minimum, maximum = (
        None if parts[side].is_null() else parts[side].integer(0, MOST_CANDIDATES)
        for side in ("min", "max")
    )
    try:
        lower, upper = (share_from(parts[s].value) if s in parts else None for s in shares)
        return Constraint(
            attribute=parts["attribute"].words(),
            value=parts["value"].words(),
            minimum=minimum,
            maximum=maximum,
            label=parts["label"].words(),
            minimum_share=lower,
            maximum_share=upper,
        )
    except ContestError as error:
        raise ManifestError(f"{node.path}: {error}") from error


def _read_words(node: Node) -> dict[str, str]:
    found = {}
    for name, item in node.mapping().items():
        found[Node(name, f"{node.path} (a key)", node.error).words()] = item.words()
    return found


def _read_issuer(node: Node) -> IssuerPublicKey | None:
    if node.is_null():
        return None
    parts = node.object("n", "e")
    exponent = parts["e"].integer(PUBLIC_EXPONENT, PUBLIC_EXPONENT)
    try:
        return IssuerPublicKey.from_bytes(parts["n"].bytes(MODULUS_BYTES), exponent)
    except KeyFormatError as error:
        raise ManifestError(f"{parts['n'].path}: {error}") from error
