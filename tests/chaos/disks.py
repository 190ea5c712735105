"""A small disk in a file, which can fill up and lose power; needs root and loop devices."""

import contextlib
import subprocess
from pathlib import Path


def run(*command: str) -> None:
    """A command that must succeed."""
    subprocess.run(command, check=True, capture_output=True)


def why_not(place: Path) -> str:
    """Why no disk can be made here; empty if one can."""
    disk = Disk(place / "probe.img", place / "probe", megabytes=8)
    try:
        disk.mount()
    except (subprocess.CalledProcessError, OSError) as error:
        told = getattr(error, "stderr", b"") or str(error).encode()
        return told.decode(errors="replace").strip()[:200]
    else:
        disk.remove()
        return ""


class Disk:
    """An ext4 file system on a loop device."""

    def __init__(self, image: Path, at: Path, *, megabytes: int) -> None:
        self.image = image
        self.at = at
        self._megabytes = megabytes
        self._lives = 0
        self._now = image
        """The file behind the file system: another one after each power cut."""

    def mount(self) -> None:
        """Make it and put it in its place."""
        self.at.mkdir(parents=True, exist_ok=True)
        run("truncate", "-s", f"{self._megabytes}M", str(self.image))
        run("mkfs.ext4", "-q", "-F", str(self.image))
        run("mount", "-o", "loop", str(self.image), str(self.at))

    def fill(self) -> None:
        """Leave no room on it."""
        with (self.at / "ballast").open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                with contextlib.suppress(OSError):
                    while file.write(bytes(size)):
                        pass

    def free(self) -> None:
        """Room again."""
        (self.at / "ballast").unlink(missing_ok=True)

    def cut_power(self) -> None:
        """Go back to what is in the image now; whoever writes to it must be stopped, not ended.

        What was never synced is in the page cache of the mounted file system, not in the image, so
        a copy of the image is what a machine finds after a power cut. The old file system stays
        behind its stopped users until they are killed.
        """
        self._lives += 1
        copy = self.image.with_suffix(f".{self._lives}")
        before = -1
        while before != self._now.stat().st_mtime_ns:
            before = self._now.stat().st_mtime_ns
            run("cp", "--sparse=always", str(self._now), str(copy))
        self._now = copy
        run("umount", "--lazy", str(self.at))
        run("mount", "-o", "loop", str(copy), str(self.at))

    def remove(self) -> None:
        """Take it away, with every loop device."""
        subprocess.run(["umount", "--lazy", str(self.at)], check=False, capture_output=True)
        for image in self.image.parent.glob(f"{self.image.stem}.*"):
            image.unlink()
