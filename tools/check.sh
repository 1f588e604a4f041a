#!/usr/bin/env bash
# check.sh [--all [SECONDS]]: format of every tracked source, the floor plan, and clang-tidy on the sources that changed
# since origin/main (--all: on all; for SECONDS alone, those that changed first). Runs every part even when one failed, and
# says at the end what did.
set -uo pipefail
all=${1:-}
seconds=${2:-}
failed=()
folders=(src fuzz bench tests)

sources() { git ls-files --cached --others --exclude-standard -- "${folders[@]/%//*.h}" "${folders[@]/%//*.cpp}" | sort -u; }
changed() {
  local base
  base=$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD~1 2>/dev/null || git rev-parse HEAD)
  { git diff --name-only "$base" -- "${folders[@]/%//*.cpp}"
    git ls-files --others --exclude-standard -- "${folders[@]/%//*.cpp}"; } | sort -u
}
existing() { while read -r file; do [ ! -f "$file" ] || echo "$file"; done; }

sources | existing | xargs -r clang-format-19 --dry-run -Werror || failed+=(format)
tests/floors.sh || failed+=(floors)
tests/floors_selftest.sh || failed+=(floors_selftest)

if [ "$all" = --all ]; then
  files=$({ changed; sources; } | existing | grep '\.cpp$')
else
  files=$(changed | existing)
fi
if [ -n "$files" ]; then
  mkdir -p build/tidy
  cmake --preset tidy >build/tidy/configure.log || { cat build/tidy/configure.log; failed+=(configure); }
  xargs python3 tools/tidy.py build/tidy ${seconds:+--seconds "$seconds"} <<<"$files" || failed+=(tidy)
fi

if [ ${#failed[@]} -gt 0 ]; then
  echo "check: failed: ${failed[*]}"
  exit 1
fi
echo "check: all is well"
