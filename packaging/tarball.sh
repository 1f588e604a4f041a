#!/usr/bin/env bash
# tarball.sh BINARY DIST: makes DIST/bulwark-VERSION-linux-MACHINE.tar.gz: the binary with its libraries and the loader,
# behind a static launcher, so that it runs in any folder of any Linux and in an empty root file system.
set -euo pipefail
binary=$(readlink -f "$1")
mkdir -p "$2"
dist=$(readlink -f "$2")
project=$(dirname "$(dirname "$(readlink -f "$0")")")
version=$("$binary" version | awk 'NR == 1 {print $2}')
name=bulwark-$version-linux-$(uname -m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tree=$work/$name
mkdir -p "$tree/lib"
install -m 755 -s "$binary" "$tree/lib/bulwark"
loader=$(readelf -p .interp "$binary" | grep -o '/[^ ]*')
install -m 755 "$(readlink -f "$loader")" "$tree/lib/loader"
ldd "$binary" | awk '/=> \// {print $1, $3}' | while read -r library path; do
  install -m 644 "$(readlink -f "$path")" "$tree/lib/$library"
done
gcc -O2 -static -s -Wall -Wextra -Werror -o "$tree/bulwark" "$project/packaging/launcher.c"
ln -s bulwark "$tree/kubectl-bulwark"
install -m 644 "$project/LICENSE" "$project/README.md" "$tree/"

tarball=$dist/$name.tar.gz
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner \
  --mtime="@$(git -C "$project" log -1 --format=%ct 2>/dev/null || echo 0)" -cf - "$name" | gzip -9n >"$tarball"
echo "$tarball"
