"""An upload that never touches the disk: each piece goes on into the reading room as it arrives."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from toward.insight.look_back.room import Room, TooLarge


class IntoTheRoom(FileUploadHandler):
    """Passes the pieces of every uploaded file to a room.

    Args:
        request: the request being read.
        room: where the pieces go.
    """

    chunk_size = 1 << 16

    def __init__(self, request: HttpRequest, room: Room) -> None:
        super().__init__(request)
        self.room, self.files, self.too_large = room, 0, False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Announce the next file; one without a name is an empty field and is skipped by Django itself."""
        super().new_file(*args, **kwargs)
        self.files += 1
        self.room.begin_file(self.file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Pass a piece on; nothing is handed to another handler."""
        try:
            self.room.piece(raw_data)
        except TooLarge:
            self.too_large = True
            raise StopUpload(connection_reset=False) from None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """Keep nothing."""
        return None
