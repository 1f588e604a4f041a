#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# controls_page.sh BINARY [--update]: docs/controls.md is what the binary prints.
set -euo pipefail
page=$(dirname "$0")/../docs/controls.md
printed=$("$1" policy list --format markdown)
if [ "${2:-}" = --update ]; then
  printf '%s\n' "$printed" > "$page"
else
  printf '%s\n' "$printed" | diff -u "$page" -
fi
