"""Everything that `ballots` raises. One class per cause; each message says what, where, and what to do.

BallotsError
├── EncodingError      bytes or text that are not the one canonical encoding of anything
├── KeyFormatError     a key that must not be used (wrong size, small order, non-canonical)
├── BadSignatureError  a signature or credential that does not verify
├── SealError          a sealed ballot that does not open, or a key that cannot seal
├── ShareError         a trustee's share that is wrong, missing or of another election
├── ManifestError      a manifest that contradicts itself
├── LogError           a log, proof or checkpoint that does not hold
├── RollError          a draw or re-issue that the roll refuses
│   ├── NotEntitledError      a person or contest that the roll does not know
│   ├── AlreadyDrawnError     another blinded value for a paper that has been drawn
│   └── ClosedError           outside the hours of voting (also a BoxError)
├── BoxError           a cast that the box refuses
│   ├── SequenceConflictError the number is not the last one plus one; carries the last one
│   └── ClosedError           outside the hours of voting (also a RollError)
└── EvidenceError      an evidence file that cannot be read at all
"""

from __future__ import annotations


class BallotsError(Exception):
    """Base of every error of `ballots`."""


class EncodingError(BallotsError):
    """Bytes or text that are not the one canonical encoding of anything."""


class KeyFormatError(BallotsError):
    """A key that must not be used: wrong size, small order, not canonical."""


class BadSignatureError(BallotsError):
    """A signature or credential that does not verify."""


class SealError(BallotsError):
    """A sealed ballot that does not open, or a key that cannot seal."""


class ShareError(BallotsError):
    """A trustee's share that is wrong, missing, or of another election."""


class ManifestError(BallotsError):
    """A manifest that contradicts itself."""


class LogError(BallotsError):
    """A log, proof or checkpoint that does not hold."""


class RollError(BallotsError):
    """A draw or a re-issue that the roll refuses."""


class NotEntitledError(RollError):
    """A person whom the roll does not know, or not for this contest."""


class AlreadyDrawnError(RollError):
    """Another blinded value for a paper that has been drawn: only the same one is signed again."""


class BoxError(BallotsError):
    """A cast that the box refuses."""


class SequenceConflictError(BoxError):
    """A ballot whose number is not the last one plus one. `last`: the last number accepted, 0 if none."""

    def __init__(self, last: int, came: int) -> None:
        self.last = last
        self.came = came
        again = f", or the identical ballot {last} again" if last else ""
        super().__init__(
            f"ballot number {came} cannot be taken: the last one accepted is {last}. "
            f"Send number {last + 1}{again}."
        )


class ClosedError(RollError, BoxError):
    """Outside the hours of voting, or after the log has been closed."""


class EvidenceError(BallotsError):
    """An evidence file that cannot be read at all."""
