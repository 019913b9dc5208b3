"""An upload that stays in memory: a file in the clear, chosen by mistake, must not lie in a temporary file for a moment."""

from __future__ import annotations

from typing import IO, Any

from django.core.files.uploadhandler import MemoryFileUploadHandler


class InMemory(MemoryFileUploadHandler):
    """Keeps a file in memory whatever its size; who uses it has looked at the length of the request before."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 (the name that Django gives it)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[Any, Any] | None:
        """Take every size; the handler that this one is made from passes large files on to a temporary file."""
        self.activated = True
        return None
