#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# deploy.sh BULWARK: the manifests of deploy/ are what the program says of them. The role is the one it asks for, its
# scan finds nothing in them, and the image starts the binary of this version.
set -uo pipefail
bulwark=$1
cd "$(dirname "$(readlink -f "$0")")/.."

"$bulwark" rbac required --no-secrets | diff - deploy/cluster-role.yaml ||
  { echo "deploy: deploy/cluster-role.yaml is not what 'bulwark rbac required --no-secrets' prints"; exit 1; }

"$bulwark" scan --config deploy/waivers.yaml --fail-on medium deploy ||
  { echo "deploy: a scan of deploy/ does not pass"; exit 1; }

version=$("$bulwark" version | awk 'NR == 1 {print $2}')
grep -qF "\"/bulwark-$version-linux-x86_64/bulwark\"" deploy/Dockerfile ||
  { echo "deploy: deploy/Dockerfile does not start version $version"; exit 1; }
for file in scan-cronjob.yaml node/daemonset.yaml node/job.yaml; do
  grep -qF "/bulwark:$version" "deploy/$file" || { echo "deploy: deploy/$file does not name version $version"; exit 1; }
done
echo "deploy: the manifests hold"
