"""The first checks: is the file whole, and is its manifest the frozen one? Each returns what it compared."""

from __future__ import annotations

import hashlib

from ballots.errors import BadSignatureError, EvidenceError
from ballots.evidence import files
from ballots.evidence.case import Case, NotReachedError, several
from ballots.manifest import Manifest, ack_message
from ballots.manifest_people import ROOMS
from ballots.motion_policy import digest_of_rule
from ballots.opening import trustee_message
from ballots.signing import verify
from counting.errors import UnknownRuleError


def inventory(case: Case) -> str:
    """Every file is one that evidence has, of the size and SHA-256 listed; nothing else is there."""
    names = case.archive.names
    for name in names:
        _check_size(case, name)
    case.listed = files.read_inventory(case.read(files.INVENTORY))
    present = set(names) - files.NOT_IN_INVENTORY
    for name in sorted(present - case.listed.keys()):
        raise EvidenceError(f"'{name}' is not in the inventory")
    missing = sorted(case.listed.keys() - present)
    withheld = [path for path in missing if files.is_withheld(path)]
    if missing != withheld or (withheld and withheld != _all_withheld(case)):
        gone = next((path for path in missing if path not in withheld), missing[0])
        raise EvidenceError(f"'{gone}' is in the inventory, but missing")
    for path in sorted(present):
        _compare(case, case.listed[path])
    expected = [files.INVENTORY, files.DECLARATION, files.LATER_ACTS, *sorted(present)]
    if list(names) != [name for name in expected if name in names]:
        raise EvidenceError("the files do not stand in their order")
    left_out = (
        f"; {several(len(withheld), 'more', 'more')} for the auditors only" if withheld else ""
    )
    return (
        f"{several(len(present), 'file')} of the sizes and SHA-256 listed, no other file{left_out}"
    )


def _all_withheld(case: Case) -> list[str]:
    return sorted(path for path in case.listed if files.is_withheld(path))


def _check_size(case: Case, name: str) -> None:
    largest, size = files.largest(name), case.archive.entry(name).size
    if largest is None:
        raise EvidenceError(f"'{name}' does not belong to the evidence")
    if size > largest:
        raise EvidenceError(f"'{name}' has {size} bytes; at most {largest} are allowed")


def _compare(case: Case, listed: files.Listed) -> None:
    size = case.archive.entry(listed.path).size
    digest = hashlib.sha256()
    for chunk in case.archive.chunks(listed.path):
        digest.update(chunk)
    if size != listed.size or digest.digest() != listed.digest:
        raise EvidenceError(f"'{listed.path}' is not the file that the inventory lists")


def manifest(case: Case) -> str:
    """The manifest is canonical and does not contradict itself."""
    case.manifest = Manifest.load(case.read(files.MANIFEST))
    found = case.manifest
    withheld = {path for path in case.listed if path not in case.archive.names}
    if withheld and found.publication == "full":
        raise EvidenceError(f"publication is full, but '{min(withheld)}' is missing")
    _remark_on_holding(case)
    contests = several(len(found.contests), "contest")
    return (
        f"'{found.election.title}' ({found.election.id}), {contests}, canonical and consistent; "
        f"its SHA-256 is {found.mh.hex()}"
    )


def _remark_on_holding(case: Case) -> None:
    found = case.manifest
    if found.seal.holding == "service":
        case.remarks.append(
            "The service itself holds the opening key: it could have opened ballots early."
        )
    attested = [officer.id for officer in found.officers if officer.key is None]
    if attested:
        case.remarks.append(
            f"Attested by the service, without a key of their own: {', '.join(attested)}."
        )
    if not found.log.needed:
        case.remarks.append(
            "No witness is required: the log could have shown different faces to different people."
        )


def expected_manifest(case: Case) -> str:
    """The manifest is the one that voters were told of."""
    found = case.manifest.mh
    if case.expected is None:
        raise NotReachedError(
            f"no hash was given to compare {found.hex()} with: take it from an invitation to vote "
            "and give it with --expect"
        )
    if found != case.expected:
        raise EvidenceError(
            f"this is the evidence of another manifest: {found.hex()}, not {case.expected.hex()}"
        )
    return f"the manifest's SHA-256 is the one expected, {found.hex()}"


def acknowledgements(case: Case) -> str:
    """Every room, and at least k trustees, confirmed this very manifest."""
    found = files.read_acknowledgements(case.read(files.ACKNOWLEDGEMENTS))
    frozen = case.manifest
    for room in ROOMS:
        _verify(frozen.rooms.of(room), ack_message(frozen.mh, room), found.rooms[room], room)
    trustees = frozen.seal.trustees
    for place, signature in found.trustees.items():
        if place > len(trustees):
            raise EvidenceError(f"there is no trustee {place}")
        trustee = trustees[place - 1]
        message = trustee_message(frozen.mh, trustee.share_hash)
        _verify(trustee.key, message, signature, f"trustee {place}")
    if len(found.trustees) < frozen.seal.threshold:
        raise EvidenceError(
            f"{len(found.trustees)} trustees confirmed their shares; it takes {frozen.seal.threshold}"
        )
    held = f", and {len(found.trustees)} of {len(trustees)} trustees their shares"
    return f"roll, box and office signed this manifest{held if trustees else ''}"


def _verify(key: bytes, message: bytes, signature: bytes, who: str) -> None:
    try:
        verify(key, message, signature)
    except BadSignatureError as error:
        raise BadSignatureError(f"{who}: {error}") from None


def rules(case: Case) -> str:
    """The counting rules are those this program has, choice by choice and clause by clause."""
    named = {terms.rule.id: terms.rule.digest for terms in case.manifest.secret_contests}
    for terms in case.manifest.secret_contests:
        try:
            digest = digest_of_rule(terms.rule.id)
        except UnknownRuleError as error:
            raise EvidenceError(str(error)) from None
        if terms.rule.digest != digest:
            raise EvidenceError(
                f"contest '{terms.id}': rule {terms.rule.id} has the digest {terms.rule.digest} in "
                f"the manifest, and {digest} in this program"
            )
    return f"{', '.join(sorted(named))}: the manifest's digests are those of this program's rules"
