#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The two commands of the README on bare Debians: a chroot with git, make, python3 and sudo only.
# Run by hand as root, never by CI: it needs debootstrap, some 3 GB and a quarter of an hour a system.
#
#   tests/bare/run.sh [bookworm] [trixie]      both without a name
#   WHO="root dev"    as root and as a user with sudo
#   WHAT="run test"   `make run` until it answers, a second start, `make test`
#   ARGS="..."        for `make test`; the whole suite without
#   BINDS="/folder"   folders of this machine to show inside as well (a local package index)
#   BARE=/folder      where the systems are made; /var/tmp/yichuang-bare without
#
# What is committed is tested, not what lies in the folder. The mirror, certificates and the settings
# of pip and npm are taken from this machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tree=$(git -C "$here" rev-parse --show-toplevel)
bare=${BARE:-/var/tmp/yichuang-bare}
if [[ ${1:-} != --inside-namespace ]]; then
  exec unshare --mount --pid --fork --mount-proc --kill-child "$here/run.sh" --inside-namespace "$@"
fi
shift
(($#)) || set -- bookworm trixie

uri() { # address of the first archive of this machine whose code name matches
  apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
    awk -v wanted="$1" '$1 == "Debian" && $2 ~ wanted { print $3; exit }'
}

base() { # a bare system, made once
  local suite=$1 to=$bare/$1/base mirror security
  [[ -e $to.done ]] && return
  rm -rf "$to"
  mkdir -p "$to"
  mirror=$(uri '^[a-z]+$')
  security=$(uri '-security$')
  debootstrap --variant=minbase --include=ca-certificates,git,make,python3,sudo \
    "$suite" "$to" "$mirror" >"$to.log" 2>&1 || { tail "$to.log"; exit 1; }
  {
    echo "deb $mirror $suite main"
    echo "deb $mirror $suite-updates main"
    [[ -z $security ]] || echo "deb $security $suite-security main"
  } >"$to/etc/apt/sources.list"
  chroot "$to" useradd --create-home --shell /bin/bash dev
  echo 'dev ALL=(ALL) NOPASSWD: ALL' >"$to/etc/sudoers.d/dev"
  touch "$to.done"
}

settings() { # what this machine needs to reach packages
  local to=$1 file home
  for file in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/xdg/pip /etc/npmrc \
    /usr/local/share/ca-certificates /etc/ssl/certs/ca-certificates.crt; do
    [[ -e $file ]] || continue
    mkdir -p "$to$(dirname $file)"
    rm -rf "${to:?}$file"
    cp -rL "$file" "$to$file"
  done
  grep -lE 'Acquire::(https?::|Check|Retries)' /etc/apt/apt.conf.d/* 2>/dev/null |
    xargs -r cp -t "$to/etc/apt/apt.conf.d"
  for home in root home/dev; do
    for file in .npmrc .config/pip .pip; do
      [[ -e $HOME/$file ]] || continue
      mkdir -p "$to/$home/$(dirname $file)"
      cp -rL "$HOME/$file" "$to/$home/$file"
    done
  done
  chroot "$to" chown -R dev: /home/dev
  chroot "$to" update-ca-certificates >/dev/null 2>&1 || true
  env | grep -iE '^(pip_|npm_config_|https?_proxy=|no_proxy=|node_extra_ca|ssl_cert|requests_ca)' |
    sed 's/=\(.*\)/='"'\1'"'/; s/^/export /' >"$to/etc/yichuang-env" || true
}

machine() { # a fresh copy of the bare system with a clone in it
  local suite=$1 who=$2 to=$bare/$1/$2 folder
  folder=$([[ $who == root ]] && echo /root || echo "/home/$who")
  rm -rf "$to"
  cp -a "$bare/$suite/base" "$to"
  settings "$to"
  git clone -q "$tree" "$to$folder/yichuang"
  cp "$here/inside.sh" "$to/inside.sh"
  chroot "$to" chown -R "$who:" "$folder"
  mount -t proc proc "$to/proc"
  mount -t sysfs -o ro sys "$to/sys"
  mount --rbind /dev "$to/dev"
  local bind
  for bind in ${BINDS:-}; do
    mkdir -p "$to$bind"
    mount --rbind "$bind" "$to$bind"
    mount -o remount,bind,ro "$to$bind"
  done
  chroot "$to" su - "$who" -c \
    "WHAT='${WHAT:-run test}' ARGS='${ARGS:-}' NAME='$suite $who' bash /inside.sh"
}

status=0
for suite in "$@"; do
  base "$suite"
  for who in ${WHO:-root dev}; do
    (machine "$suite" "$who") || { status=1; echo "$suite $who: FAILED, see $bare/$suite/$who"; }
    for folder in /proc /sys /dev ${BINDS:-}; do
      umount -R "$bare/$suite/$who$folder"
    done
  done
done
exit "$status"
