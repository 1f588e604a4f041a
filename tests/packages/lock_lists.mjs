// SPDX-License-Identifier: Apache-2.0
// lock_lists.mjs KIND FOLDER...: what the package managers' own libraries read of the lock file in each folder, as JSON:
// a list per folder of {name, version, dev, local}. KIND: yarn, berry, or pnpm5, pnpm6, pnpm9 by the lock file's version;
// each needs the libraries beside it, in node_modules.
import fs from "node:fs";
import path from "node:path";

const LOCAL = /^(file|link|portal|workspace):|^\.{0,2}\//;
const TARBALL = /\.(tgz|tar\.gz)(#|::|$)/;

// The name that a registry's address tells: of an alias it is the real one.
function served(resolved) {
  const found = /^https?:\/\/[^/]+\/(?:.*?\/)??((?:@[^/]+\/)?[^/]+)\/-\/.*\.tgz/.exec(resolved ?? "");
  return found && decodeURIComponent(found[1]);
}

async function yarn(folder) {
  const { default: lockfile } = await import("@yarnpkg/lockfile");
  const { object } = lockfile.parse(fs.readFileSync(path.join(folder, "yarn.lock"), "utf8"));
  return Object.entries(object).map(([pattern, one]) => {
    const [, name, range] = /^(@?[^@]+)@(.*)$/.exec(pattern);
    return { name: served(one.resolved) ?? name, version: one.version, local: LOCAL.test(range) && !TARBALL.test(range) };
  });
}

async function berry(folder) {
  const { parseSyml } = await import("@yarnpkg/parsers");
  const entries = Object.entries(parseSyml(fs.readFileSync(path.join(folder, "yarn.lock"), "utf8")));
  return entries.filter(([key]) => key !== "__metadata").map(([key, one]) => {
    const [, name, reference] = /^(@?[^@]+)@(.*)$/.exec(one.resolution);
    return { name, version: one.version, local: LOCAL.test(reference) && !TARBALL.test(reference) };
  });
}

async function pnpm(folder, file, utils) {
  const lock = await file.readWantedLockfile(folder, { ignoreIncompatible: false });
  const types = await import("@pnpm/lockfile.detect-dep-types").then((m) => m.detectDepTypes(lock), () => undefined);
  return Object.entries(lock.packages ?? {}).map(([key, one]) => {
    const { name, version } = utils.nameVerFromPkgSnapshot(key, one);
    return { name, version, dev: types ? types[key] === 0 : one.dev === true, local: one.resolution.type === "directory" };
  });
}

const old = async (folder) => pnpm(folder, await import("@pnpm/lockfile-file"), await import("@pnpm/lockfile-utils"));
const now = async (folder) => pnpm(folder, await import("@pnpm/lockfile.fs"), await import("@pnpm/lockfile.utils"));

const [kind, ...folders] = process.argv.slice(2);
const read = { yarn, berry, pnpm5: old, pnpm6: old, pnpm9: now }[kind];
for (const folder of folders)
  console.log(JSON.stringify(await read(folder).catch((error) => ({ error: String(error) }))));
