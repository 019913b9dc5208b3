"""The streams that are open in this process, and which of them to wake. It keeps no key, no word and no queue.

Whoever is woken looks at the rows itself, so ten changes at once are one look, and a slow reader holds nothing back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

EACH, MOST = 8, 1000  # streams of one person, of all


class Stream:
    """One page that listens.

    Args:
        account: whose.
        digest: of the session, which opens nothing.
        mark: how things stood when the page was made.
    """

    __slots__ = ("_woken", "account", "digest", "mark", "over", "spaces")

    def __init__(self, account: UUID, digest: str, mark: str) -> None:
        self.account, self.digest, self.mark = account, digest, mark
        self.spaces: frozenset[UUID] | None = None  # not looked yet
        self.over = False
        self._woken = asyncio.Event()

    def concerns(self, ids: frozenset[UUID]) -> bool:
        """Whether this stream is to look, for one of these has changed."""
        return self.spaces is None or self.account in ids or not self.spaces.isdisjoint(ids)

    def wake(self) -> None:
        """Let it look at once."""
        self._woken.set()

    def end(self) -> None:
        """Let it close."""
        self.over = True
        self.wake()

    async def woken(self, seconds: float) -> None:
        """Wait until there is something to look at, or the time is over."""
        later = asyncio.get_running_loop().call_later(seconds, self._woken.set)
        await self._woken.wait()
        later.cancel()
        self._woken.clear()


class Hub:
    """All streams of this process; used on the event loop alone, but for `wake_soon`.

    Args:
        each: most streams of one person; the oldest makes room.
        most: most streams.
    """

    def __init__(self, each: int = EACH, most: int = MOST) -> None:
        self.open: dict[Stream, None] = {}  # in the order in which they came
        self.stopped = False
        self._each, self._most = each, most
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin, on the running loop."""
        self._loop, self.stopped = asyncio.get_running_loop(), False

    def enter(self, stream: Stream) -> bool:
        """Take a stream in; False where there is no room, or the end has begun."""
        own = [each for each in self.open if each.account == stream.account and not each.over]
        for oldest in own[: max(len(own) - self._each + 1, 0)]:
            oldest.end()
        if self.stopped or len(self.open) >= self._most:
            return False
        self.open[stream] = None
        return True

    def leave(self, stream: Stream) -> None:
        """Let go of a stream that is over."""
        self.open.pop(stream, None)

    def wake(self, ids: frozenset[UUID] | None = None) -> None:
        """Wake those whom a change concerns; everybody where nobody knows what changed."""
        for stream in self.open:
            if ids is None or stream.concerns(ids):
                stream.wake()

    def stop(self) -> None:
        """End every stream; no other begins."""
        self.stopped = True
        for stream in self.open:
            stream.end()

    def wake_soon(self, ids: frozenset[UUID] | None = None) -> None:
        """The same from any thread."""
        self._soon(lambda: self.wake(ids))

    def stop_soon(self) -> None:
        """The same from any thread, or where a signal has come in."""
        self._soon(self.stop)

    def _soon(self, deed: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(deed)
