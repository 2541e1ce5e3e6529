# SPDX-License-Identifier: Apache-2.0
"""What is locked is installed, and nothing newer, whatever the package index offers."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pip
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from portal.local.packages import install_command

ROOT = Path(__file__).resolve().parents[2]


def _wheel(folder: Path, name: str, version: str, *requires: str, extra: str = "") -> str:
    """A tiny wheel in a folder; returns its SHA-256."""
    info = f"{name}-{version}.dist-info"
    facts = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    facts += [f"Provides-Extra: {extra}"] if extra else []
    facts += [f"Requires-Dist: {one}" for one in requires]
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", f"version = {version!r}\n")
        wheel.writestr(f"{info}/METADATA", "\n".join(facts) + "\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock of the first releases; the folder offers second ones too."""
    folder = tmp_path / "index"
    folder.mkdir()
    hashes: dict[str, str] = {}
    for version in ("1.0", "2.0"):
        hashes[f"alpha=={version}"] = _wheel(
            folder, "alpha", version, 'gamma>=1.0 ; extra == "more"', extra="more"
        )
        hashes[f"beta=={version}"] = _wheel(folder, "beta", version, "alpha[more]>=1.0")
        hashes[f"gamma=={version}"] = _wheel(folder, "gamma", version)
    locked = tmp_path / "locked.txt"
    locked.write_text(
        f"alpha[more]==1.0 \\\n    --hash=sha256:{hashes['alpha==1.0']}\n"
        f"beta==1.0 \\\n    --hash=sha256:{hashes['beta==1.0']}\n"
        f"gamma==1.0 \\\n    --hash=sha256:{hashes['gamma==1.0']}\n"
    )
    return locked


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """The Python of a fresh environment; its pip is this one's, which takes no time to install."""
    venv.create(tmp_path / "venv", symlinks=True)
    packages = next((tmp_path / "venv").glob("lib/python*/site-packages"))
    (packages / "pip.pth").write_text(str(Path(pip.__file__).parents[1]))
    return tmp_path / "venv" / "bin" / "python"


def _pip(command: list[str], index: Path) -> subprocess.CompletedProcess[str]:
    """Run pip with a folder for its index, and none of this machine's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    env = {
        **kept, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index),
        "PIP_NO_CACHE_DIR": "1",
    }  # fmt: skip
    return subprocess.run(command, check=False, capture_output=True, text=True, env=env)


def _installed(python: Path) -> dict[str, str]:
    code = "import alpha, beta, gamma; print(alpha.version, beta.version, gamma.version)"
    found = subprocess.run([str(python), "-c", code], check=True, capture_output=True, text=True)
    return dict(zip(("alpha", "beta", "gamma"), found.stdout.split(), strict=True))


def test_the_locked_releases_are_installed_though_newer_ones_are_offered(
    lock: Path, python: Path
) -> None:
    result = _pip(install_command(python, lock), lock.parent / "index")
    assert result.returncode == 0, result.stderr
    assert _installed(python) == {"alpha": "1.0", "beta": "1.0", "gamma": "1.0"}


def test_without_the_lock_the_newer_ones_would_be_taken(lock: Path, python: Path) -> None:
    command = [str(python), "-m", "pip", "install", "beta", "alpha[more]"]
    assert _pip(command, lock.parent / "index").returncode == 0
    assert _installed(python) == {"alpha": "2.0", "beta": "2.0", "gamma": "2.0"}


def test_another_file_under_a_locked_version_is_refused(lock: Path, python: Path) -> None:
    _wheel(lock.parent / "index", "gamma", "1.0", "beta")
    result = _pip(install_command(python, lock), lock.parent / "index")
    assert result.returncode
    assert "DO NOT MATCH THE HASHES" in result.stderr


def _locked(name: str) -> list[Requirement]:
    text = (ROOT / name).read_text()
    lines = re.findall(r"^[A-Za-z0-9].*==.*?(?=\s*\\?$)", text, re.MULTILINE)
    found = [Requirement(line) for line in lines]
    return [one for one in found if one.marker is None or one.marker.evaluate()]


def _asked_for(requirement: Requirement) -> list[Requirement]:
    """What an installed distribution asks for here, with the extras that the lock gives it."""
    asked = [Requirement(text) for text in metadata.requires(requirement.name) or ()]
    extras = (*requirement.extras, "")
    return [
        one
        for one in asked
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras)
    ]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_holds_all_that_its_packages_ask_for_with_the_extras(name: str) -> None:
    # nothing is resolved at installation, so that what lacks here would lack there
    locked = {canonicalize_name(one.name): one for one in _locked(name)}
    lacking = [
        f"{requirement.name} asks for {one}"
        for requirement in locked.values()
        for one in _asked_for(requirement)
        if not (held := locked.get(canonicalize_name(one.name)))
        or not one.extras <= held.extras
        or not all(one.specifier.contains(pin.version, prereleases=True) for pin in held.specifier)
    ]
    assert lacking == []
    assert any(one.extras for one in locked.values())


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*")), ids=lambda path: path.name)
def test_requirements_name_no_address(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    assert not re.search(
        r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", text, re.MULTILINE
    )


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*.txt")))
def test_every_locked_package_has_a_hash(name: str) -> None:
    text = (ROOT / name).read_text()
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
