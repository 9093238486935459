"""A voter's device, in Python: what the booth does in the browser, for rehearsals, tests and benchmarks.

    device = Device(manifest, "executive", seed)
    device.take(answer_to(device.request()))       # the roll office's answer
    cast = device.cast(Choice((2, 1)))             # to the box, which answers with a receipt

Source: PROTOCOL, 'The life of a ballot', 4 to 6.
"""

from __future__ import annotations

from ballots.blinding import blind, finalize
from ballots.cast import Cast
from ballots.credential import IssuerPublicKey, credential_message
from ballots.derive import ContestSecrets, derive
from ballots.documents import ballot_message
from ballots.errors import BadSignatureError, BoxError
from ballots.kinds import ballot_kind
from ballots.leaves import BallotLeaf
from ballots.manifest import Manifest
from ballots.manifest_contest import ContestTerms
from ballots.plaintext import Choice
from ballots.seal import SealingPublicKey, seal, seal_info
from ballots.signing import sign


class Device:
    """One contest on one voter's device. `seed`: the voter's, 32 bytes.

    Raises BoxError for a contest that has no sealed ballots.
    """

    __slots__ = ("_credential", "_issuer", "_manifest", "_secrets", "_seq", "_terms")

    def __init__(self, manifest: Manifest, contest: str, seed: bytes) -> None:
        self._manifest = manifest
        self._terms: ContestTerms = manifest.contest(contest)
        if self._terms.issuer is None:
            raise BoxError(f"contest '{contest}' has no sealed ballots")
        self._issuer: IssuerPublicKey = self._terms.issuer
        self._secrets: ContestSecrets = derive(seed, manifest.mh, contest, self._issuer)
        self._credential = b""
        self._seq = 0

    @property
    def ballot_pk(self) -> bytes:
        """The ballot key, 32 bytes: what stands in the log."""
        return self._secrets.ballot_pk

    @property
    def nonce(self) -> bytes:
        """The nonce of this contest's receipts, 32 bytes."""
        return self._secrets.nonce

    def request(self) -> bytes:
        """The blinded value for the roll office, 384 bytes: always the same one."""
        message = credential_message(self._manifest.mh, self._terms.id, self.ballot_pk)
        return blind(self._issuer, message, self._secrets.pss_salt, self._secrets.blinding)

    def take(self, answer: bytes) -> None:
        """Make the credential of the roll office's answer. Raises BadSignatureError for a wrong one."""
        message = credential_message(self._manifest.mh, self._terms.id, self.ballot_pk)
        self._credential = finalize(self._issuer, message, answer, self._secrets.blinding)

    def cast(self, choice: Choice, sealing_key: SealingPublicKey | None = None) -> Cast:
        """The next ballot, freshly sealed and signed; kept by the caller, for sending it again.

        `sealing_key`: the manifest's, if the caller has it parsed. Raises BadSignatureError
        before a credential has been taken, EncodingError for a choice that would be invalid.
        """
        plaintext = ballot_kind(self._terms.kind).write(choice, len(self._terms.candidates))
        return self.cast_plaintext(plaintext, sealing_key)

    def cast_plaintext(self, plaintext: bytes, sealing_key: SealingPublicKey | None = None) -> Cast:
        """As `cast`, with any plaintext, such as no booth would write."""
        if not self._credential:
            raise BadSignatureError("there is no credential yet: draw a paper first")
        mh, contest, key = self._manifest.mh, self._terms.id, self.ballot_pk
        public = sealing_key or self._manifest.sealing_key
        sealed = seal(public, seal_info(mh, contest, key), plaintext)
        self._seq += 1
        message = ballot_message(mh, contest, key, self._seq, self._credential, sealed)
        signature = sign(self._secrets.private_seed, message)
        leaf = BallotLeaf(contest, key, self._seq, self._credential, sealed, signature)
        return Cast(leaf, self._secrets.nonce)
