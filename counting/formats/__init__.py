"""Ballot files: what they hold, whatever their format. Each format is one module beside this one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counting.contest import Candidate, CandidateId, Constraint, Contest, RuleId
from counting.errors import ContestError
from counting.papers import Papers

ByCandidate = Mapping[str, Mapping[str, str]] | Mapping[CandidateId, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class BallotFile:
    """What a ballot file says. Candidates are numbered from 1, in the order of `names`.

    `withdrawn`: numbers of the candidates whom the file strikes out, in the order of the file.
    """

    title: str
    seats: int
    names: tuple[str, ...]
    withdrawn: tuple[int, ...]
    papers: Papers

    @property
    def ids(self) -> tuple[CandidateId, ...]:
        """The candidates' ids, which are their numbers: '1', '2', and so on."""
        return tuple(CandidateId(str(number)) for number in range(1, len(self.names) + 1))

    def contest(
        self,
        rule: str,
        *,
        seats: int | None = None,
        constraints: Sequence[Constraint] = (),
        attributes: ByCandidate | None = None,
        lots: Sequence[str] = (),
        withdrawn: Sequence[str] = (),
    ) -> Contest:
        """The contest these papers are for.

        `seats`: in place of the file's. `attributes`: by candidate's id. `withdrawn`: ids, besides
        those of the file. Raises ContestError where the parts contradict each other.
        """
        known = {str(id_): dict(own) for id_, own in (attributes or {}).items()}
        ids = self.ids
        for id_ in known:
            if id_ not in ids:
                raise ContestError(
                    f"Attributes are given for candidate '{id_}', but the candidates of this "
                    f"ballot file are 1 to {len(ids)}."
                )
        struck = [str(number) for number in self.withdrawn]
        also = [id_ for id_ in withdrawn if id_ not in struck]
        return Contest(
            title=self.title,
            seats=self.seats if seats is None else seats,
            candidates=tuple(
                Candidate(id_, name, known.get(id_, {}))
                for id_, name in zip(ids, self.names, strict=True)
            ),
            rule=RuleId(rule),
            constraints=tuple(constraints),
            lots=tuple(CandidateId(id_) for id_ in lots),
            withdrawn=tuple(CandidateId(id_) for id_ in [*struck, *also]),
        )
