#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Brings the language's conformance tests to a folder as JSON: extract.sh <folder>. Exits 77 when npm cannot bring them.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=$1
package='@bufbuild/cel-spec@0.6.1'
sha512=9b401cf6a03aebdcb1c42d07cb8e6a1ac5197a68c89957f13e5eabf632db909be212fbf747d8526321f622d1916c382e7a45fa78877471beb6ba53412bdedece

test -s "$folder/conformance.json" && exit 0
command -v npm >/dev/null && command -v node >/dev/null || { echo "no npm: skipped"; exit 77; }
mkdir -p "$folder"
cd "$folder"
npm pack --silent "$package" >/dev/null || { echo "npm cannot bring $package: skipped"; exit 77; }
archive=bufbuild-cel-spec-0.6.1.tgz
echo "$sha512  $archive" | sha512sum --check --quiet
tar xzf "$archive"
node "$here/extract.mjs" "$folder/package" "$folder"
