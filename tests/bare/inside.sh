#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Inside a bare system, as the user who tries the portal: what run.sh asks for, with the seconds.
set -euo pipefail
export PORT=${PORT:-18000}
cd ~/yichuang
[[ ! -e /etc/yichuang-env ]] || . /etc/yichuang-env

say() { echo "$NAME: $*"; }

status() { # HTTP status of a page, 0 without an answer
  python3 - "http://127.0.0.1:$PORT$1" <<'PY'
import sys, urllib.error, urllib.request
try:
    print(urllib.request.urlopen(sys.argv[1], timeout=5).status)
except urllib.error.HTTPError as refused:
    print(refused.code)
except OSError:
    print(0)
PY
}

until_answered() { # page, seconds, process that must live
  local begin=$SECONDS
  until [[ $(status "$1") == 200 ]]; do
    if ! kill -0 "$3" 2>/dev/null || ((SECONDS - begin > $2)); then
      say "no 200 from $1 after $((SECONDS - begin)) s"
      tail -n 20 make.log var/log/*.log
      exit 1
    fi
    sleep 0.2
  done
}

start() {
  local begin=$SECONDS make
  make run >make.log 2>&1 &
  make=$!
  until_answered / 1800 "$make"
  say "make run, $1 start: / answers after $((SECONDS - begin)) s"
  until_answered /readyz 180 "$make"
  say "make run, $1 start: /readyz is well after $((SECONDS - begin)) s"
  make stop
  wait "$make" || true
  local left
  left=$(cat /proc/[0-9]*/comm | grep -E 'postgres|redis|granian|celery' || true)
  [[ -z $left ]] || { say "left running: $left"; exit 1; }
}

services() { # nothing of the system was started or made
  ! command -v pg_lsclusters >/dev/null || [[ -z $(pg_lsclusters -h) ]] || { say "a system cluster was made"; exit 1; }
}

python3 --version
for what in $WHAT; do
  case $what in
    run)
      start first
      services
      start second
      sed -n 1,12p make.log
      ;;
    test)
      begin=$SECONDS
      make test ARGS="$ARGS" >test.log 2>&1 || { tail -n 40 test.log; say "make test failed"; exit 1; }
      tail -n 3 test.log
      say "make test: $((SECONDS - begin)) s"
      services
      ;;
  esac
done
