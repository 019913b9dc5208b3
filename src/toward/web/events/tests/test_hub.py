"""Who is woken, who makes room, and what becomes of a reader that does not read."""

from __future__ import annotations

import asyncio

import pytest

from toward.store.models import new_id
from toward.web.events import stream as streaming
from toward.web.events.hub import Hub, Stream


def looked(account=None, *spaces):
    """A stream that has looked already."""
    one = Stream(account or new_id(), "digest", "")
    one.spaces = frozenset(spaces)
    return one


def woken(stream):
    return stream._woken.is_set()


def entered(hub, *streams):
    assert all(hub.enter(each) for each in streams)
    return streams


def test_only_whom_a_change_concerns_is_woken():
    hub, space, account = Hub(), new_id(), new_id()
    by_space, by_account, new, other = entered(
        hub, looked(None, space), looked(account), Stream(new_id(), "", ""), looked(None, new_id())
    )
    hub.wake(frozenset((space, account)))
    assert [woken(each) for each in (by_space, by_account, new, other)] == [True, True, True, False]
    hub.wake()
    assert woken(other)


def test_the_oldest_page_of_a_person_makes_room_and_everybody_else_stays():
    hub, account = Hub(each=2), new_id()
    first, other, second, third = entered(hub, looked(account), looked(), looked(account), looked(account))
    assert [each.over for each in (first, other, second, third)] == [True, False, False, False]


def test_above_the_most_nobody_comes_in_until_somebody_leaves():
    hub = Hub(most=2)
    first, _ = entered(hub, looked(), looked())
    assert not hub.enter(looked())
    hub.leave(first)
    assert hub.enter(looked())


def test_after_the_end_has_begun_every_stream_is_over_and_none_begins():
    hub = Hub()
    (one,) = entered(hub, looked())
    hub.stop()
    assert one.over
    assert not hub.enter(looked())


def test_what_is_called_from_another_thread_arrives_and_after_the_loop_is_gone_nothing_happens():
    hub = Hub()

    async def called():
        hub.start()
        one, other = entered(hub, looked(), looked())
        await asyncio.to_thread(hub.wake_soon, frozenset((one.account,)))
        await asyncio.wait_for(one.woken(60), 30)
        await asyncio.to_thread(hub.stop_soon)
        await asyncio.wait_for(other.woken(60), 30)
        return one.over

    assert asyncio.run(called())
    hub.wake_soon()
    hub.stop_soon()
    Hub().wake_soon()


def test_a_change_while_one_looks_is_looked_at_again():
    async def looking():
        one = looked()
        one.wake()
        await one.woken(60)
        one.wake()  # while it looks
        await asyncio.wait_for(one.woken(60), 30)
        return woken(one)

    assert not asyncio.run(looking())


def test_without_any_change_it_looks_after_its_time():
    asyncio.run(looked().woken(0.01))


@pytest.mark.parametrize("stuck", [1, 2, 3])
def test_a_reader_that_does_not_read_is_let_go(monkeypatch, stuck):
    monkeypatch.setattr(streaming, "PATIENCE", 0.01)
    monkeypatch.setattr(streaming, "HEARTBEAT", 0.001)
    said = []

    async def standing(digest):
        return streaming.Watch("", frozenset())

    async def send(message):
        said.append(message)
        if len(said) == stuck:
            await asyncio.Event().wait()

    monkeypatch.setattr(streaming, "standing", standing)
    asyncio.run(asyncio.wait_for(streaming._flow(looked(), send), 30))
    assert len(said) == stuck


def test_while_the_database_is_away_a_stream_stays_and_tells_afterwards(monkeypatch):
    monkeypatch.setattr(streaming, "HEARTBEAT", 0.001)
    answers = [streaming.Away(), streaming.Away(), streaming.Watch("new", frozenset()), None]
    said = []

    async def standing(digest):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def send(message):
        said.append(message["body"])

    monkeypatch.setattr(streaming, "standing", standing)
    monkeypatch.setattr(streaming, "news", lambda account, before, now: (7,))
    asyncio.run(streaming._flow(looked(), send))
    assert said == [streaming.AGAIN, b":\n\n", b":\n\n", b"id: new\nevent: changed\ndata: 7\n\n", b""]
