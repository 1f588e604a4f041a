// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX
#include <zstd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "formats/json_write.h"
#include "sources/cluster/snapshot_reader.h"
#include "sources/cluster/snapshot_writer.h"

namespace bulwark::sources::cluster {
namespace {

using testing::HasSubstr;

const SnapshotHeader kHeader{"kind-shop", "https://127.0.0.1:6443", "v1.34.4",
                             "2026-01-31T12:00:00Z", "0.1.0"};

/// Keeps what was written after its owner is gone.
class SharedSink final : public io::Sink {
 public:
  SharedSink(std::string& text, bool& complete) : text_(text), complete_(complete) {}

 private:
  Result<void> drain(std::string_view text) override {
    text_.append(text);
    return {};
  }
  Result<void> commit() override {
    complete_ = true;
    return {};
  }
  std::string& text_;
  bool& complete_;
};

std::string written(const std::vector<std::string>& objects,
                    const std::vector<model::Problem>& not_read = {}) {
  std::string file;
  bool complete = false;
  auto writer = SnapshotWriter::create(std::make_unique<SharedSink>(file, complete), kHeader);
  EXPECT_TRUE(writer);
  for (const std::string& object : objects) (*writer)->add(object + "\n", 1);
  EXPECT_TRUE((*writer)->finish(not_read));
  EXPECT_TRUE(complete);
  return file;
}

std::string compressed(std::string_view text, int window = 0) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     &ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  if (window != 0) {
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, 0);
  }
  std::string out(ZSTD_compressBound(text.size()), '\0');
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  ZSTD_inBuffer from{text.data(), text.size(), 0};
  if (window != 0) ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_flush);
  EXPECT_EQ(ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_end), 0U);
  out.resize(to.pos);
  return out;
}

ByteSource bytes_of(std::string_view file) {
  return [rest = file](std::span<char> to) mutable -> Result<std::size_t> {
    const std::size_t count = std::min(to.size(), rest.size());
    std::memcpy(to.data(), rest.data(), count);
    rest.remove_prefix(count);
    return count;
  };
}

Result<SnapshotHeader> load(std::string_view file, model::Inventory& inventory,
                            unsigned workers = 3) {
  SnapshotOptions options;
  options.workers = workers;
  options.seed = 42;
  return load_snapshot(bytes_of(file), options, inventory);
}

std::string error_of(std::string_view file) {
  model::Inventory inventory;
  const auto loaded = load(file, inventory);
  if (loaded) return "none";
  EXPECT_TRUE(inventory.segments.empty() && inventory.sources.empty() &&
              inventory.clusters.empty() && inventory.problems.empty() && inventory.documents == 0);
  return loaded.error().message;
}

/// The objects as JSON, in the order of their ranks.
std::vector<std::string> objects_of(const model::Inventory& inventory) {
  std::vector<std::string> out(inventory.resources());
  for (const model::Segment& segment : inventory.segments) {
    for (const model::Resource& resource : segment.resources)
      out.at(resource.offset) = formats::json_text(resource.root);
  }
  return out;
}

std::string pod(std::string_view name, std::string_view rest = "") {
  return fmt::format(
      R"({{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"{}","namespace":"x"}}{}}})", name,
      rest);
}

const std::string kFirst =
    R"({"format":"bulwark.snapshot/v1","cluster":"a","server":"","serverVersion":"","takenAt":"","tool":""})"
    "\n";

TEST(Snapshot, OfOneNameAreToldApart) {
  model::Inventory inventory;
  ASSERT_TRUE(load(written({pod("a")}, {}), inventory));
  ASSERT_TRUE(load(written({pod("a")}, {}), inventory));
  ASSERT_EQ(inventory.sources.size(), 2U);
  EXPECT_EQ(inventory.sources[0].name, "kind-shop");
  EXPECT_EQ(inventory.sources[1].name, "kind-shop (2)");
}

TEST(Snapshot, GivesBackWhatWasWritten) {
  model::Problem forbidden;
  forbidden.what = "secrets";
  forbidden.reason = "forbidden: list";
  forbidden.code = ErrorCode::denied;
  model::Inventory inventory;
  const auto header = load(written({pod("b"), pod("a")}, {forbidden}), inventory);
  ASSERT_TRUE(header) << header.error().text();
  EXPECT_EQ(*header, kHeader);
  EXPECT_EQ(objects_of(inventory), (std::vector{pod("a"), pod("b")}));
  EXPECT_EQ(inventory.documents, 2U);
  forbidden.cluster = "kind-shop";
  EXPECT_EQ(inventory.problems, std::vector{forbidden});
  ASSERT_EQ(inventory.sources.size(), 1U);
  EXPECT_EQ(inventory.sources[0].name, "kind-shop");
  EXPECT_TRUE(inventory.sources[0].cluster && inventory.sources[0].json);
  EXPECT_EQ(inventory.clusters,
            (std::vector{model::Cluster{0, "v1.34.4", "2026-01-31T12:00:00Z"}}));
}

TEST(Snapshot, GoesBehindWhatWasLoadedBefore) {
  model::Inventory inventory;
  ASSERT_TRUE(load(written({pod("a")}), inventory));
  ASSERT_TRUE(load(written({pod("b")}), inventory));
  EXPECT_EQ(inventory.clusters.size(), 2U);
  EXPECT_EQ(inventory.resources(), 2U);
  for (const model::Segment& segment : inventory.segments) {
    for (const model::Resource& resource : segment.resources) {
      EXPECT_EQ(resource.source, resource.name() == "a" ? 0U : 1U);
      EXPECT_EQ(resource.offset, 0U);
    }
  }
}

TEST(Snapshot, HoldsNothingAtAllWhenNothingWasThere) {
  model::Inventory inventory;
  ASSERT_TRUE(load(written({}), inventory));
  EXPECT_EQ(inventory.documents, 0U);
  EXPECT_EQ(inventory.clusters.size(), 1U);
}

TEST(Snapshot, KeepsNoValueOfASecretThatSomebodyPutIn) {
  model::Inventory inventory;
  ASSERT_TRUE(load(
      written(
          {R"({"apiVersion":"v1","data":{"a":"Y2FuYXJ5"},"kind":"Secret","metadata":{"name":"s"}})"}),
      inventory));
  EXPECT_THAT(objects_of(inventory)[0], HasSubstr(R"("data":{"a":"***"})"));
}

// Values of every kind, made at random.
class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  std::string object(std::size_t number) {
    std::string out = fmt::format(
        R"({{"apiVersion":"shop.io/v{}","kind":"K{}","metadata":{{"name":"n{}"}})", below(3),
        below(5), number);
    for (std::size_t i = below(6); i > 0; --i) out += fmt::format(",\"x{}\":{}", i, value(3));
    return out + "}";
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }

  std::string value(std::size_t depth) {
    switch (below(depth > 0 ? 8 : 5)) {
      case 0: return below(2) == 0 ? "true" : "false";
      case 1: return std::to_string(static_cast<std::int64_t>(random_()) - 2'000'000'000);
      case 2: return std::to_string(18'446'744'073'709'551'615U - below(9));
      case 3: return fmt::format("{:.3f}", static_cast<double>(random_()) / 997.0);
      case 4: return text();
      case 5:
      case 6: return list(depth - 1);
      default: return map(depth - 1);
    }
  }
  std::string text() {
    std::string raw(below(40), '\0');
    for (char& c : raw) c = static_cast<char>(below(128));
    std::string out;
    formats::write_json_string(out, raw + "\xC3\xA4");
    return out;
  }
  std::string list(std::size_t depth) {
    std::string out = "[";
    for (std::size_t i = below(4); i > 0; --i) out += value(depth) + (i > 1 ? "," : "");
    return out + "]";
  }
  std::string map(std::size_t depth) {
    std::string out = "{";
    for (std::size_t i = below(4); i > 0; --i)
      out += fmt::format("\"k{}\":{}{}", i, value(depth), i > 1 ? "," : "");
    return out + "}";
  }
  std::mt19937 random_;
};

TEST(Snapshot, GivesBackAnyObjectsHoweverManyWorkersRead) {
  Maker maker(20260131);
  std::vector<std::string> objects;
  for (std::size_t i = 0; i < 20'000; ++i) objects.push_back(maker.object(i));
  model::Inventory one;
  ASSERT_TRUE(load(written(objects), one, 1));
  // A second time, from what was read: now keys are sorted.
  const std::vector<std::string> sorted = objects_of(one);
  EXPECT_EQ(sorted.size(), objects.size());
  std::vector<std::string> shuffled = sorted;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(7));
  for (const unsigned workers : {1U, 2U, 5U}) {
    model::Inventory again;
    ASSERT_TRUE(load(written(shuffled), again, workers));
    EXPECT_EQ(objects_of(again), sorted) << workers;
  }
}

TEST(Snapshot, TakesLinesFromSeveralThreads) {
  std::string file;
  bool complete = false;
  auto writer = SnapshotWriter::create(std::make_unique<SharedSink>(file, complete), kHeader);
  ASSERT_TRUE(writer);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 500; ++i)
          (*writer)->add(
              pod(fmt::format("p{}-{}", t, i)) + "\n" + pod(fmt::format("q{}-{}", t, i)) + "\n", 2);
      });
    }
  }
  ASSERT_TRUE((*writer)->finish({}));
  model::Inventory inventory;
  ASSERT_TRUE(load(file, inventory));
  EXPECT_EQ(inventory.resources(), 4000U);
}

TEST(Snapshot, MakesNoFileUnlessFinished) {
  std::string file;
  bool complete = false;
  {
    auto writer = SnapshotWriter::create(std::make_unique<SharedSink>(file, complete), kHeader);
    ASSERT_TRUE(writer);
    (*writer)->add(pod("a") + "\n", 1);
  }
  EXPECT_FALSE(complete);
}

class FullSink final : public io::Sink {
  Result<void> drain(std::string_view /*text*/) override {
    return fail(ErrorCode::unavailable, "no space left on device");
  }
};

TEST(Snapshot, TellsThatTheDiskIsFull) {
  auto writer = SnapshotWriter::create(std::make_unique<FullSink>(), kHeader);
  ASSERT_TRUE(writer);
  Maker maker(1);
  for (std::size_t i = 0; i < 20'000; ++i) (*writer)->add(maker.object(i) + "\n", 1);
  const Result<void> finished = (*writer)->finish({});
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().message, "no space left on device");
}

TEST(Snapshot, RefusesAFileThatIsCutAnywhere) {
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
TEST(Snapshot, RefusesAFileWithAnyByteChanged) {
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

TEST(Snapshot, SaysWhatIsWrongWithAFile) {
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

TEST(Snapshot, RefusesLinesAboveTheLimit) {
  const std::string file = written({pod("a", ",\"x\":\"" + std::string(5000, 'y') + "\"")});
  SnapshotOptions options;
  options.document.limits.bytes = 4000;
  model::Inventory inventory;
  const auto loaded = load_snapshot(bytes_of(file), options, inventory);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::limit);
  EXPECT_THAT(loaded.error().message, HasSubstr("line 2: "));
}

TEST(Snapshot, NamesTheLineThatIsWrongInALargeFile) {
  std::string text = kFirst;
  for (int i = 0; i < 200'000; ++i) text += pod(std::to_string(i)) + "\n";
  text += "[]\n" + pod("a") + "\n";
  const std::string file = compressed(text + "{\"end\":{\"objects\":1,\"notRead\":[]}}\n");
  EXPECT_EQ(error_of(file), "line 200002: it is a list, not a Kubernetes object");
}

TEST(Snapshot, DoesNotGrowWithALineThatNeverEnds) {
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

TEST(Snapshot, IsToldByItsFirstBytesAndNamedInErrors) {
  std::string folder = (std::filesystem::temp_directory_path() / "bulwark-test-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string file = folder + "/a.snapshot";
  const std::string whole = written({pod("a")});
  std::ofstream(file, std::ios::binary) << whole;
  EXPECT_TRUE(is_snapshot(file));
  EXPECT_FALSE(is_snapshot(folder));
  EXPECT_FALSE(is_snapshot(folder + "/none"));
  const auto header = read_snapshot_header(file);
  ASSERT_TRUE(header);
  EXPECT_EQ(*header, kHeader);
  std::ofstream(file, std::ios::binary) << whole.substr(0, whole.size() - 9);
  model::Inventory inventory;
  const auto loaded = load_snapshot(file, {}, inventory);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().text(),
            file + ": the snapshot is truncated: it ends before its last line");
  std::ofstream(file, std::ios::binary) << "a: b\n";
  EXPECT_FALSE(is_snapshot(file));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace bulwark::sources::cluster
