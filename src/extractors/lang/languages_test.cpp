// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/test_read.h"

namespace bulwark::extractors::lang {
namespace {

TEST(PythonPackage, HasNameVersionAndLicence) {
  const auto list = list_of(
      "usr/lib/python3/dist-packages/requests-2.31.0.dist-info/METADATA",
      "Metadata-Version: 2.1\nName: requests\nVersion: 2.31.0\nLicense: UNKNOWN\n"
      "Classifier: License :: OSI Approved :: Apache Software License\n\nName: other\n");
  EXPECT_EQ(lines_of(list), Lines{"requests 2.31.0"});
  EXPECT_EQ(list.packages[0].license, "Apache Software License");
  EXPECT_EQ(reader_of("METADATA"), nullptr);
  EXPECT_NE(reader_of("a/six-1.16.0.egg-info"), nullptr);
}

TEST(Requirements, ListsExactVersionsAndNamesTheOthers) {
  const auto list = list_of(
      "requirements-dev.txt",
      "# a comment\n-r other.txt\nrequests[socks] == 2.31.0 ; python_version > "
      "'3' # why\nflask==2.*\ndjango>=3\nidna==3.4 \\\n    --hash=sha256:00\n"
      "attrs===23.1.0\n");
  EXPECT_EQ(lines_of(list), (Lines{"attrs 23.1.0", "idna 3.4", "requests 2.31.0"}));
  ASSERT_EQ(list.problems.size(), 1U);
  EXPECT_NE(list.problems[0].reason.find("flask, django"), std::string::npos);
}

TEST(PythonLock, TellsDevelopmentApart) {
  EXPECT_EQ(read("poetry.lock",
                 "[[package]]\nname = \"a\"\nversion = \"1\"\ngroups = [\"main\"]\n"
                 "[[package]]\nname = \"b\"\nversion = \"2\"\ngroups = [\"dev\"]\n"
                 "[[package]]\nname = \"c\"\nversion = \"3\"\ncategory = \"dev\"\n"),
            (Lines{"a 1", "b 2 dev", "c 3 dev"}));
  EXPECT_EQ(read("uv.lock", R"(version = 1
[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "a" }]
[package.dev-dependencies]
dev = [{ name = "c" }]
[[package]]
name = "a"
version = "1"
dependencies = [{ name = "b" }]
[[package]]
name = "b"
version = "2"
[[package]]
name = "c"
version = "3"
)"),
            (Lines{"a 1", "b 2", "c 3 dev"}));
  EXPECT_EQ(read("pdm.lock",
                 "[[package]]\nname = \"a\"\nversion = \"1\"\n"
                 "groups = [\"default\", \"dev\"]\n"),
            Lines{"a 1"});
  // "socks" may be an extra, which others install.
  EXPECT_EQ(read("pdm.lock",
                 "[[package]]\nname = \"a\"\nversion = \"1\"\ngroups = [\"socks\"]\n"
                 "[[package]]\nname = \"b\"\nversion = \"2\"\ngroups = [\"dev\"]\n"),
            (Lines{"a 1", "b 2 dev"}));
  EXPECT_EQ(
      read("Pipfile.lock", R"({"default": {"a": {"version": "==1"}}, "develop": {"b": "==2"}})"),
      (Lines{"a 1", "b 2 dev"}));
}

TEST(Cargo, LockFileListsCrates) {
  EXPECT_EQ(read("Cargo.lock", "version = 3\n[[package]]\nname = \"serde\"\nversion = \"1.0.1\"\n"),
            Lines{"serde 1.0.1"});
}

TEST(Ruby, LockFileListsGemsAndNotWhatTheyNeed) {
  const auto list = list_of(
      "Gemfile.lock",
      "PATH\n  remote: .\n  specs:\n    own (0.1)\n\nGEM\n  remote: https://x/\n"
      "  specs:\n    nokogiri (1.15.4-x86_64-linux)\n      racc (~> 1.4)\n"
      "    racc (1.7.1)\n\nDEPENDENCIES\n  nokogiri\n");
  EXPECT_EQ(lines_of(list), (Lines{"nokogiri 1.15.4", "racc 1.7.1"}));
  EXPECT_EQ(list.packages[0].architecture, "x86_64-linux");
}

TEST(Ruby, SpecificationIsReadWithoutBeingRun) {
  const auto list = list_of("var/lib/gems/3.1.0/specifications/rack-2.2.4.gemspec",
                            "Gem::Specification.new do |s|\n  s.name = \"rack\".freeze\n"
                            "  s.version = \"2.2.4\"\n  s.required_ruby_version = \">= 2\"\n"
                            "  s.licenses = [\"MIT\".freeze, \"Ruby\".freeze]\nend\n");
  EXPECT_EQ(lines_of(list), Lines{"rack 2.2.4"});
  EXPECT_EQ(list.packages[0].license, "MIT OR Ruby");
}

TEST(Composer, TellsDevelopmentApart) {
  EXPECT_EQ(read("composer.lock", R"({"packages": [{"name": "a/b", "version": "v1"}],
                                      "packages-dev": [{"name": "c/d", "version": "2"}]})"),
            (Lines{"a/b v1", "c/d 2 dev"}));
  EXPECT_EQ(
      read("app/vendor/composer/installed.json",
           R"({"packages": [{"name": "a/b", "version": "v1"}, {"name": "c/d", "version": "2"}],
                     "dev-package-names": ["c/d"]})"),
      (Lines{"a/b v1", "c/d 2 dev"}));
  EXPECT_EQ(read("vendor/composer/installed.json", R"([{"name": "a/b", "version": "v1"}])"),
            Lines{"a/b v1"});
}

TEST(Nuget, ListsPackagesAndNotProjects) {
  EXPECT_EQ(read("app/app.deps.json", R"({"libraries": {"app/1.0.0": {"type": "project"},
      "Newtonsoft.Json/13.0.3": {"type": "package"},
      "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": {"type": "runtimepack"}}})"),
            (Lines{"Microsoft.NETCore.App.Runtime.linux-x64 8.0.1", "Newtonsoft.Json 13.0.3"}));
  EXPECT_EQ(read("packages.lock.json", R"({"version": 1, "dependencies": {"net8.0": {
      "A": {"type": "Direct", "resolved": "1.0.0"}, "own": {"type": "Project"}}}})"),
            Lines{"A 1.0.0"});
}

TEST(GoMod, ListsRequirementsAsTheyAreReplaced) {
  const auto list = list_of("go.mod", R"(module example.com/app

go 1.22.0
toolchain go1.22.3

require golang.org/x/crypto v0.1.0 // indirect
require (
	github.com/a/b v1.0.0
	github.com/c/d v2.0.0+incompatible
)
replace github.com/a/b => github.com/fork/b v1.0.1
replace github.com/c/d v2.0.0+incompatible => ../d
)");
  EXPECT_EQ(lines_of(list), (Lines{"github.com/c/d v2.0.0+incompatible", "github.com/fork/b v1.0.1",
                                   "golang.org/x/crypto v0.1.0", "stdlib 1.22.3"}));
  EXPECT_TRUE(list.problems.empty());
  EXPECT_EQ(list_of("go.mod", "module a\ngo 1.16\nrequire b.c/d v1.0.0\n").problems.size(), 1U);
  const auto nameless = list_of("go.mod",
                                "module a\ngo 1.22\nrequire b.c/ v1.0.0\n"
                                "require d.e/f v1.0.0\nreplace d.e/f => g.h/ v2.0.0\n");
  EXPECT_EQ(lines_of(nameless), Lines{"d.e/f v1.0.0"});
  EXPECT_EQ(nameless.problems.size(), 1U);
}

}  // namespace
}  // namespace bulwark::extractors::lang
