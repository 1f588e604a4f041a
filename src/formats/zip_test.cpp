// SPDX-License-Identifier: Apache-2.0
// Archives that are held whole and archives that go by are read the same.
#include "formats/zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "formats/test_zip.h"
#include "formats/zip_stream.h"

namespace bulwark::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr std::uint64_t kMost = std::uint64_t{1} << 30;

using Contents = std::map<std::string, std::string>;

/// What the directory lists; broken entries as "!" and the reason.
Contents held(const std::string& bytes) {
  const auto archive = ZipArchive::open(bytes, {.entries = 10'000});
  if (!archive) return {{"!", archive.error().message}};
  Contents out;
  for (const ZipEntry& entry : archive->entries()) {
    const auto text = archive->read(entry, std::size_t{1} << 24);
    out[std::string(entry.name)] = text ? *text : "!" + text.error().message;
  }
  return out;
}

class Gatherer : public ZipTaker {
 public:
  bool begin(const ZipStreamEntry& entry) override {
    place_ = {entry.offset, std::string(entry.name)};
    text_.clear();
    return wanted(entry.name);
  }
  void data(std::string_view block) override { text_ += block; }
  void end(Result<void> whole) override {
    got[place_] = whole ? text_ : "!" + whole.error().message;
  }
  bool keeps(std::string_view name) override { return wanted(name); }

  std::map<std::pair<std::uint64_t, std::string>, std::string> got;
  std::string without;

 private:
  bool wanted(std::string_view name) const { return without.empty() || !name.contains(without); }

  std::pair<std::uint64_t, std::string> place_;
  std::string text_;
};

Contents streamed(std::string_view bytes, std::size_t block, const std::string& without = {},
                  std::uint64_t most = kMost) {
  Gatherer gatherer;
  gatherer.without = without;
  UnpackBudget budget{.limits = {.bytes = most}};
  ZipStream stream(gatherer, budget);
  for (std::string_view rest = bytes; !rest.empty();) {
    // A copy of its own, so that ASan sees who looks beyond it.
    const std::string part(rest.substr(0, block));
    rest.remove_prefix(part.size());
    if (const auto state = stream.write(part); !state) return {{"!", state.error().message}};
  }
  if (const auto state = stream.finish(); !state) return {{"!", state.error().message}};
  Contents out;
  for (const auto& listed : stream.listed()) {
    const auto found = gatherer.got.find(listed);
    out[listed.second] = found == gatherer.got.end() ? "!missing" : found->second;
    if (stream.contradicted().contains(listed)) out[listed.second] = "!contradicted";
  }
  return out;
}

void same(const std::string& bytes, const Contents& wanted) {
  EXPECT_EQ(held(bytes), wanted);
  for (const std::size_t block : {1U, 7U, 100U, 4096U, 1U << 20U})
    EXPECT_EQ(streamed(bytes, block), wanted) << block;
}

std::string random_text(std::mt19937& random, std::size_t size) {
  std::string out(size, '\0');
  // Few letters, so that it is packed by a lot, or any bytes, so that it is not.
  const unsigned letters = random() % 2 == 0 ? 4 : 256;
  std::ranges::generate(out, [&] { return static_cast<char>(random() % letters); });
  return out;
}

TEST(Zip, ReadsStoredAndDeflatedEntries) {
  same(TestZip().add("a", "text").add({.name = "b", .content = "stored", .deflated = false}).take(),
       {{"a", "text"}, {"b", "stored"}});
  same(TestZip().take(), {});
  same(TestZip().add({.name = "empty", .content = "", .deflated = false}).take("a comment"),
       {{"empty", ""}});
}

TEST(Zip, ReadsWhatEveryWriterWritesInEveryBlocks) {
  std::mt19937 random(20261130);
  for (int round = 0; round < 80; ++round) {
    TestZip zip(round % 3 == 0 ? "#!/bin/sh\nexec java -jar $0 # PK and P\n" : "");
    Contents wanted;
    const auto count = static_cast<unsigned>(1 + random() % 12);
    for (unsigned i = 0; i < count; ++i) {
      TestZipEntry entry;
      entry.name = "entry" + std::to_string(i);
      entry.content = random_text(random, random() % (random() % 8 == 0 ? 60'000 : 300));
      entry.deflated = random() % 3 != 0;
      entry.size_follows = entry.deflated && random() % 2 == 0;
      entry.signature = random() % 2 == 0;
      entry.wide = random() % 4 == 0;
      entry.listed = random() % 6 != 0;
      if (entry.listed) wanted[entry.name] = entry.content;
      zip.add(entry);
    }
    const std::string bytes = zip.take();
    ASSERT_EQ(held(bytes), wanted) << round;
    ASSERT_EQ(streamed(bytes, 1 + random() % 70'000), wanted) << round;
    ASSERT_EQ(streamed(bytes, 1 + random() % 40), wanted) << round;
  }
}

TEST(ZipStream, PassesOverWhatIsNotWanted) {
  const std::string bytes = TestZip()
                                .add({.name = "skip1", .content = std::string(100'000, 'x')})
                                .add({.name = "skip2", .content = "y", .size_follows = true})
                                .add({.name = "skip3", .content = "z", .deflated = false})
                                .add("b", "text")
                                .take();
  for (const std::size_t block : {1U, 100U, 1U << 20U})
    EXPECT_THAT(streamed(bytes, block, "skip"), ElementsAre(Pair("b", "text")));
}

// An archive within a stored entry has heads of its own, and names that the outer one has too.
TEST(ZipStream, TakesNothingWithinAnEntryForItsOwn) {
  const std::string inner = TestZip().add("a", "of the inner one").take();
  same(TestZip().add({.name = "in.jar", .content = inner, .deflated = false}).add("a", "b").take(),
       {{"a", "b"}, {"in.jar", inner}});
}

TEST(ZipStream, TakesTheLastOfSeveralArchives) {
  const std::string bytes = TestZip().add("old", "1").take() + TestZip().add("new", "2").take();
  EXPECT_THAT(streamed(bytes, 50), ElementsAre(Pair("new", "2")));
}

// What looks like records of the directory, where none is, hides nothing.
TEST(ZipStream, TakesNoBytesOfOthersForItsDirectory) {
  const std::string entry = std::string("PK\1\2") + std::string(42, '\0');
  const Contents wanted{{"a", "text"}};
  EXPECT_EQ(streamed(TestZip().add("a", "text").take(entry), 16), wanted);
  EXPECT_EQ(streamed(TestZip().add("a", "text").take() + entry, 16), wanted);
  EXPECT_EQ(streamed(TestZip().add("a", "text").take() + "PK\5\6" + std::string(18, '\0'), 16),
            Contents());  // a whole archive of nothing, which is the last one
  // A head whose body reaches over the directory.
  std::string bytes = TestZip().add("a", "text").take();
  std::string head = std::string("PK\3\4") + std::string(26, '\0');
  head[18] = static_cast<char>(bytes.size() - bytes.find("PK\1\2") - 22);
  bytes.insert(bytes.find("PK\1\2"), head);
  EXPECT_THAT(streamed(bytes, 16), ElementsAre(Pair("!", HasSubstr("cut short"))));
}

TEST(ZipStream, SaysWhereTheDirectoryContradictsAnEntry) {
  std::string bytes = TestZip().add({.name = "a", .content = "text", .deflated = false}).take();
  bytes[bytes.find("PK\1\2") + 24] = 5;  // its size
  EXPECT_THAT(streamed(bytes, 16), ElementsAre(Pair("a", "!contradicted")));
}

TEST(ZipStream, KeepsItsMemorySmall) {
  TestZip zip;
  for (int i = 0; i < 400; ++i) zip.add(std::string(60'000, 'n') + std::to_string(i), "");
  EXPECT_THAT(streamed(zip.take(), 1U << 16U),
              ElementsAre(Pair("!", HasSubstr("too many entries"))));
}

TEST(ZipStream, SaysWhatIsBrokenAndGoesOn) {
  for (const bool size_follows : {false, true}) {
    std::string bytes = TestZip()
                            .add({.name = "a",
                                  .content = std::string(1000, 'a'),
                                  .size_follows = size_follows})
                            .add({.name = "b", .content = "whole", .deflated = false})
                            .take();
    bytes[31] = static_cast<char>(~bytes[31]);  // of the packed bytes
    for (const std::size_t block : {1U, 64U, 1U << 20U}) {
      Contents got = streamed(bytes, block);
      EXPECT_THAT(got[size_follows ? "!" : "a"], HasSubstr("broken")) << block;
      EXPECT_EQ(got["b"], size_follows ? "" : "whole") << block;
    }
  }
  std::string sum = TestZip().add({.name = "b", .content = "whole", .deflated = false}).take();
  sum[sum.find("whole")] = 'W';
  EXPECT_THAT(streamed(sum, 64), ElementsAre(Pair("b", "!the entry's checksum is wrong")));
}

TEST(ZipStream, IsNotWholeWithoutItsEnd) {
  const std::string bytes = TestZip().add("a", "text").add("b", "more").take();
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_THAT(streamed(bytes.substr(0, size), 16), ElementsAre(Pair("!", HasSubstr("cut short"))))
        << size;
  EXPECT_THAT(streamed("nothing of the kind", 4), ElementsAre(Pair("!", HasSubstr("no zip"))));
}

TEST(ZipStream, KeepsItsLimit) {
  const std::string bytes = TestZip()
                                .add({.name = "a",
                                      .content = std::string(1'000'000, 'a'),
                                      .size_follows = true})
                                .take();
  EXPECT_THAT(streamed(bytes, 100, "a", 999'999), ElementsAre(Pair("!", HasSubstr("999999"))));
  EXPECT_THAT(streamed(bytes, 100, "a", 1'000'000), IsEmpty());
}

}  // namespace
}  // namespace bulwark::formats
