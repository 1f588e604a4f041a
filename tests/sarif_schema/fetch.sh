#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Brings the JSON Schema of SARIF 2.1.0 to a folder: fetch.sh <folder>. Exits 77 when npm cannot bring it.
set -eu
folder=$1
package='@microsoft/jest-sarif@1.0.0-beta.0'
sha512=0357ce84f77a21ce620e4e05f583f0d6a341e1717eefe22f891ef197caf617a433424c7972963d2ec1a4dab1318852047016e3a559d29b058606e9004a4890f4

test -s "$folder/sarif.json" && exit 0
command -v npm >/dev/null || { echo "no npm: skipped"; exit 77; }
mkdir -p "$folder"
cd "$folder"
npm pack --silent "$package" >/dev/null || { echo "npm cannot bring $package: skipped"; exit 77; }
archive=microsoft-jest-sarif-1.0.0-beta.0.tgz
echo "$sha512  $archive" | sha512sum --check --quiet
tar xzf "$archive"
mv package/lib/schemas/sarif-2.1.0-rtm.5.json sarif.json
