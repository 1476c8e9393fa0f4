"""Are pieces that are made ahead the same, one ahead, and given up with whoever wants them?"""

from __future__ import annotations

import threading
from itertools import islice

import pytest

from finseg.deliver.ahead import make_ahead


@pytest.mark.parametrize("number", [0, 1, 5])
def test_the_pieces_are_the_same_in_their_order(number):
    assert list(make_ahead(iter(range(number)))) == list(range(number))


def test_one_piece_is_made_ahead_in_another_thread_and_no_more():
    made: list[int] = []
    threads = set()

    def make_pieces():
        for piece in range(10):
            threads.add(threading.current_thread())
            made.append(piece)
            yield piece

    pieces = make_ahead(make_pieces())
    assert made == []
    assert list(islice(pieces, 3)) == [0, 1, 2]
    pieces.close()  # type: ignore[attr-defined]

    assert made == [0, 1, 2, 3]
    assert threading.current_thread() not in threads
    assert not any(thread.is_alive() for thread in threads)


def test_what_goes_wrong_is_told_where_the_piece_is_wanted():
    def make_pieces():
        yield 1
        raise KeyError("two")

    pieces = make_ahead(make_pieces())

    assert next(pieces) == 1
    with pytest.raises(KeyError, match="two"):
        next(pieces)
