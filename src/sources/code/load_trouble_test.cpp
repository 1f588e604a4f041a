// SPDX-License-Identifier: Apache-2.0
// Bad input: each becomes a problem with its place, and everything else is still read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "sources/code/loaded.h"

namespace bulwark::sources::code {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(LoadTrouble, RefusesATargetThatDoesNotExist) {
  const TestFolder folder;
  model::Inventory inventory;
  const std::vector<std::string> targets{folder.path("nowhere.yaml")};
  const Result<LoadSummary> summary = load(targets, {}, inventory);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ErrorCode::not_found);
  EXPECT_THAT(summary.error().message, HasSubstr("nowhere.yaml"));
}

TEST(LoadTrouble, CallsABinaryFileBinary) {
  const TestFolder folder;
  folder.write("a.yaml", std::string("apiVersion: v1\nk\0nd", 19));
  folder.write("b.yaml", kPod);
  const auto loaded = load_all({folder.path()});
  EXPECT_THAT(loaded->problems(), ElementsAre("a.yaml:2:2 a binary file: it holds a NUL byte"));
  EXPECT_THAT(loaded->resources(), SizeIs(1));
}

TEST(LoadTrouble, SaysHowASnapshotIsScanned) {
  EXPECT_THAT(
      load_text("a.yaml", std::string_view("\x28\xB5\x2F\xFD\x04\x00", 6))->problems(),
      ElementsAre("a.yaml compressed (zstd); a snapshot is scanned by the name of its file"));
}

TEST(LoadTrouble, NamesUtf16) {
  EXPECT_THAT(load_text("a.yaml", std::string_view("\xFF\xFE"
                                                   "a\0",
                                                   4))
                  ->problems(),
              ElementsAre("a.yaml:1:1 the text is UTF-16; save it as UTF-8"));
}

TEST(LoadTrouble, ReportsAnEmptyFileThatWasNamed) {
  EXPECT_THAT(load_text("a.yaml", "")->problems(), ElementsAre(HasSubstr("it is empty")));
  EXPECT_THAT(load_text("a.json", " \n")->problems(), ElementsAre(HasSubstr("it is empty")));
  const TestFolder folder;
  folder.write("a.yaml", "");
  folder.write("b.yaml", kPod);
  EXPECT_THAT(load_all({folder.path()})->problems(), IsEmpty());
}

TEST(LoadTrouble, ReportsAFolderWithoutManifests) {
  const TestFolder folder;
  folder.write("README.md", "none");
  EXPECT_THAT(load_all({folder.path()})->problems(),
              ElementsAre(HasSubstr("holds no YAML or JSON file")));
}

TEST(LoadTrouble, ReportsAnUnreadableFile) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TestFolder folder;
  ::chmod(folder.write("a.yaml", kPod).c_str(), 0);
  folder.write("b.yaml", kPod);
  const auto loaded = load_all({folder.path()});
  EXPECT_THAT(loaded->problems(), ElementsAre("a.yaml permission denied"));
  EXPECT_EQ(loaded->inventory.problems[0].code, ErrorCode::denied);
  EXPECT_THAT(loaded->resources(), SizeIs(1));
}

TEST(LoadTrouble, ReportsALoopOfLinks) {
  const TestFolder folder;
  folder.write("b.yaml", kPod);
  ASSERT_EQ(::symlink("loop.yaml", folder.path("loop.yaml").c_str()), 0);
  ASSERT_EQ(
      ::symlink(
          "..",
          folder.write("sub/c.yaml", kPod).replace(folder.path("sub/").size(), 6, "up").c_str()),
      0);
  const auto loaded = load_all({folder.path()});
  EXPECT_THAT(loaded->problems(), ElementsAre("loop.yaml a loop of symbolic links",
                                              HasSubstr("up a loop of symbolic links: it leads")));
  EXPECT_THAT(loaded->resources(), SizeIs(2));
}

TEST(LoadTrouble, DoesNotFollowALinkOutOfTheFolder) {
  const TestFolder outside;
  outside.write("secret.yaml", kPod);
  const TestFolder folder;
  folder.write("b.yaml", kPod);
  ASSERT_EQ(::symlink(outside.path().c_str(), folder.path("out").c_str()), 0);
  const auto loaded = load_all({folder.path()});
  EXPECT_THAT(loaded->problems(), ElementsAre(HasSubstr("leads outside of the folder")));
  EXPECT_THAT(loaded->resources(), SizeIs(1));
}

TEST(LoadTrouble, ReadsWhatIsNamedTwiceOnce) {
  const TestFolder folder;
  const std::string file = folder.write("sub/b.yaml", kPod);
  ASSERT_EQ(::symlink("sub/b.yaml", folder.path("link.yaml").c_str()), 0);
  EXPECT_THAT(load_all({file, folder.path(), folder.path("sub"), file})->resources(), SizeIs(1));
}

TEST(LoadTrouble, RefusesADevice) {
  EXPECT_THAT(load_all({"/dev/zero"})->problems(), ElementsAre(HasSubstr("it is a device")));
}

TEST(LoadTrouble, ReadsAFifo) {
  const TestFolder folder;
  const std::string fifo = folder.path("fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  std::jthread writer([&] { std::ofstream(fifo) << kPod; });
  EXPECT_THAT(load_all({fifo})->resources(), ElementsAre("fifo:1 Pod a"));
}

TEST(LoadTrouble, StopsWaitingForAFifoWhenInterrupted) {
  const TestFolder folder;
  const std::string fifo = folder.path("fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  std::stop_source stop;
  LoadOptions options;
  options.stop = stop.get_token();
  std::jthread interrupter([&] { stop.request_stop(); });
  model::Inventory inventory;
  const std::vector<std::string> targets{fifo};
  EXPECT_EQ(load(targets, options, inventory).error().code, ErrorCode::cancelled);
}

TEST(LoadTrouble, RefusesAHugeDocumentWithoutKeepingIt) {
  const TestFolder folder;
  LoadOptions options;
  options.document.limits.bytes = std::size_t{1} << 20;
  const std::string yaml = "a: " + std::string(std::size_t{40} << 20, 'x') + "\n---\n" +
                           std::string(kPod);
  const std::string json = "{\"a\":\"" + std::string(std::size_t{40} << 20, 'x') + "\"}\n" +
                           std::string(kJsonPod);
  const auto loaded = load_all({folder.write("a.yaml", yaml), folder.write("b.json", json)},
                               options);
  EXPECT_THAT(loaded->problems(), ElementsAre("a.yaml:1:1 a document of more than 1048576 bytes",
                                              "b.json:1:1 a document of more than 1048576 bytes"));
  EXPECT_THAT(loaded->resources(), ElementsAre("a.yaml:3 Pod a", "b.json:2 Pod a"));
}

TEST(LoadTrouble, LetsFilesOfAFolderGoThatAreNoManifests) {
  const TestFolder folder;
  folder.write("b.yaml", kPod);
  folder.write("compose.yaml", "services: {}\n");
  folder.write("package.json", "{\"name\": \"x\"}");
  folder.write("tsconfig.json", "{\n  // a comment\n  \"a\": 1\n}");
  folder.write("node_modules/c.yaml", kPod);
  folder.write(".github/d.yaml", kPod);
  const auto loaded = load_all({folder.path()});
  EXPECT_THAT(loaded->problems(), IsEmpty());
  EXPECT_THAT(loaded->resources(), SizeIs(1));
  EXPECT_EQ(loaded->inventory.documents, 1U);
  EXPECT_THAT(loaded->summary.not_kubernetes,
              ElementsAre(HasSubstr("compose.yaml"), HasSubstr("package.json"),
                          HasSubstr("tsconfig.json")));
}

TEST(LoadTrouble, ReportsThemWhereTheyWereNamed) {
  EXPECT_THAT(load_text("compose.yaml", "services: {}\n")->problems(),
              ElementsAre("compose.yaml:1:1 no apiVersion and no kind: not a Kubernetes object"));
}

TEST(LoadTrouble, ReportsTheOddDocumentOfAManifest) {
  const TestFolder folder;
  folder.write("b.yaml", std::string(kPod) + "---\nservices: {}\n");
  EXPECT_THAT(load_all({folder.path()})->problems(),
              ElementsAre("b.yaml:6:1 no apiVersion and no kind: not a Kubernetes object"));
}

TEST(LoadTrouble, ReportsABrokenManifestOfAFolder) {
  const TestFolder folder;
  folder.write("b.yaml", "apiVersion: v1\nkind: {{ .Values.kind }\n");
  EXPECT_THAT(load_all({folder.path()})->problems(), SizeIs(1));
}

TEST(LoadTrouble, RefusesTextBehindASeparator) {
  EXPECT_THAT(
      load_text("a.yaml", std::string(kPod) + "--- a: b\n---\n" + std::string(kPod))->problems(),
      ElementsAre(HasSubstr("a.yaml:5:1 `---` must stand alone")));
}

TEST(LoadTrouble, SurvivesDeepNesting) {
  EXPECT_THAT(load_text("a.json", std::string(100'000, '['))->problems(), SizeIs(1));
  EXPECT_THAT(load_text("a.yaml", std::string(100'000, '['))->problems(), SizeIs(1));
  EXPECT_THAT(load_text("a.json", "{\"a\":" + std::string(100'000, '['))->problems(), SizeIs(1));
}

}  // namespace
}  // namespace bulwark::sources::code
