// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/test_read.h"

namespace bulwark::extractors::lang {
namespace {

TEST(NpmLock, Version3IsReadByFolders) {
  EXPECT_EQ(read("app/package-lock.json", R"({"lockfileVersion": 3, "packages": {
    "": {"name": "app", "version": "1.0.0"},
    "node_modules/@babel/core": {"version": "7.1.0", "dev": true, "license": "MIT"},
    "node_modules/a": {"version": "1.0.0"},
    "node_modules/b/node_modules/a": {"version": "2.0.0"},
    "node_modules/own": {"resolved": "packages/own", "link": true},
    "packages/own": {"version": "0.1.0"},
    "node_modules/alias": {"name": "real", "version": "3.0.0"},
    "node_modules/elsewhere": {"optional": true}}})"),
            (Lines{"@babel/core 7.1.0 dev", "a 1.0.0", "a 2.0.0", "real 3.0.0"}));
}

TEST(NpmLock, Version1IsATree) {
  EXPECT_EQ(read("package-lock.json", R"({"lockfileVersion": 1, "dependencies": {
    "a": {"version": "1.0.0", "dependencies": {"b": {"version": "2.0.0", "dev": true}}},
    "c": {"version": "npm:@x/real@3.0.0"}, "own": {"version": "file:../own"}}})"),
            (Lines{"@x/real 3.0.0", "a 1.0.0", "b 2.0.0 dev"}));
}

TEST(NpmLock, AnAddressIsNoVersion) {
  const auto list = list_of("package-lock.json", R"({"lockfileVersion": 1, "dependencies": {
    "a": {"version": "git+https://x.example/a.git#0123"}, "b": {"version": "https://x.example/b.tgz"},
    "c": {"version": "1.0.0"}}})");
  EXPECT_EQ(lines_of(list), Lines{"c 1.0.0"});
  EXPECT_EQ(list.problems.size(), 2U);
}

TEST(NpmLock, WhatHasNoVersionIsAProblemAndNotLost) {
  const auto list = list_of(
      "package-lock.json",
      R"({"packages": {"node_modules/a": {}, "node_modules/b": {"version": "1"}}})");
  EXPECT_EQ(lines_of(list), Lines{"b 1"});
  ASSERT_EQ(list.problems.size(), 1U);
  EXPECT_EQ(list.problems[0].reason, "a package has no version");
}

TEST(NpmLock, RefusesWhatIsNone) {
  const auto* const reader = reader_of("package-lock.json");
  for (const std::string_view text : {"", "[]", "{}", "{\"packages\"", "1"})
    EXPECT_FALSE(reader->read("package-lock.json", text)) << text;
}

TEST(NpmPackage, IsReadAtThePackagesRootOnly) {
  EXPECT_EQ(reader_of("app/package.json"), nullptr);
  EXPECT_EQ(reader_of("node_modules/a/dist/package.json"), nullptr);
  EXPECT_EQ(reader_of("node_modules/@a/package.json"), nullptr);
  // What a package's authors worked with.
  EXPECT_EQ(reader_of("node_modules/a/yarn.lock"), nullptr);
  EXPECT_EQ(reader_of("app/node_modules/@a/b/sub/npm-shrinkwrap.json"), nullptr);
  EXPECT_EQ(reader_of("usr/lib/python3/dist-packages/a/requirements.txt"), nullptr);
  EXPECT_NE(reader_of("app/my_node_modules/yarn.lock"), nullptr);
  const auto list = list_of("app/node_modules/@a/b/package.json",
                            R"({"name": "@a/b", "version": "1.2.3", "license": {"type": "MIT"}})");
  EXPECT_EQ(lines_of(list), Lines{"@a/b 1.2.3"});
  EXPECT_EQ(list.packages[0].license, "MIT");
  EXPECT_EQ(read("node_modules/a/package.json", R"({"type": "module"})"), Lines{});
}

TEST(YarnLock, Version1IsReadLineByLine) {
  EXPECT_EQ(
      read("yarn.lock",
           "# yarn lockfile v1\n\n\n\"@babel/code-frame@^7.0.0\", \"@babel/code-frame@^7.8.3\":\n"
           "  version \"7.8.3\"\n  resolved \"https://x\"\n  dependencies:\n    version \"9\"\n"
           "\nalias@npm:@x/real@^1:\r\n  version \"1.5.0\"\r\n\nown@file:../own:\n"
           "  version \"0.0.0\"\n\na@1, a@2:\n  version \"2.0.0\"\n"),
      (Lines{"@babel/code-frame 7.8.3", "@x/real 1.5.0", "a 2.0.0"}));
}

TEST(YarnLock, WhatTheRegistryServedIsTheName) {
  EXPECT_EQ(read("yarn.lock",
                 "a@^1:\n  version \"1.1.0\"\n"
                 "  resolved \"https://registry.yarnpkg.com/@x/real/-/real-1.1.0.tgz#0123\"\n"
                 "\"@y/b@^1\":\n  version \"1.2.0\"\n"
                 "  resolved \"https://host.example/npm/@y%2Fb/-/b-1.2.0.tgz\"\n"
                 "c@npm:d:\n  version \"1.3.0\"\n"
                 "e@^1:\n  version \"1.4.0\"\n"
                 "  resolved \"https://host.example/@z/mirror/e/-/e-1.4.0.tgz\"\n"
                 "f@https://host.example/g/-/archive/g.tar.gz:\n  version \"1.5.0\"\n"
                 "  resolved \"https://host.example/g/-/archive/g.tar.gz\"\n"),
            (Lines{"@x/real 1.1.0", "@y/b 1.2.0", "d 1.3.0", "e 1.4.0", "f 1.5.0"}));
}

TEST(YarnLock, FieldsMayBeQuotedAsNpmWritesThem) {
  EXPECT_EQ(read("yarn.lock",
                 "\"jquery@^3.6.0\":\n  \"integrity\" \"sha512-0\"\n"
                 "  \"resolved\" \"https://x.example/jquery/-/jquery-3.6.0.tgz\"\n"
                 "  \"version\" \"3.6.0\"\n"),
            Lines{"jquery 3.6.0"});
}

TEST(YarnLock, ListsArchivesAndNotFoldersOfTheProject) {
  EXPECT_EQ(read("yarn.lock",
                 "a@file:./a.tgz:\n  version \"1.0.0\"\n\nb@file:./b:\n  version \"2.0.0\"\n\n"
                 "c@../c:\n  version \"3.0.0\"\n"),
            Lines{"a 1.0.0"});
  EXPECT_EQ(read("yarn.lock", R"(__metadata:
  version: 8

"a@file:./a.tgz::locator=app%40workspace%3A.":
  version: 1.0.0
  resolution: "a@file:./a.tgz#./a.tgz::hash=0123&locator=app%40workspace%3A."
  linkType: hard

"b@file:./b::locator=app%40workspace%3A.":
  version: 2.0.0
  resolution: "b@file:./b#./b::hash=0123&locator=app%40workspace%3A."
  linkType: hard
)"),
            Lines{"a 1.0.0"});
}

TEST(YarnLock, LaterVersionsAreYaml) {
  EXPECT_EQ(read("yarn.lock", R"(__metadata:
  version: 8

"@x/a@npm:^1.0.0, @x/a@npm:^1.1.0":
  version: 1.1.0
  resolution: "@x/a@npm:1.1.0"
  linkType: hard

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  linkType: soft

"ts@patch:ts@npm%3A5.0.4#hash":
  version: 5.0.4
  resolution: "ts@patch:ts@npm%3A5.0.4#hash"
  linkType: hard
)"),
            (Lines{"@x/a 1.1.0", "ts 5.0.4"}));
}

TEST(PnpmLock, ReadsItsVersions) {
  EXPECT_EQ(read("pnpm-lock.yaml",
                 "lockfileVersion: 5.4\npackages:\n  /@x/a/1.0.0_b@2.0.0:\n"
                 "    dev: true\n  /b/2.0.0:\n    dev: false\n"),
            (Lines{"@x/a 1.0.0 dev", "b 2.0.0"}));
  EXPECT_EQ(read("pnpm-lock.yaml",
                 "lockfileVersion: '6.0'\npackages:\n  /@x/a@1.0.0(b@2.0.0):\n"
                 "    dev: true\n  /b@2.0.0:\n    dev: false\n"),
            (Lines{"@x/a 1.0.0 dev", "b 2.0.0"}));
  EXPECT_EQ(read("pnpm-lock.yaml", R"(lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a: {specifier: ^1, version: 1.0.0(c@3.0.0)}
    devDependencies:
      d: {specifier: ^4, version: 4.0.0}
packages:
  a@1.0.0: {}
  b@2.0.0: {}
  c@3.0.0: {}
  d@4.0.0: {}
  '@x/e@5.0.0': {}
snapshots:
  a@1.0.0(c@3.0.0):
    dependencies: {b: 2.0.0}
  b@2.0.0: {}
  c@3.0.0: {}
  d@4.0.0:
    dependencies: {'@x/e': 5.0.0}
  '@x/e@5.0.0': {}
)"),
            (Lines{"@x/e 5.0.0 dev", "a 1.0.0", "b 2.0.0", "c 3.0.0 dev", "d 4.0.0 dev"}));
}

TEST(PnpmLock, SkipsWhatLeadsForPnpmItself) {
  EXPECT_EQ(read("pnpm-lock.yaml",
                 "---\nlockfileVersion: '9.0'\nimporters:\n  .:\n    configDependencies: {}\n"
                 "packages:\n  pnpm@11.0.0: {}\n\n---\nlockfileVersion: '9.0'\n"
                 "packages:\n  a@1.0.0: {}\n"),
            Lines{"a 1.0.0"});
}

TEST(PnpmLock, ListsOtherPlacesThanTheRegistryAndNotFolders) {
  EXPECT_EQ(read("pnpm-lock.yaml", R"(lockfileVersion: 5.4
packages:
  registry.example/@x/a/1.0.0: {}
  registry.example/b/2.0.0_c@3.0.0: {}
  github.com/x/d/0123: {name: d, version: 4.0.0}
  file:own: {name: own, version: 0.0.1, resolution: {directory: own, type: directory}}
)"),
            (Lines{"@x/a 1.0.0", "b 2.0.0", "d 4.0.0"}));
  EXPECT_EQ(read("pnpm-lock.yaml", R"(lockfileVersion: '6.0'
packages:
  registry.example/@x/a@1.0.0: {}
  file:own: {name: own, version: 0.0.1, resolution: {directory: own, type: directory}}
)"),
            Lines{"@x/a 1.0.0"});
  const auto list = list_of("pnpm-lock.yaml", R"(lockfileVersion: '9.0'
packages:
  a@file:a.tgz: {resolution: {tarball: file:a.tgz}}
  b@https://x.example/b.tgz: {version: 2.0.0}
  own@file:own: {resolution: {directory: own, type: directory}}
)");
  EXPECT_EQ(lines_of(list), Lines{"b 2.0.0"});
  EXPECT_EQ(list.problems.size(), 1U);
}

}  // namespace
}  // namespace bulwark::extractors::lang
