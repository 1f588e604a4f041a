// SPDX-License-Identifier: Apache-2.0
// What of an archive becomes which entry, however the archive is cut.
#include "formats/tar.h"

#include <gtest/gtest.h>

#include "formats/test_tar.h"

namespace bulwark::formats {
namespace {

/// Writes down what it gets.
class Recorder final : public TarTaker {
 public:
  Result<TarData> begin(const TarEntry& entry) override {
    entries.push_back(entry);
    contents.emplace_back();
    return entry.kind == TarKind::file ? TarData::wanted : TarData::unwanted;
  }
  Result<TarData> data(std::string_view block) override {
    contents.back() += block;
    return contents.back().size() > most ? TarData::unwanted : TarData::wanted;
  }
  Result<void> end() override {
    ++ended;
    return {};
  }

  std::vector<TarEntry> entries;
  std::vector<std::string> contents;
  std::size_t ended = 0;
  std::size_t most = std::size_t{1} << 30;
};

struct Seen {
  Recorder recorder;
  Result<void> state;
};

// `cut`: bytes in each push.
void read(const std::string& archive, Seen& out, std::size_t cut = 1 << 20,
          const TarOptions& options = {}) {
  TarReader reader(out.recorder, options);
  for (std::size_t at = 0; at < archive.size() && out.state; at += cut)
    out.state = reader.write(std::string_view(archive).substr(at, cut));
  if (out.state) out.state = reader.finish();
}

std::string error_of(const std::string& archive, const TarOptions& options = {}) {
  Seen seen;
  read(archive, seen, 1 << 20, options);
  return seen.state
             ? "none"
             : std::string(name(seen.state.error().code)) + ": " + seen.state.error().message;
}

TestTar many() {
  TestTar tar;
  tar.folder("etc/").file("etc/passwd", "root:x:0:0\n", 0600).symbolic_link("lib", "usr/lib");
  tar.hard_link("etc/shadow", "etc/passwd").file("big", std::string(3000, 'b'), 04755);
  tar.pax({"path=" + std::string(300, 'p'), "uid=70000", "mtime=1350244992.02",
           "SCHILY.xattr.security.capability=x"});
  tar.file("short", "pax");
  tar.add({.path = "././@LongLink", .type = 'L', .data = std::string(200, 'l')});
  tar.add({.path = "././@LongLink", .type = 'K', .data = std::string(150, 'k')});
  tar.symbolic_link("l", "k");
  tar.pax({"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=holes",
           "GNU.sparse.realsize=2000"});
  tar.file("GNUSparseFile.0/holes", "2\n100\n3\n1000\n2\n" + std::string(497, '\0') + "abcde");
  tar.pax({"GNU.sparse.size=10", "GNU.sparse.map=2,3"}).file("old", "xyz");
  tar.pax({"GNU.sparse.size=9", "GNU.sparse.offset=0", "GNU.sparse.numbytes=1",
           "GNU.sparse.offset=8", "GNU.sparse.numbytes=1"});
  return tar.file("older", "yz");
}

TEST(Tar, reads_the_same_however_it_is_cut) {
  const std::string archive = many().take();
  Seen whole;
  read(archive, whole);
  ASSERT_TRUE(whole.state) << whole.state.error().text();
  ASSERT_EQ(whole.recorder.entries.size(), 10U);
  for (const std::size_t cut : {1U, 7U, 511U, 512U, 513U, 4096U}) {
    Seen parts;
    read(archive, parts, cut);
    ASSERT_TRUE(parts.state) << cut << parts.state.error().text();
    EXPECT_EQ(parts.recorder.entries, whole.recorder.entries) << cut;
    EXPECT_EQ(parts.recorder.contents, whole.recorder.contents) << cut;
    EXPECT_EQ(parts.recorder.ended, 10U);
  }
}

TEST(Tar, has_names_links_and_owners_from_pax_and_gnu_headers) {
  Seen seen;
  read(many().take(), seen);
  const auto& entries = seen.recorder.entries;
  EXPECT_EQ(entries[0].kind, TarKind::folder);
  EXPECT_EQ(entries[1].mode, 0600U);
  EXPECT_EQ(entries[2].link, "usr/lib");
  EXPECT_EQ(entries[3].kind, TarKind::hard_link);
  EXPECT_EQ(entries[4].mode, 04755U);
  EXPECT_EQ(entries[4].size, 3000U);
  EXPECT_EQ(entries[5].path, std::string(300, 'p'));
  EXPECT_EQ(entries[5].user, 70000U);
  EXPECT_EQ(entries[5].modified, 1350244992);
  EXPECT_TRUE(entries[5].capabilities);
  EXPECT_EQ(seen.recorder.contents[5], "pax");
  EXPECT_EQ(entries[6].path, std::string(200, 'l'));
  EXPECT_EQ(entries[6].link, std::string(150, 'k'));
}

TEST(Tar, fills_the_holes_of_sparse_files) {
  Seen seen;
  read(many().take(), seen);
  ASSERT_TRUE(seen.state);
  const auto& contents = seen.recorder.contents;
  EXPECT_EQ(seen.recorder.entries[7].path, "holes");
  EXPECT_EQ(seen.recorder.entries[7].size, 2000U);
  EXPECT_EQ(contents[7], std::string(100, '\0') + "abc" + std::string(897, '\0') + "de" +
                             std::string(998, '\0'));
  EXPECT_EQ(contents[8], std::string("\0\0xyz\0\0\0\0\0", 10));
  EXPECT_EQ(contents[9], std::string("y\0\0\0\0\0\0\0z", 9));
}

TEST(Tar, makes_no_zeros_that_nobody_wants) {
  TestTar tar;
  tar.pax({"GNU.sparse.size=1000000000000", "GNU.sparse.map=0,1"}).file("huge", "x");
  Seen seen;
  seen.recorder.most = 1000;
  read(tar.take(), seen);
  ASSERT_TRUE(seen.state);
  EXPECT_LT(seen.recorder.contents[0].size(), 100'000U);
  TarOptions options;
  options.limits.file = 1 << 30;
  EXPECT_EQ(error_of(tar.take(), options), "limit: tar: a file of 1000000000000 bytes");
}

TEST(Tar, refuses_sparse_maps_that_do_not_fit) {
  for (const char* map : {"0,2", "5,1", "1,1,0,1", "0,1,1", "x,1", "0,18446744073709551615"}) {
    TestTar tar;
    tar.pax({"GNU.sparse.size=4", std::string("GNU.sparse.map=") + map}).file("f", "x");
    EXPECT_TRUE(error_of(tar.take()).starts_with("malformed")) << map;
  }
  TarOptions options;
  options.limits.holes = 1;
  TestTar tar;
  tar.pax({"GNU.sparse.size=4", "GNU.sparse.map=0,1,2,0"}).file("f", "x");
  EXPECT_TRUE(error_of(tar.take(), options).starts_with("limit"));
}

TEST(Tar, may_lack_its_end_but_nothing_of_an_entry) {
  const std::string archive = TestTar().file("a", "text").without_end();
  EXPECT_EQ(error_of(archive), "none");
  EXPECT_EQ(error_of(archive.substr(0, 516)), "none");  // the padding alone is missing
  EXPECT_EQ(error_of(archive.substr(0, 514)), "malformed: tar: the archive is cut off");
  EXPECT_EQ(error_of(archive.substr(0, 300)), "malformed: tar: the archive is cut off");
  EXPECT_EQ(error_of(TestTar().pax({"path=x"}).without_end()),
            "malformed: tar: the archive is cut off");
  EXPECT_EQ(error_of(""), "none");
}

TEST(Tar, passes_over_what_follows_its_end) {
  EXPECT_EQ(error_of(TestTar().file("a", "text").take() + "no tar at all"), "none");
}

TEST(Tar, refuses_an_entry_behind_one_block_of_zeros) {
  EXPECT_TRUE(error_of(std::string(512, '\0') + TestTar().file("a", "b").take())
                  .starts_with("malformed: tar: an entry after"));
}

TEST(Tar, checks_the_sum_of_each_header) {
  std::string archive = TestTar().file("a", "text").take();
  archive[0] = 'b';
  EXPECT_EQ(error_of(archive), "malformed: tar: a header with a wrong checksum");
}

TEST(Tar, reads_numbers_to_base_256) {
  std::string archive = TestTar().file("a", "text").take();
  std::string block = archive.substr(0, 512);
  block.replace(124, 12, std::string("\x80\0\0\0\0\0\0\0\0\0\0\x04", 12));
  block.replace(136, 12, std::string("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE", 12));
  TestTar::seal(block);
  Seen seen;
  read(block + archive.substr(512), seen);
  ASSERT_TRUE(seen.state);
  EXPECT_EQ(seen.recorder.contents[0], "text");
  EXPECT_EQ(seen.recorder.entries[0].modified, -2);
  block.replace(124, 12, std::string("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE", 12));
  TestTar::seal(block);
  EXPECT_EQ(error_of(block), "malformed: tar: a size below zero");
  block.replace(124, 12, std::string("\x80\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE", 12));
  TestTar::seal(block);
  EXPECT_EQ(error_of(block), "malformed: tar: the size is no number");
}

TEST(Tar, keeps_its_limits) {
  TarOptions options;
  options.limits.name = 100;
  options.limits.header = 400;
  options.limits.entries = 2;
  EXPECT_TRUE(
      error_of(TestTar().pax({"path=" + std::string(101, 'p')}).file("a", "").take(), options)
          .starts_with("limit: tar: a name"));
  EXPECT_TRUE(
      error_of(TestTar().pax({"path=" + std::string(500, 'p')}).file("a", "").take(), options)
          .starts_with("limit: tar: a header"));
  EXPECT_TRUE(error_of(TestTar().file("a", "").file("b", "").file("c", "").take(), options)
                  .starts_with("limit: tar: more than 2 entries"));
}

TEST(Tar, lets_global_headers_count_only_where_they_shall) {
  const std::string archive = TestTar().pax({"uid=7"}, 'g').file("a", "").file("b", "").take();
  Seen posix;
  read(archive, posix);
  EXPECT_EQ(posix.recorder.entries[1].user, 7U);
  Seen runtime;
  TarOptions options;
  options.global_headers = false;
  read(archive, runtime, 1 << 20, options);
  EXPECT_EQ(runtime.recorder.entries[1].user, 0U);
}

TEST(Tar, refuses_pax_records_that_are_none) {
  for (const char* text : {"x", "5 a=b\n", "0 a=b\n", "6 a=b\nx", "99999999999999999999 a=b\n",
                           "5 ab\n", "6 =ab\n", "10 size=x\n", "10 uid=-1\n"}) {
    TestTar tar;
    tar.add({.path = "pax", .type = 'x', .data = text}).file("a", "");
    EXPECT_TRUE(error_of(tar.take()).starts_with("malformed: tar: ")) << text;
  }
}

TEST(Tar, takes_no_data_from_links) {
  TestTar tar;
  tar.add({.path = "l", .type = '1', .link = "a", .size = 512}).file("a", "");
  Seen seen;
  read(tar.take(), seen);
  ASSERT_TRUE(seen.state);
  EXPECT_EQ(seen.recorder.entries.size(), 2U);
}

}  // namespace
}  // namespace bulwark::formats
