"""The stone that is thrown overboard when the disk is full."""

from __future__ import annotations

import resource
import signal

import pytest

from toward.store import ballast


def test_it_lies_there_until_it_is_thrown_and_is_laid_again(tmp_path):
    stone = tmp_path / "ballast"
    assert ballast.lay(stone)
    assert (stone.stat().st_size, stone.stat().st_mode & 0o777) == (ballast.SIZE, 0o600)
    with ballast.overboard(stone):
        assert not stone.exists()
    assert stone.stat().st_size == ballast.SIZE


def test_it_is_laid_again_after_a_failure_too(tmp_path):
    stone = tmp_path / "ballast"
    with pytest.raises(RuntimeError), ballast.overboard(stone):
        raise RuntimeError
    assert stone.exists()


def test_where_it_cannot_lie_nothing_is_left_behind(tmp_path):
    assert not ballast.lay(tmp_path / "nowhere" / "ballast")
    ballast.throw(tmp_path / "nowhere" / "ballast")
    half = tmp_path / "half"
    half.write_bytes(b"x")
    assert ballast.lay(half)
    assert half.stat().st_size >= ballast.SIZE


def test_where_only_a_part_of_it_fits_that_part_lies_there(tmp_path):
    half = tmp_path / "half"
    half.write_bytes(bytes(ballast.PIECE * 3))
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ballast.PIECE * 5, limit[1]))
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        assert not ballast.lay(half)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)
    assert half.stat().st_size == ballast.PIECE * 5
