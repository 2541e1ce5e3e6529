#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A new release with somebody always answering: tables first, then one web after the other.
set -euo pipefail
cd "$(dirname "$0")/.."
docker compose build
docker compose run --rm migrate
for name in web-1 web-2; do
  docker compose up -d --no-deps --wait "$name"
done
docker compose up -d --no-deps worker beat
docker compose up -d
