#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# docs/controls-coverage.md names every control of the catalogue, marks the optional ones and names no other;
# knowledge/expected.yaml names controls that exist; what controls call the NSA's guidance is in docs/frameworks.md.
set -euo pipefail
cd "$(dirname "$0")/.."
table=docs/controls-coverage.md
bad=0
complain() { echo "$1" >&2; bad=1; }

declare -A known=()
for file in controls/*/*.yaml; do
  id=$(basename "$file" .yaml)
  known[$id]=yes
  grep -q '^optional: true' "$file" && known[$id]=optional
done
# The last cell of every row, one name a line, with its mark.
declare -A told=()
while read -r name mark; do
  told[$name]=yes
  [[ $mark == '(optional'* ]] && told[$name]=optional
  [[ -n ${known[$name]:-} ]] || complain "$table names $name, which is no control"
done < <(awk -F'|' '/^\|/ && NF > 3 { print $3 }' $table | grep -oE '\b[a-z]+(-[a-z0-9]+)+\b( \(optional)?')
for id in "${!known[@]}"; do
  if [[ $id != *-* ]]; then grep -qE "^\\|.*\\| (.*, )?$id\\b" $table || complain "$table does not name $id";
  elif [[ -z ${told[$id]:-} ]]; then complain "$table does not name $id";
  elif [[ ${told[$id]} != "${known[$id]}" ]]; then complain "$table: $id is ${known[$id]}, the table says ${told[$id]}"; fi
done
while read -r id; do
  [[ -n ${known[$id]:-} ]] || complain "knowledge/expected.yaml names $id, which is no control"
done < <(sed -nE 's/^      - ([a-z]+(-[a-z]+)+)$/\1/p' knowledge/expected.yaml)
while read -r file slug; do
  grep -qF "| \`$slug\` |" docs/frameworks.md || complain "$file: docs/frameworks.md does not know nsa $slug"
done < <(grep -oE 'nsa: (\[[^]]*\]|[a-z-]+)' controls/*/*.yaml | sed -E 's/:nsa: / /; s/[][,]//g' |
  awk '{for (i = 2; i <= NF; ++i) print $1, $i}')
exit $bad
