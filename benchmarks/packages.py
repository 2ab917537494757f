"""Source packages of the package index, pinned with their hashes and kept outside the repository.

A pin names one file. `pip` fetches it once and refuses it when its hash is another one; what was
fetched and unpacked stays in the cache folder, so that later runs need no network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

CACHE_VARIABLE = "MIGRATOR_CACHE"


@dataclass(frozen=True)
class Pin:
    """One release of a package as source, and the SHA-256 of its archive."""

    name: str
    version: str
    sha256: str

    @property
    def label(self) -> str:
        return f"{self.name}-{self.version}"


def cache_folder(given: str | None) -> Path:
    """The cache: what was given, else the environment's, else one in the user's cache folder."""
    chosen = given or os.environ.get(CACHE_VARIABLE)
    folder = Path(chosen) if chosen else Path.home() / ".cache" / "awork-migrator"
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def archive(pin: Pin, cache: Path) -> Path:
    """The archive of the pin, fetched when it is not there; ends the program when that fails."""
    folder = cache / "archives" / pin.label
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        fetched = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".fetching-"))
        _download(pin, fetched)
        fetched.rename(folder)
    return next(path for path in sorted(folder.iterdir()) if path.suffix in (".gz", ".zip", ".bz2"))


def unpacked(pin: Pin, cache: Path) -> Path:
    """The folder of the unpacked package; to be read, never written to."""
    folder = cache / "sources" / pin.label
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".unpacking-"))
        _unpack(archive(pin, cache), made)
        (top,) = made.iterdir()
        top.rename(folder)
        shutil.rmtree(made)
    return folder


def _download(pin: Pin, folder: Path) -> None:
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{pin.name}=={pin.version} --hash=sha256:{pin.sha256}\n")
    command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check"]
    command += [
        "--no-deps",
        "--no-binary",
        pin.name,
        "--require-hashes",
        "--ignore-requires-python",
    ]
    command += ["-d", str(folder), "-r", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    requirements.unlink()
    if done.returncode:
        shutil.rmtree(folder)
        sys.exit(f"{pin.label} cannot be fetched:\n{done.stderr[-2000:]}")


def _unpack(packed: Path, folder: Path) -> None:
    if packed.suffix == ".zip":
        with zipfile.ZipFile(packed) as archive_file:
            archive_file.extractall(folder)
        return
    with tarfile.open(packed) as tar:
        if hasattr(tarfile, "data_filter"):
            tar.extractall(folder, filter="data")
        else:  # Python 3.10 before the filters came; the hash says whose archive this is
            tar.extractall(folder)
