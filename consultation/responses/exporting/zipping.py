"""ZIP files that leave while they are being written."""

import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

# The level costs the least time for each byte saved: an export waits for nothing else as long.
LEVEL = 1


class ZipStream:
    """A ZIP file, entry by entry, from which what is ready is drained again and again.

    Usage: `yield from stream.entry("name", pieces)` for each entry, then
    `yield from stream.end()`.
    """

    def __init__(self) -> None:
        self._ready: list[bytes] = []
        self._zip = zipfile.ZipFile(self, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)

    def write(self, data: Any) -> int:
        """Take what `zipfile` writes; it finds that it cannot go back in it."""
        self._ready.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: everything written is ready."""

    def close(self) -> None:
        """Do nothing: what is ready is still to be drained."""

    def _drain(self) -> Iterator[bytes]:
        if self._ready:
            data = b"".join(self._ready)
            self._ready.clear()
            yield data

    def entry(
        self, name: str, pieces: Iterable[bytes], *, compress: bool = True, large: bool = False
    ) -> Iterator[bytes]:
        """Write an entry from its pieces, handing on what is ready.

        Args:
            name: its name within the file.
            pieces: its content.
            compress: whether to compress it; what is compressed already need not be.
            large: whether it may be larger than 4 GiB, which old programs cannot read.
        """
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        # Level 0 and not "stored": readers that take a stream need to see where the entry ends.
        info._compresslevel = LEVEL if compress else 0  # type: ignore[attr-defined]
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=large) as entry:
            for piece in pieces:
                entry.write(piece)
                yield from self._drain()
        yield from self._drain()

    def end(self) -> Iterator[bytes]:
        """Write the list of entries, without which the file is no ZIP file."""
        self._zip.close()
        yield from self._drain()
