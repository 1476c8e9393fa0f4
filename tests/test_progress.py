"""How far is a stage, and how long will it take: told by a clock that is set by hand."""

from __future__ import annotations

from threading import Thread

import pytest

from finseg.progress import Pace, Progress, watch_stage


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize(
    ("seconds", "done", "left"),
    [
        (10, 0.25, 30),
        (10, 1.0, 0),
        (1.0, 0.5, 1),
        (0.99, 0.5, None),  # too early
        (10, 0.03, 970 / 3),
        (10, 0.029, None),  # too little
        (10, 1.5, 0),  # no more than the whole
    ],
)
def test_the_time_left_follows_from_the_pace_once_that_can_be_told(seconds, done, left):
    clock = Clock()
    pace = Pace(clock)
    clock.now += seconds

    share, told = pace.advance(done)

    assert share == min(done, 1)
    assert told == (None if left is None else pytest.approx(left))


def test_the_share_never_falls_and_the_time_left_grows_while_nothing_is_done():
    clock = Clock()
    pace = Pace(clock)
    clock.now += 4

    told = []
    for done in (0.4, 0.3, 0.4, 0.8):
        clock.now += 1
        told.append(pace.advance(done))

    assert [share for share, _ in told] == [0.4, 0.4, 0.4, 0.8]
    left = [seconds for _, seconds in told[:3] if seconds is not None]
    assert left == pytest.approx([7.5, 9, 10.5])
    assert told[3][1] == pytest.approx(2)


def test_what_is_done_is_passed_on_but_not_more_often_than_can_be_read():
    clock = Clock()
    seen: list[Progress] = []
    report = watch_stage("choose", seen.append, clock)

    for doing, after in (("a", 0), ("a", 0.05), ("b", 0.01), ("b", 0.09), ("b", 0.02), ("b", 1)):
        clock.now += after
        report(doing, 0.5)

    assert [(one.doing, round(one.seconds_left or 0, 1)) for one in seen] == [
        ("a", 0), ("b", 0), ("b", 0), ("b", 1.2),
    ]  # fmt: skip
    assert {one.stage for one in seen} == {"choose"}


def test_a_stage_that_nobody_watches_reports_to_nobody():
    watch_stage("choose", None)("a", 0.5)


def test_what_the_watcher_raises_ends_the_stage():
    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch_stage("choose", stop)("a", 0.5)


def test_reports_of_several_threads_are_passed_on_one_at_a_time():
    clock = Clock()
    seen: list[float | None] = []
    inside: list[int] = []

    def watch(progress):
        inside.append(1)
        assert len(inside) == 1
        seen.append(progress.done)
        inside.pop()

    report = watch_stage("choose", watch, clock)
    threads = [
        Thread(target=lambda own=own: [report(f"{own} {i}", i / 50) for i in range(50)])
        for own in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 200
    assert seen == sorted(seen, key=lambda share: share or 0)


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(stage="a", doing="x", done=0.456, seconds_left=12.4), "46%, x, about 12 s left"),
        (Progress(stage="a", doing="", done=0.0), "0%"),
        (Progress(stage="a", doing="x"), "x"),
        (Progress(stage="a", doing="", seconds_left=0.2), "about 1 s left"),
        (Progress(stage="a", doing="", seconds_left=89), "about 89 s left"),
        (Progress(stage="a", doing="", seconds_left=91), "about 2 min left"),
        (Progress(stage="a", doing="", seconds_left=610), "about 10 min left"),
    ],
)
def test_it_is_written_in_words(progress, words):
    assert progress.write() == words
