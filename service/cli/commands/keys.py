"""`omov keys`: trustees make, try and put together the opening key, on a machine without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.exits import CommandError
from service.cli.output import complain, say

if TYPE_CHECKING:
    from ballots.ceremony import SealingTerms
    from ballots.shares import Share

ElectionOption = Annotated[
    str, typer.Option("--election", metavar="ID", help="The election's id, as in its notice.")
]
SharesOption = Annotated[
    int, typer.Option("--shares", metavar="N", help="How many trustees get a share.")
]
ThresholdOption = Annotated[
    int, typer.Option("--threshold", metavar="K", help="How many of them it takes to open.")
]
QrOption = Annotated[bool, typer.Option("--qr", help="Show each share as a QR code as well.")]
UnattendedOption = Annotated[
    str | None,
    typer.Option(
        "--unattended",
        metavar="FOLDER",
        help="For tests and automation only: nobody is asked, and every share is written IN THE "
        "CLEAR into this new folder. Whoever reads it can open every ballot.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add `omov keys`."""
    keys = typer.Typer(
        help="Make, try and put together the opening key that trustees hold.",
        rich_markup_mode=None,
        no_args_is_help=False,
    )
    keys.command("ceremony", short_help="Make a key and give each trustee a share.")(_ceremony)
    keys.command("rehearse", short_help="Try a ceremony and an opening with a test key.")(_rehearse)
    keys.command("sign", short_help="Sign a statement with a trustee's share.")(_sign)
    keys.command("combine", short_help="Put the opening key together from shares.")(_combine)
    app.add_typer(keys, name="keys", short_help="The trustees' opening key.")


def _ceremony(
    election: ElectionOption,
    shares: SharesOption,
    threshold: ThresholdOption,
    out: Annotated[
        str, typer.Option("--out", metavar="FILE.json", help="New file for the public part.")
    ],
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="A trustee's name; once for each, in order."),
    ] = None,
    qr: QrOption = False,
    unattended: UnattendedOption = None,
) -> None:
    """Make a sealing key, and give each trustee a share of the key that opens it.

    Do this on a machine that has never been and will never be on a network. Each trustee in turn
    is alone with the screen, writes down 27 words, and types some of them back. What is written
    to the file is public: the sealing key, the hash of each share, the threshold, the election.
    The opening key itself is written nowhere.

    \b
    Example:
      omov keys ceremony --election executive-2027 --shares 5 --threshold 3 --out sealing.json

    \b
    Exit status:
      0  every share is confirmed, and the file is written
      2  something was not as it must be; nothing is written, and shares shown so far are worthless
    """
    from ballots.ceremony import make_key
    from service.cli.terminal import Console, new_file

    terminal = None if unattended is not None else Console()
    with new_file(out, 0o644) as contents:
        terms, dealt = make_key(election, shares, threshold, name or ())
        if terminal is None:
            _write_shares(unattended or "", dealt)
        else:
            from service.cli.ceremony import give_share

            for share in dealt:
                give_share(terminal, share, shares, qr=qr)
        contents.append(terms.dump())
    say(
        f"The public part is in '{out}': put it into the manifest. "
        f"Any {threshold} of the {shares} shares open the ballots; fewer cannot, and nobody else can. "
        "Switch this machine off now."
    )


def _rehearse(
    election: ElectionOption,
    shares: SharesOption,
    threshold: ThresholdOption,
    qr: QrOption = False,
    unattended: UnattendedOption = None,
) -> None:
    """Try it all with a test key: get shares, give them back, and open a test ballot.

    The test key opens nothing else, and its shares name another election, so that none can be
    taken for a real one. Nothing is written. Destroy the papers afterwards.

    \b
    Example:
      omov keys rehearse --election executive-2027 --shares 5 --threshold 3
    """
    from ballots.ceremony import make_key, open_terms, rehearsal_of, try_opening
    from service.cli.ceremony import give_share, take_shares
    from service.cli.terminal import Console

    terminal = None if unattended is not None else Console()
    terms, dealt = make_key(rehearsal_of(election), shares, threshold)
    if terminal is None:
        paths = _write_shares(unattended or "", dealt)
        given = [_share_in(path, terms) for path in paths[:threshold]]
    else:
        say("This is a rehearsal: the key is a test key, and opens no election.")
        for share in dealt:
            give_share(terminal, share, shares, qr=qr)
        say(f"\nNow the opening: any {threshold} trustees type their shares in.")
        given = take_shares(terminal, terms)
    try_opening(terms, open_terms(terms, given))
    say(
        f"The rehearsal succeeded: {threshold} shares gave the test key back, and it opened a test "
        "ballot. Destroy the papers of the rehearsal."
    )


def _combine(
    public: Annotated[
        str, typer.Argument(metavar="SEALING.json", help="The public part of the ceremony.")
    ],
    out: Annotated[
        str, typer.Option("--out", metavar="FILE.json", help="New file for the opening seed.")
    ],
    share: Annotated[
        list[str] | None,
        typer.Option(
            "--share", metavar="FILE", help="A share's words or code in a file; once for each."
        ),
    ] = None,
) -> None:
    """Put the opening key together, once enough right shares are there.

    Every share is compared with its hash before anything is combined, and the key with the
    sealing key before anything is written. Trustees: do not type your share in before you have
    seen that the log is closed and that the witnesses have signed its final checkpoint.

    \b
    Examples:
      omov keys combine sealing.json --out opening-seed.json
      omov keys combine sealing.json --out opening-seed.json --share a.txt --share c.txt

    \b
    Exit status:
      0  the opening seed is written
      2  a share is wrong or missing, or the key is another; nothing is written
    """
    from ballots.ceremony import SealingTerms, open_terms
    from ballots.evidence.files import write_opening_seed
    from service.cli.ceremony import take_shares
    from service.cli.reading import read_bytes
    from service.cli.terminal import Console, new_file

    terms = SealingTerms.load(read_bytes(public, "The public part"))
    terminal = Console() if not share else None
    with new_file(out, 0o600) as contents:
        if terminal is None:
            given = [_share_in(path, terms) for path in share or ()]
        else:
            given = take_shares(terminal, terms)
        contents.append(write_opening_seed(open_terms(terms, given)))
    say(
        f"The opening seed of election {terms.election} is in '{out}'. Whoever has it can open every "
        "ballot: hand it over as the notice says, and delete it here."
    )


def _sign(
    public: Annotated[
        str, typer.Argument(metavar="SEALING.json", help="The public part of the ceremony.")
    ],
    statement: Annotated[
        str, typer.Option("--statement", metavar="TEXT", help="The statement, as it is shown.")
    ],
    share: Annotated[
        str | None,
        typer.Option("--share", metavar="FILE", help="The share's words or code in a file."),
    ] = None,
) -> None:
    """Sign what trustees sign: that they hold their share, or that the ballots are opened.

    The key that signs is made of the share: type the words in, on your own machine. What is
    printed is the signature, to be pasted into the trustees' page; it shows nothing of the share.

    \b
    Example:
      omov keys sign sealing.json --statement AAAAD29tb3YvdHJ1c3RlZS92MQ…
    """
    from ballots.ceremony import SealingTerms
    from ballots.encoding import from_base64url, to_base64url
    from ballots.errors import EncodingError
    from ballots.shares import confirm_share
    from ballots.signing import sign
    from service.cli.ceremony import take_share
    from service.cli.reading import read_bytes
    from service.cli.terminal import Console

    terms = SealingTerms.load(read_bytes(public, "The public part"))
    try:
        message = from_base64url("".join(statement.split()))
    except EncodingError:
        raise CommandError("The statement is not whole: copy all of it.") from None
    meaning = _meaning(message, terms)
    given = _share_in(share, terms) if share else take_share(Console(), terms)
    confirm_share(given, terms.election, terms.share_hashes)
    complain(f"You sign, as trustee {given.index} of election {terms.election}: {meaning}")
    say(to_base64url(sign(given.signing_seed, message)))


def _meaning(message: bytes, terms: SealingTerms) -> str:
    """What a statement says, in words. Raises CommandError for one that trustees do not sign."""
    from ballots.encoding import untagged
    from ballots.errors import EncodingError

    try:
        mh, share_hash = untagged("trustee", message, 2)
        if share_hash in terms.share_hashes:
            place = terms.share_hashes.index(share_hash) + 1
            return f"share {place} is held, under the manifest {mh.hex()}."
    except EncodingError:
        pass
    try:
        mh, size, root, _ = untagged("opening", message, 4)
        leaves = int.from_bytes(size, "big")
        return f"the log of {leaves} leaves with root {root.hex()} is opened, under the manifest {mh.hex()}."
    except EncodingError:
        raise CommandError(
            "This is neither a confirmation of one of these shares nor an opening: trustees sign "
            "nothing else. Copy the whole statement again, or ask who wants it signed."
        ) from None


def _write_shares(folder: str, dealt: tuple[Share, ...]) -> list[str]:
    """Each share in a file of its own: its words, and the line of its code."""
    from service.cli.terminal import new_file, new_folder

    path = new_folder(folder)
    names = [str(path / f"share-{share.index}.txt") for share in dealt]
    for name, share in zip(names, dealt, strict=True):
        with new_file(name, 0o600) as contents:
            contents.append(f"{share.to_words()}\n".encode())
    say(
        f"UNATTENDED: {len(dealt)} shares are in the clear in '{folder}'. "
        "Whoever reads them can open every ballot."
    )
    return names


def _share_in(path: str, terms: SealingTerms) -> Share:
    """The share in a file. Raises ShareError, or CommandError naming the file."""
    from ballots.errors import ShareError
    from service.cli.ceremony import read_share
    from service.cli.reading import read_bytes

    try:
        return read_share(terms, read_bytes(path, "Share").decode("utf-8"))
    except UnicodeDecodeError:
        raise CommandError(f"Share '{path}' is not text.") from None
    except ShareError as error:
        raise CommandError(f"Share '{path}': {error}.") from error
