"""How trustees get and give their shares, one at a time, at one terminal."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.cli.exits import CommandError
from service.cli.terminal import Terminal

if TYPE_CHECKING:
    from ballots.ceremony import SealingTerms
    from ballots.shares import Share

WORDS_ASKED = 4
_COLUMNS = 3
_ATTEMPTS = 5


def give_share(terminal: Terminal, share: Share, of: int, *, qr: bool) -> None:
    """Show one trustee their share until they can type some of its words back.

    Raises CommandError after five attempts.
    """
    terminal.say(
        f"\nShare {share.index} of {of}: only trustee {share.index} may see the screen now."
    )
    terminal.ask("Trustee, press Enter when nobody else can see it.")
    words = share.to_words().split()
    for _ in range(_ATTEMPTS):
        with terminal.secret():
            _show(terminal, share, words, qr=qr)
            terminal.ask("Press Enter when you have written it down; it is then hidden.")
        with terminal.secret():
            if _typed_back(terminal, words):
                break
    else:
        raise CommandError(
            f"Share {share.index} was not confirmed. Nothing was written, and all shares shown "
            "so far are worthless: destroy them and begin again."
        )
    terminal.say(f"Share {share.index} is confirmed.")


def _show(terminal: Terminal, share: Share, words: Sequence[str], *, qr: bool) -> None:
    terminal.say(
        f"Election {share.election}, share {share.index}.\n"
        "Write down these words with their numbers. Keep the paper where only you can get at it:\n"
        "it takes several trustees to open the ballots, and without enough of you nobody can.\n"
    )
    terminal.say(numbered(words))
    if qr:
        terminal.say("\nThe same share as a code:\n\n" + qr_code(share.to_text()))


def numbered(words: Sequence[str]) -> str:
    """The words in columns, read downwards, each with its number."""
    rows = -(-len(words) // _COLUMNS)
    cells = [f"{number:>3}. {word:<10}" for number, word in enumerate(words, start=1)]
    return "\n".join("".join(cells[row::rows]).rstrip() for row in range(rows))


def qr_code(text: str) -> str:
    """A QR code as lines of block characters, two rows a line."""
    import io

    import segno

    stream = io.StringIO()
    rows = [list(row) for row in segno.make(text, micro=False).matrix_iter(border=4)]
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    blocks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}  # light modules are drawn
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        pairs = zip(upper, lower, strict=True)
        stream.write("".join(blocks[(bool(a), bool(b))] for a, b in pairs) + "\n")
    return stream.getvalue().rstrip("\n")


def _typed_back(terminal: Terminal, words: Sequence[str]) -> bool:
    places = sorted(secrets.SystemRandom().sample(range(len(words)), WORDS_ASKED))
    terminal.say("To be sure that the paper is right, type some of the words back from it.")
    for place in places:
        if terminal.ask(f"Word {place + 1}:").strip().lower() != words[place]:
            terminal.say(
                f"Word {place + 1} is not that. Compare the paper with the screen, once more."
            )
            terminal.ask("Press Enter to see the words again.")
            return False
    return True


def take_shares(terminal: Terminal, terms: SealingTerms) -> list[Share]:
    """Shares that trustees type in, each compared with its hash, until there are enough.

    Raises CommandError after too many attempts that are wrong.
    """
    from ballots.errors import ShareError

    found: list[Share] = []
    wrong = 0
    while len(found) < terms.threshold:
        terminal.say(f"\n{len(found)} of {terms.threshold} shares are here.")
        terminal.ask("Next trustee, press Enter when nobody else can see the screen.")
        with terminal.secret():
            typed = _typed(terminal)
        try:
            share = read_share(terms, typed)
            _check_new(terms, share, found)
        except ShareError as error:
            terminal.say(f"Not taken: {error}.")
            wrong += 1
            if wrong >= _ATTEMPTS * terms.threshold:
                raise CommandError("Too many wrong attempts. Nothing was written.") from None
            continue
        found.append(share)
        terminal.say(f"Share {share.index} is right.")
    return found


def take_share(terminal: Terminal, terms: SealingTerms) -> Share:
    """One share that its trustee types in. Raises ShareError if it is not one of these terms."""
    with terminal.secret():
        share = read_share(terms, _typed(terminal))
    _check_new(terms, share, [])
    return share


def _typed(terminal: Terminal) -> str:
    """Words over one or several lines, or the one line of a code."""
    from ballots.shares import SHARE_WORDS

    terminal.say(
        f"Type the {SHARE_WORDS} words of your share, in order, on one line or several; "
        "or the line of its code. An empty line ends it."
    )
    lines: list[str] = []
    while len(" ".join(lines).split()) < SHARE_WORDS:
        line = terminal.ask(">").strip()
        if not line:
            break
        lines.append(line)
        if line.startswith("omov-share."):
            break
    return " ".join(lines)


def read_share(terms: SealingTerms, typed: str) -> Share:
    """The share that words or the line of a code say. Raises ShareError."""
    from ballots.shares import Share

    text = typed.strip()
    if text.startswith("omov-share."):
        return Share.from_text(text)
    return Share.from_words(terms.election, text)


def _check_new(terms: SealingTerms, share: Share, found: Sequence[Share]) -> None:
    """Raises ShareError unless the share is one of these terms, and none that is here already."""
    from ballots.errors import ShareError
    from ballots.shares import confirm_share

    confirm_share(share, terms.election, terms.share_hashes)
    if any(share.index == other.index for other in found):
        raise ShareError(f"share {share.index} is here already")
