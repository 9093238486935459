"""Secrets as English words that people can copy: the word list of BIP-39.

A voter's seed is 24 words exactly as BIP-39 defines; a trustee's share is 27 words of the same
list (`ballots.shares`). Source: BIP-39, 'Generating the mnemonic' and its English word list.
"""

from __future__ import annotations

import difflib
from functools import lru_cache

from mnemonic import Mnemonic

from ballots.errors import EncodingError

SEED_BYTES = 32
SEED_WORDS = 24
WORD_BITS = 11
_LONGEST_SHOWN = 32


def seed_to_words(seed: bytes) -> str:
    """A 32-byte seed as 24 BIP-39 words, one space between. Raises EncodingError."""
    if len(seed) != SEED_BYTES:
        raise EncodingError(f"a seed is {SEED_BYTES} bytes, not {len(seed)}")
    return _bip39().to_mnemonic(seed)


def words_to_seed(words: str) -> bytes:
    """The 32-byte seed of 24 BIP-39 words as a person types them: any case, any white space.

    Raises EncodingError that names the first word which is not in the list, or says that the
    words do not belong together.
    """
    typed = _known_words(words, SEED_WORDS)
    try:
        return bytes(_bip39().to_entropy(typed))
    except ValueError:
        raise EncodingError(
            f"these {SEED_WORDS} words do not belong together: one is wrong or two are exchanged; "
            "compare each with your paper, in order"
        ) from None


def numbers_to_words(number: int, count: int) -> str:
    """`count` words for a number of 11·`count` bits, most significant first, one space between."""
    shifts = range(WORD_BITS * (count - 1), -1, -WORD_BITS)
    listed = list(_word_numbers())
    return " ".join(listed[number >> shift & (1 << WORD_BITS) - 1] for shift in shifts)


def words_to_numbers(words: str, count: int) -> int:
    """The number that `count` typed words say. Raises EncodingError naming a word not listed."""
    numbers = _word_numbers()
    result = 0
    for word in _known_words(words, count):
        result = result << WORD_BITS | numbers[word]
    return result


def _known_words(words: str, count: int) -> list[str]:
    typed = words.lower().split()
    known = _word_numbers()
    for place, word in enumerate(typed, start=1):
        if word not in known:
            close = difflib.get_close_matches(word[:_LONGEST_SHOWN], known, n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            raise EncodingError(
                f"word {place}, '{word[:_LONGEST_SHOWN]}', is not in the list of words{hint}"
            )
    if len(typed) != count:
        raise EncodingError(f"expected {count} words, got {len(typed)}")
    return typed


@lru_cache(maxsize=1)
def _word_numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(_bip39().wordlist)}


@lru_cache(maxsize=1)
def _bip39() -> Mnemonic:
    return Mnemonic("english")
