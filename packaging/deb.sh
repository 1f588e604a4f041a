#!/usr/bin/env bash
# deb.sh BINARY DIST: makes DIST/bulwark_VERSION_ARCH.deb, with the dependencies that the binary really has.
set -euo pipefail
binary=$(readlink -f "$1")
mkdir -p "$2"
dist=$(readlink -f "$2")
project=$(dirname "$(dirname "$(readlink -f "$0")")")
version=$("$binary" version | awk 'NR == 1 {print $2}')
architecture=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=$(git -C "$project" log -1 --format=%ct 2>/dev/null || echo 0)
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

root=$work/root
documentation=$root/usr/share/doc/bulwark
install -D -m 755 -s "$binary" "$root/usr/bin/bulwark"
ln -s bulwark "$root/usr/bin/kubectl-bulwark"
install -D -m 644 "$project/README.md" "$documentation/README.md"
gzip -9n <"$project/CHANGELOG.md" >"$documentation/changelog.gz"
chmod 644 "$documentation/changelog.gz"
cat >"$documentation/copyright" <<'EOF'
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: bulwark
License: Apache-2.0
 On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.
EOF
chmod 644 "$documentation/copyright"

# dpkg-shlibdeps wants to stand in a source package.
mkdir "$work/debian"
printf 'Source: bulwark\n\nPackage: bulwark\nArchitecture: any\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O "$root/usr/bin/bulwark" | sed -n 's/^shlibs:Depends=//p')

mkdir "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<EOF
Package: bulwark
Version: $version
Architecture: $architecture
Maintainer: The Bulwark developers <bulwark@localhost>
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Depends: $depends
Section: admin
Priority: optional
Description: security of Kubernetes, from the cloud to the code
 One binary that scans what runs on Kubernetes, or will, against one catalogue
 of controls, and shows what is wrong, where, and how to mend it.
EOF
package=$dist/bulwark_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
echo "$package"
