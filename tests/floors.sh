#!/usr/bin/env bash
# floors.sh [ROOT]: holds the floor plan of ARCHITECTURE.md. Includes go only down a floor; rooms of one floor are
# strangers; base/ knows no domain word; no folder is named util. Prints every breach; exits 1 when there is one.
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

# Room by room, its floor. sources and extractors hold rooms of their own that do not know each other either.
floors='cli=6 serve=5 scan=4 sense=4
sources/cloud=3 sources/cluster=3 sources/container=3 sources/code=3 sources/node=3 sources/endpoint=3
extractors/os=3 extractors/lang=3 extractors/config=3 extractors/secret=3
policy=3 admission=3 analyzers=3 outputs=3 store=3
model=2 cel=2 knowledge=2 formats=1 io=1 base=0'

domain_words='kubernetes|kubelet|kubectl|etcd|pods?|deployments?|configmaps?|rbac|ingress|manifests?|helm|findings?|severity|admission|cluster'

breaches=$(
  find src -type f \( -name '*.h' -o -name '*.cpp' \) | sort | while read -r file; do
    grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]' "$file" | sed "s|^|$file:|" || true
  done | awk -v floors="$floors" '
    function room_of(path,    parts, count) {
      count = split(path, parts, "/")
      if ((parts[1] == "sources" || parts[1] == "extractors") && count > 2) return parts[1] "/" parts[2]
      return parts[1]
    }
    BEGIN {
      count = split(floors, entries, /[ \n]+/)
      for (i = 1; i <= count; i++) {
        split(entries[i], pair, "=")
        floor[pair[1]] = pair[2]
        known[room_of(pair[1] "/x")] = 1
        split(pair[1], top, "/")
        tops[top[1]] = 1
      }
    }
    {
      split($0, where, ":")
      file = where[1]
      own = room_of(substr(file, 5))
      if (!(own in floor)) { print file ": " own "/ is no room of the floor plan"; next }
      match($0, /["<][^">]*[">]/)
      quote = substr($0, RSTART, 1)
      path = substr($0, RSTART + 1, RLENGTH - 2)
      split(path, parts, "/")
      if (quote == "<" && !(parts[1] in tops)) next
      if (path !~ /\//) { print file ":" where[2] ": include \"" path "\" is not a path from src/"; next }
      other = room_of(path)
      if (own == "knowledge" && other == "model") next  # what is published is told in the nouns of the house
      if (!(other in floor)) print file ":" where[2] ": \"" path "\" is in no room of the floor plan"
      else if (other != own && floor[other] + 0 == floor[own] + 0) print file ":" where[2] ": " own " may not know " other ": they are strangers on floor " floor[own]
      else if (floor[other] + 0 > floor[own] + 0) print file ":" where[2] ": " own " (floor " floor[own] ") may not look up to " other " (floor " floor[other] ")"
    }' | sort -u
  grep -rniwE "$domain_words" src/base 2>/dev/null | sed 's/$/   <- a domain word in base/' || true
  find . \( -path ./build -o -path ./dist -o -path ./.git \) -prune -o -type d -print |
    grep -E '/(utils?|common|helpers?|misc)$' | sed 's/$/: a folder must say what is in it/' || true
)
if [ -n "$breaches" ]; then
  printf '%s\nfloors: the floor plan is broken (ARCHITECTURE.md)\n' "$breaches"
  exit 1
fi
echo "floors: the floor plan holds"
