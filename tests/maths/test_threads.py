from __future__ import annotations

from threading import Barrier, Thread

from threadpoolctl import threadpool_info

from finseg.maths.threads import one_thread


def blas_threads():
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_inside_there_is_one_thread_and_outside_as_many_as_before():
    with one_thread():
        pass
    before = blas_threads()

    with one_thread(), one_thread():
        inside = blas_threads()

    assert set(inside) == {1}
    assert blas_threads() == before


def test_blocks_that_overlap_in_two_threads_lift_the_limit_when_the_last_one_ends():
    with one_thread():
        pass
    before = blas_threads()
    barrier = Barrier(2, timeout=30)

    def first():
        with one_thread():
            barrier.wait()
        barrier.wait()

    worker = Thread(target=first)
    worker.start()
    barrier.wait()
    with one_thread():
        barrier.wait()
        worker.join()
        assert set(blas_threads()) == {1}

    assert blas_threads() == before


def test_a_block_in_another_thread_limits_too_and_leaves_as_many_as_before():
    with one_thread():
        pass
    before = blas_threads()
    inside = []

    def other():
        with one_thread():
            inside.extend(blas_threads())

    worker = Thread(target=other)
    worker.start()
    worker.join()

    assert set(inside) == {1}
    assert blas_threads() == before
