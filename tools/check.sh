#!/usr/bin/env bash
# check.sh [--all]: format of every tracked source, the floor plan, and clang-tidy on the sources that changed since
# origin/main (--all: on all). Runs every part even when one failed, and says at the end what did.
set -uo pipefail
all=${1:-}
failed=()

sources() { git ls-files --cached --others --exclude-standard -- 'src/*.h' 'src/*.cpp' 'fuzz/*.cpp' 'bench/*.cpp' | sort -u; }
existing() { while read -r file; do [ ! -f "$file" ] || echo "$file"; done; }

sources | existing | xargs -r clang-format-19 --dry-run -Werror || failed+=(format)
tests/floors.sh || failed+=(floors)
tests/floors_selftest.sh || failed+=(floors_selftest)

if [ "$all" = --all ]; then
  files=$(sources | existing | grep '\.cpp$')
else
  base=$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD~1 2>/dev/null || git rev-parse HEAD)
  files=$({ git diff --name-only "$base" -- 'src/*.cpp' 'fuzz/*.cpp' 'bench/*.cpp'
            git ls-files --others --exclude-standard -- 'src/*.cpp' 'fuzz/*.cpp' 'bench/*.cpp'; } | sort -u | existing)
fi
if [ -n "$files" ]; then
  echo "clang-tidy-19 on $(wc -l <<<"$files") files"
  mkdir -p build/tidy
  cmake --preset tidy >build/tidy/configure.log || { cat build/tidy/configure.log; failed+=(configure); }
  xargs -P "$(nproc)" -n 1 clang-tidy-19 -p build/tidy --quiet 2>build/tidy/stderr.log <<<"$files" || failed+=(tidy)
fi

if [ ${#failed[@]} -gt 0 ]; then
  echo "check: failed: ${failed[*]}"
  exit 1
fi
echo "check: all is well"
