// SPDX-License-Identifier: Apache-2.0
// A snapshot that is not whole, or none of ours, is refused whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/test_folder.h"
#include "sources/cluster/test_snapshot.h"

namespace bulwark::sources::cluster {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace): made for these tests
using testing::HasSubstr;

TEST(SnapshotFile, RefusesAFileThatIsCutAnywhere) {
  const std::string file = written({pod("a"), pod("b")});
  for (std::size_t size = 0; size < file.size(); ++size) {
    const std::string error = error_of(std::string_view(file).substr(0, size));
    EXPECT_THAT(error, testing::AnyOf(HasSubstr("truncated"), HasSubstr("damaged"),
                                      HasSubstr("no snapshot")))
        << size;
  }
}

// Some of zstd's own bytes may be written in two ways; then what is read is the same, by its
// checksum.
TEST(SnapshotFile, RefusesAFileWithAnyByteChanged) {
  const std::string file = written({pod("a"), pod("b")});
  const std::vector<std::string> objects{pod("a"), pod("b")};
  std::size_t refused = 0;
  std::size_t changes = 0;
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const unsigned flip : {1U << (at % 8), 0xFFU}) {
      std::string changed = file;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ flip);
      ++changes;
      model::Inventory inventory;
      const auto loaded = load(changed, inventory, 1);
      refused += loaded ? 0 : 1;
      if (!loaded) continue;
      EXPECT_EQ(*loaded, kHeader) << at;
      EXPECT_EQ(objects_of(inventory), objects) << at;
    }
  }
  EXPECT_GT(refused * 100, changes * 97);
}

TEST(SnapshotFile, SaysWhatIsWrongWithAFile) {
  const std::string end = "{\"end\":{\"objects\":1,\"notRead\":[]}}\n";
  const std::string body = pod("a") + "\n";
  const auto first = [](std::string_view format) {
    return fmt::format("{{\"format\":\"{}\"}}\n", format);
  };
  struct Case {
    std::string file;
    std::string error;
  };
  for (const Case& c : std::vector<Case>{
           {compressed(kFirst + body + end), "none"},
           {"apiVersion: v1\n", "no snapshot of Bulwark"},
           {compressed("apiVersion: v1\nkind: Pod\n"), "no snapshot of Bulwark"},
           {compressed(first("bulwark.snapshot/v2") + body + end),
            "written by a newer Bulwark: its format is bulwark.snapshot/v2"},
           {compressed(first("bulwark.snapshot/v99999999999") + body + end),
            "written by a newer Bulwark"},
           {compressed(first("bulwark.snapshot/v0") + body + end), "no snapshot of Bulwark"},
           {compressed(first("bulwark.report/v1") + body + end), "no snapshot of Bulwark"},
           {compressed(kFirst), "truncated"},
           {compressed(kFirst + body), "truncated"},
           {compressed(kFirst + body + "{\"end\":{\"objects\":1,\"notRead\":[]}}"), "truncated"},
           {compressed(kFirst + body + "{\"end\":{\"objects\":-1,\"notRead\":[]}}\n"),
            "its last line is no end of a snapshot"},
           {compressed(kFirst + body + "{\"end\":7}\n"), "its last line is no end of a snapshot"},
           {compressed(kFirst + body + body + end), "it says that it holds 1 objects, and holds 2"},
           {compressed(kFirst + end), "it says that it holds 1 objects, and holds 0"},
           {compressed(kFirst + body + end + body), "truncated"},
           {compressed(kFirst + end + end), "line 2: no apiVersion and no kind"},
           {compressed(kFirst + body + "[1]\n" + end), "line 3: it is a list"},
           {compressed(kFirst + body + "{\"a\n" + end), "line 3: "},
           {compressed(kFirst + "\n" + body + end), "line 2: no JSON document"},
           {compressed(kFirst + body + end) + "x", "something stands behind the snapshot's end"},
           {compressed(kFirst + body + end) + compressed("more"),
            "something stands behind the snapshot's end"},
           {std::string("\x50\x2A\x4D\x18\x00\x00\x00\x00", 8) + compressed(kFirst + body + end),
            "no snapshot of Bulwark"},
           {compressed(kFirst + body + end, 28), "more than 128 MiB"},
       }) {
    EXPECT_THAT(error_of(c.file), HasSubstr(c.error));
  }
}

TEST(SnapshotFile, RefusesLinesAboveTheLimit) {
  const std::string file = written({pod("a", ",\"x\":\"" + std::string(5000, 'y') + "\"")});
  SnapshotOptions options;
  options.document.limits.bytes = 4000;
  model::Inventory inventory;
  const auto loaded = load_snapshot(bytes_of(file), options, inventory);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::limit);
  EXPECT_THAT(loaded.error().message, HasSubstr("line 2: "));
}

TEST(SnapshotFile, NamesTheLineThatIsWrongInALargeFile) {
  std::string text = kFirst;
  for (int i = 0; i < 200'000; ++i) text += pod(std::to_string(i)) + "\n";
  text += "[]\n" + pod("a") + "\n";
  const std::string file = compressed(text + "{\"end\":{\"objects\":1,\"notRead\":[]}}\n");
  EXPECT_EQ(error_of(file), "line 200002: it is a list, not a Kubernetes object");
}

TEST(SnapshotFile, DoesNotGrowWithALineThatNeverEnds) {
  std::string text = kFirst;
  text.resize(text.size() + 40'000'000, 'y');
  const std::string file = compressed(text);
  SnapshotOptions options;
  options.document.limits.bytes = 1'000'000;
  model::Inventory inventory;
  const auto loaded = load_snapshot(bytes_of(file), options, inventory);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message, "a line has more than 1000000 bytes");
}

TEST(SnapshotFile, IsToldByItsFirstBytesAndNamedInErrors) {
  const io::TestFolder folder;
  const std::string whole = written({pod("a")});
  const std::string file = folder.write("a.snapshot", whole);
  EXPECT_TRUE(is_snapshot(file));
  EXPECT_FALSE(is_snapshot(folder.path()));
  EXPECT_FALSE(is_snapshot(folder.path("none")));
  const auto header = read_snapshot_header(file);
  ASSERT_TRUE(header);
  EXPECT_EQ(*header, kHeader);
  folder.write("a.snapshot", whole.substr(0, whole.size() - 9));
  model::Inventory inventory;
  const auto loaded = load_snapshot(file, {}, inventory);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().text(),
            file + ": the snapshot is truncated: it ends before its last line");
  folder.write("a.snapshot", "a: b\n");
  EXPECT_FALSE(is_snapshot(file));
}

}  // namespace
}  // namespace bulwark::sources::cluster
