# SPDX-License-Identifier: Apache-2.0
"""The Dockerfile's own steps, one after the other, on a machine without Docker. Run by hand as root:

    unshare --mount python3 tests/bare/image.py [FOLDER]

It needs debootstrap, npm, some 3 GB and five minutes. What `FROM python:…` names is a Debian 13 with
its Python, without a compiler; steps of `FROM node:…` use this machine's npm. The build context is
what is committed, less .dockerignore, with secrets laid into it that must not arrive.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUITE = "trixie"
MARK = "PLANTED-9c1f4e"
PLANTED = (".env", ".env.city", "deploy/tls/portal.key", "seal.pem", "var/secrets.env", "city.p12")
#: What this machine needs to reach packages, shown inside too.
REACH = (
    "etc/resolv.conf",
    "etc/hosts",
    "etc/pip.conf",
    "etc/xdg/pip",
    "etc/ssl/certs/ca-certificates.crt",
)
PRODUCTION = {
    "SECRET_KEY": "k9Vw2xLq8ZrT4nYb7HjD3mPf6GsC1aUe5RtXoIi0-QmWe7RtY2u",
    "DIGEST_KEY": "Qz8Lw3xVn5Kb2Jh7Gf4Ds1Ap6Om9Iu0Yt8Re2Wq4-ZxCv5BnM3k",
    "FIELD_KEYS": "wJ8mX2vN5qK7rT1yB4cD6fG9hL0pS3aZ8eU2iO5kM7Q=",
    "DATABASE_URL": "postgresql://portal_app:x@db/portal", "REDIS_URL": "redis://redis:6379/0",
    "ALLOWED_HOSTS": "zw.example.gov.cn", "BASE_URL": "https://zw.example.gov.cn",
    "SMTP_HOST": "mail", "AUDIT_DIGEST_DIR": "/data/digests", "MEDIA_DIR": "/data/media",
    "SIGNING_KEY_FILE": "/run/seal.key", "SIGNING_CERT_FILE": "/run/seal.crt",
}  # fmt: skip


def run(*command: str, **more: object) -> str:
    """Run a program; ends with what it printed when it fails."""
    done = subprocess.run(  # type: ignore[call-overload]
        command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)[:300]}\n{done.stdout[-4000:]}")
    return str(done.stdout)


@dataclass
class Stage:
    """One stage: its folder, where and as what it works, and whether it has a system of its own."""

    image: str
    root: Path
    workdir: str = "/"
    user: str = "root"
    env: dict[str, str] = field(default_factory=dict)

    @property
    def has_system(self) -> bool:
        """Tell whether the stage is a chroot."""
        return self.image.startswith("python:")

    def at(self, path: str) -> Path:
        """Return where a path of the image lies on this machine."""
        return self.root / (Path(self.workdir) / path).as_posix().lstrip("/")

    def run(self, script: str, **env: str) -> str:
        """Run a shell script in the image."""
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        known = {"PATH": path, "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
        kept = {
            k: v
            for k, v in os.environ.items()
            if re.match(r"(?i)pip_|npm_config_|https?_proxy|no_proxy", k)
        }
        given = {**kept, **known, **self.env, **env}
        given = {name: value.replace("$PATH", path) for name, value in given.items()}
        if not self.has_system:
            return run("sh", "-ec", script, cwd=self.at("."), env={**os.environ, **env})
        who = [] if self.user == "root" else [f"--userspec={self.user}"]
        inside = f"cd {self.workdir} && {script}"
        return run("chroot", *who, str(self.root), "/bin/sh", "-ec", inside, env=given)


def instructions(text: str) -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions with their arguments."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    return [
        (word, rest.strip())
        for word, _, rest in (one.partition(" ") for one in joined.splitlines() if one)
    ]


def ignored(path: str, patterns: list[str]) -> bool:
    """Tell whether .dockerignore leaves a path out, itself or by a folder above it."""
    parts = path.split("/")
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    return any(
        fnmatch.fnmatchcase(one, pattern.removeprefix("**/"))
        or (pattern.startswith("**/") and fnmatch.fnmatchcase(one.rsplit("/")[-1], pattern[3:]))
        for one in above
        for pattern in patterns
    )


def context(home: Path) -> Path:
    """Lay out what the build may see."""
    whole, seen = home / "whole", home / "context"
    for folder in (whole, seen):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    run("sh", "-ec", f"git -C {ROOT} archive HEAD | tar -x -C {whole}")
    for name in PLANTED:
        (whole / name).parent.mkdir(parents=True, exist_ok=True)
        (whole / name).write_text(f"SECRET_KEY={MARK}\n")
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line]
    for path in sorted(whole.rglob("*")):
        name = path.relative_to(whole).as_posix()
        if path.is_file() and not ignored(name, patterns):
            (seen / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, seen / name)
    return seen


def base(home: Path) -> Path:
    """Make the system that stands for the Python image, once."""
    made = home / "base"
    if (home / "base.done").exists():
        return made
    shutil.rmtree(made, ignore_errors=True)
    wanted = [
        "apt-get",
        "indextargets",
        "--format",
        "$(ORIGIN) $(CODENAME) $(REPO_URI)",
        "Created-By: Packages",
    ]
    mirror = re.search(r"^Debian [a-z]+ (\S+)$", run(*wanted), re.MULTILINE)
    assert mirror, "no mirror of Debian is known here"
    packages = "ca-certificates,python3-venv,python-is-python3"
    run("debootstrap", "--variant=minbase", f"--include={packages}", SUITE, str(made), mirror[1])
    for name in REACH:
        source, to = Path("/") / name, made / name
        if source.is_dir():
            shutil.copytree(source, to, dirs_exist_ok=True)
        elif source.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            to.unlink(missing_ok=True)
            shutil.copyfile(source, to)
    (home / "base.done").touch()
    return made


def begin(image: str, home: Path, number: int) -> Stage:
    """Begin a stage from its image."""
    root = home / f"stage-{number}"
    stage = Stage(image, root)
    if stage.has_system:
        run("cp", "-a", str(base(home)), str(root))
        for folder in ("proc", "dev"):
            run("mount", "--rbind", f"/{folder}", str(root / folder))
    root.mkdir(exist_ok=True)
    return stage


def copy(stage: Stage, rest: str, stages: dict[str, Stage], seen: Path) -> None:
    """Do a COPY."""
    words = rest.split()
    origin = next((word.split("=")[1] for word in words if word.startswith("--from=")), "")
    *sources, target = [word for word in words if not word.startswith("--")]
    for name in sources:
        source = stages[origin].root / name.lstrip("/") if origin else seen / name
        to = stage.at(target)
        if source.is_dir():
            shutil.copytree(source, to, symlinks=True, dirs_exist_ok=True)
        else:
            to.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, to)


def build(home: Path) -> tuple[Stage, str]:
    """Carry out every instruction; returns the last stage and the program that it starts."""
    seen, last, program = context(home), Stage("", home), ""
    stages: dict[str, Stage] = {}
    for word, rest in instructions((ROOT / "Dockerfile").read_text()):
        print(f"==> {word} {rest[:110]}", flush=True)
        if word == "FROM":
            image, _, name = rest.partition(" AS ")
            last = stages[name or "last"] = begin(image, home, len(stages))
        elif word == "WORKDIR":
            last.workdir = rest
            last.at(".").mkdir(parents=True, exist_ok=True)
        elif word == "ENV":
            last.env |= dict(pair.split("=", 1) for pair in rest.split())
        elif word == "COPY":
            copy(last, rest, stages, seen)
        elif word == "RUN":
            said = last.run(rest)
            assert "Building wheel" not in said, "a package was built, which may need a compiler"
        elif word == "USER":
            last.user = rest
        elif word == "CMD":
            program = rest
        else:
            assert word == "EXPOSE", f"{word} is not known here"
    return last, program


def look(image: Stage, program: str) -> None:
    """Say what is wrong with the image; nothing when it is as it should be."""
    found = run(
        "sh", "-c", f"grep -rl {MARK} {image.root}/srv {image.root}/opt {image.root}/data || true"
    )
    assert found == "", f"secrets in the image: {found}"
    for gone in ("node_modules", "var/secrets.env", ".env", ".git", "tests"):
        assert not image.at(gone).exists(), gone
    for compiler in ("cc", "gcc", "c++"):
        assert not (image.root / "usr/bin" / compiler).exists(), compiler
    fonts = image.at("var/assets/fonts.conf").read_text()
    assert "<dir>/srv/portal/var/assets/fonts</dir>" in fonts
    assert any(image.at("var/assets/fontcache").iterdir())
    named = image.run(
        "FONTCONFIG_FILE=/srv/portal/var/assets/fonts.conf fc-match -f '%{file}' 'Noto Sans SC'"
    )
    assert named.startswith("/srv/portal/var/assets/fonts/"), named
    assert image.at("var/static/staticfiles.json").exists()
    who = image.run("id -un")
    assert who.strip() != "root", who
    said = image.run("python manage.py check --deploy --fail-level INFO", **PRODUCTION)
    assert "no issues" in said, said
    started = re.findall(r'"([^"]+)"', program)[0]
    assert "granian" in image.run(f"{started} --version")
    size = run("du", "-sm", f"{image.root}/srv", f"{image.root}/opt").split()
    print(f"==> the image is as it should be; /srv {size[0]} MB, /opt {size[2]} MB")


def main() -> None:
    """Build and look, in a folder that can be kept."""
    home = Path(sys.argv[1] if len(sys.argv) > 1 else "/var/tmp/yichuang-image")
    home.mkdir(parents=True, exist_ok=True)
    run("mount", "--make-rprivate", "/")
    for old in home.glob("stage-*"):
        shutil.rmtree(old)
    look(*build(home))


if __name__ == "__main__":
    main()
