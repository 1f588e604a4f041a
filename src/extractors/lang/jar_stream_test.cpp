// SPDX-License-Identifier: Apache-2.0
// What a Java archive that goes by tells is what it tells when it is held whole.
#include "extractors/lang/jar_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "extractors/lang/jar.h"
#include "formats/test_zip.h"

namespace bulwark::extractors::lang {
namespace {

using formats::TestZip;
using formats::TestZipEntry;
using model::Package;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

model::PackageList streamed(const std::string& bytes, std::size_t block) {
  JarStream stream("app.jar");
  for (std::string_view rest = bytes; !rest.empty();
       rest.remove_prefix(std::min(block, rest.size())))
    stream.feed(std::string(rest.substr(0, block)));
  return stream.finish();
}

std::vector<std::string> texts(const model::PackageList& list) {
  std::vector<std::string> out;
  for (const Package& one : list.packages)
    out.push_back(one.path + ": " + one.name_space + ":" + one.name + ":" + one.version + " " +
                  one.license);
  for (const model::Problem& one : list.problems) out.push_back(one.what + "? " + one.reason);
  std::ranges::sort(out);
  return out;
}

std::string properties(unsigned number) {
  return "groupId=org.example\nartifactId=part" + std::to_string(number) + "\nversion=1." +
         std::to_string(number) + "\n";
}

class RandomJar {
 public:
  explicit RandomJar(unsigned seed) : random_(seed) {}

  std::string make(int depth) {
    TestZip zip(below(8) == 0 ? "#!/bin/bash\nexit 1 # PK\n" : "");
    if (below(3) != 0)
      zip.add(entry("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nImplementation-Version: 3." +
                                                std::to_string(below(9)) +
                                                "\nBundle-License: MIT\n"));
    for (unsigned i = below(3); i > 0; --i)
      zip.add(entry("META-INF/maven/g/a" + std::to_string(i) + "/pom.properties",
                    below(5) == 0 ? "version=${project.version}" : properties(below(50))));
    for (unsigned i = below(6); i > 0; --i)
      zip.add(entry("classes/C" + std::to_string(i) + ".class", std::string(below(3000), 'c')));
    for (unsigned i = depth > 6 ? 0 : below(3); i > 0; --i)
      zip.add(entry("BOOT-INF/lib/in" + std::to_string(i) + "-2." + std::to_string(i) + ".jar",
                    below(10) == 0 ? "no archive" : make(depth + 1)));
    return zip.take();
  }

 private:
  unsigned below(unsigned most) { return static_cast<unsigned>(random_() % most); }

  TestZipEntry entry(std::string name, std::string content) {
    TestZipEntry out{std::move(name), std::move(content)};
    out.deflated = below(3) != 0;
    out.size_follows = out.deflated && below(2) == 0;
    out.wide = below(6) == 0;
    out.listed = below(10) != 0;
    return out;
  }

  std::mt19937 random_;
};

TEST(JarStream, TellsWhatTheWholeArchiveTells) {
  std::size_t packages = 0, problems = 0, deep = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    const std::string bytes = RandomJar(seed).make(0);
    const auto whole = read_jar("app.jar", bytes);
    ASSERT_TRUE(whole) << seed << whole.error().text();
    packages += whole->packages.size();
    problems += whole->problems.size();
    deep += static_cast<std::size_t>(std::ranges::count_if(
        whole->problems, [](const auto& one) { return one.reason.contains("too deep"); }));
    for (const std::size_t block : {std::size_t{1} + seed % 50, std::size_t{1} << 16U})
      ASSERT_EQ(texts(streamed(bytes, block)), texts(*whole)) << seed << " by " << block;
  }
  // The cases that matter were among them.
  EXPECT_GT(packages, 300U);
  EXPECT_GT(problems, 20U);
  EXPECT_GT(deep, 0U);
}

TEST(JarStream, DoesNotCountWhatTheDirectoryLeavesOut) {
  const std::string bytes = TestZip()
                                .add({.name = "META-INF/maven/g/old/pom.properties",
                                      .content = properties(1),
                                      .listed = false})
                                .add("META-INF/maven/g/new/pom.properties", properties(2))
                                .take();
  EXPECT_THAT(texts(streamed(bytes, 10)), ElementsAre("app.jar: org.example:part2:1.2 "));
}

TEST(JarStream, SaysWhatItCouldNotRead) {
  const std::string
      bytes = TestZip().add("META-INF/maven/g/a/pom.properties", properties(1)).take();
  const auto cut = streamed(bytes.substr(0, bytes.size() - 30), 10);
  EXPECT_THAT(cut.packages, IsEmpty());
  ASSERT_THAT(cut.problems, SizeIs(1));
  EXPECT_THAT(cut.problems[0].reason, HasSubstr("cut short"));

  // A directory that names what does not go by.
  std::string moved = bytes;
  moved[moved.find("PK\1\2") + 42] = '\1';
  const auto missing = streamed(moved, 10);
  ASSERT_THAT(missing.problems, SizeIs(1));
  EXPECT_THAT(missing.problems[0].reason, HasSubstr("not where its directory says"));
}

TEST(JarStream, EndsABombWithAProblem) {
  std::string inner = TestZip().add("a.jar", std::string(3'000'000, '\0')).take();
  const std::string bytes = TestZip().add("b.jar", inner).take();
  JarStream stream("app.jar", {.bytes = 1'000'000});
  stream.feed(bytes);
  const auto list = stream.finish();
  ASSERT_THAT(list.problems, SizeIs(1));
  EXPECT_THAT(list.problems[0].what, HasSubstr("app.jar!/b.jar"));
  EXPECT_THAT(list.problems[0].reason, HasSubstr("1000000"));
}

}  // namespace
}  // namespace bulwark::extractors::lang
