// SPDX-License-Identifier: Apache-2.0
// Fixes of real files: what is written, what is left alone and why.
#include "scan/fix.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "formats/unified_diff.h"
#include "io/test_folder.h"

namespace bulwark::scan {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

class Fix : public ::testing::Test {
 protected:
  Fix() {
    options_.config_file = folder_.write("bulwark.yaml", "");
    options_.today = "2026-11-24";
    options_.seed = 5;
    options_.threads = 2;
  }

  const FixPlan& plan(std::vector<std::string> targets, std::vector<std::string> controls,
                      FixWanted wanted = FixWanted::all) {
    options_.targets = std::move(targets);
    options_.selection.controls = std::move(controls);
    auto done = scan(options_);
    EXPECT_TRUE(done) << (done ? "" : done.error().text());
    scan_ = *std::move(done);
    plan_ = plan_fixes(*scan_, options_, wanted);
    return plan_;
  }

  std::string fixed(const std::string& text, std::vector<std::string> controls) {
    const FixPlan& made = plan({folder_.write("a.yaml", text)}, std::move(controls));
    for (const FixedFinding& finding : made.findings) EXPECT_EQ(finding.reason, "") << finding.path;
    return made.files.empty() ? text : made.files[0].after;
  }

  io::TestFolder folder_;
  ScanOptions options_;
  std::unique_ptr<Scan> scan_;
  FixPlan plan_;
};

const std::string kPod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: one # first\n"
    "    image: x:1\n  - name: two\n    image: x:1\n    securityContext:\n      privileged: true\n";

TEST_F(Fix, WhatAContainerDoesNotSayIsSetOnThePod) {
  EXPECT_EQ(fixed(kPod, {"run-as-non-root", "seccomp-restricted"}),
            kPod +
                "  securityContext:\n    runAsNonRoot: true\n    seccompProfile:\n      type: "
                "RuntimeDefault\n");
}

TEST_F(Fix, WhatAContainerSaysIsChangedThere) {
  std::string text = kPod;
  text +=
      "      seccompProfile:\n        type: Unconfined\n  securityContext: {seccompProfile: {type: "
      "RuntimeDefault}}\n";
  std::string wanted = text;
  wanted.replace(wanted.find("Unconfined"), 10, "RuntimeDefault");
  EXPECT_EQ(fixed(text, {"seccomp-*"}), wanted);
}

TEST_F(Fix, CapabilitiesThatMayStayDo) {
  const std::string text = kPod +
                           "      capabilities:\n        add: [NET_ADMIN, NET_BIND_SERVICE] # web\n"
                           "        drop:\n        - MKNOD\n";
  const std::string wanted = kPod +
                             "      capabilities:\n        add: [NET_BIND_SERVICE] # web\n"
                             "        drop:\n        - ALL\n";
  const FixPlan& made = plan({folder_.write("a.yaml", text)}, {"capabilities-restricted"});
  ASSERT_EQ(made.files.size(), 1U);
  EXPECT_NE(made.files[0].after.find(wanted.substr(kPod.size())), std::string::npos)
      << made.files[0].after;
}

TEST_F(Fix, NothingIsDoneThatTheApiServerWouldRefuse) {
  const FixPlan& made = plan({folder_.write("a.yaml", kPod)}, {"privilege-escalation"});
  ASSERT_EQ(made.findings.size(), 2U);
  EXPECT_EQ(made.findings[0].reason, "");
  EXPECT_EQ(made.findings[1].reason,
            "the API server refuses allowPrivilegeEscalation false beside privileged true");
  EXPECT_EQ(made.findings[1].line, 10U);
}

TEST_F(Fix, AWaivedFindingStays) {
  options_.config_file = folder_.write(
      "bulwark.yaml", "waivers: [{control: privileged-container, reason: r, expires: 2027-01-01}]");
  EXPECT_TRUE(plan({folder_.write("a.yaml", kPod)}, {"privileged-container"}).files.empty());
}

TEST_F(Fix, OnlyTheGradeThatIsWantedIsDone) {
  const FixPlan& made = plan({folder_.write("a.yaml", kPod)}, {"privileged-container"},
                             FixWanted::inert);
  EXPECT_TRUE(made.files.empty() && made.findings.empty());
  EXPECT_EQ(made.other_grade, 1U);
}

TEST_F(Fix, WhatAnAliasRepeatsIsToldAndLeft) {
  const std::string text =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: one\n"
      "    securityContext: &c {privileged: true}\n  - name: two\n    securityContext: *c\n";
  const FixPlan& made = plan({folder_.write("a.yaml", text)}, {"privileged-container"});
  EXPECT_TRUE(made.files.empty());
  ASSERT_EQ(made.findings.size(), 2U);
  EXPECT_NE(made.findings[0].reason.find("an alias elsewhere in the document repeats it"),
            std::string::npos);
  EXPECT_NE(made.findings[1].reason.find("it stands behind the alias *c"), std::string::npos);
}

TEST_F(Fix, DocumentsOfAStreamAndItemsOfListsAreMendedWhereTheyStand) {
  const std::string
      text = "# begin\n---\n" + kPod + "--- # next\napiVersion: v1\nkind: List\nitems:\n" +
             "- apiVersion: v1\n  kind: Pod\n  metadata: {name: b}\n  spec: {containers: "
             "[{name: c, securityContext: {privileged: true}}]}\n";
  std::string wanted = text;
  for (std::size_t at = wanted.find("privileged: true"); at != std::string::npos;
       at = wanted.find("privileged: true"))
    wanted.replace(at, 16, "privileged: false");
  EXPECT_EQ(fixed(text, {"privileged-container"}), wanted);
}

TEST_F(Fix, JsonStaysJson) {
  const std::string text =
      R"({"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},)"
      R"("spec":{"hostPID":true,"containers":[{"name":"c"}]}}]})";
  const FixPlan& made = plan({folder_.write("a.json", text)}, {"host-namespaces"});
  ASSERT_EQ(made.files.size(), 1U);
  std::string wanted = text;
  wanted.erase(wanted.find(R"("hostPID":true,)"), 15);
  EXPECT_EQ(made.files[0].after, wanted);
}

TEST_F(Fix, AFileIsWrittenThroughItsLinkWithItsMode) {
  const std::string real = folder_.write("real/a.yaml", kPod);
  fs::create_symlink(real, folder_.path("link.yaml"));
  ::chmod(real.c_str(), 0640);
  const FixPlan& made = plan({folder_.path("link.yaml")}, {"privileged-container"});
  ASSERT_EQ(made.files.size(), 1U);
  ASSERT_TRUE(write_fixed(made.files[0]));
  EXPECT_TRUE(fs::is_symlink(folder_.path("link.yaml")));
  EXPECT_NE(read(real).find("privileged: false"), std::string::npos);
  EXPECT_EQ(fs::status(real).permissions(), fs::perms(0640));
}

TEST_F(Fix, AReadOnlyOrChangedFileStaysAsItIs) {
  const std::string file = folder_.write("a.yaml", kPod);
  const FixedFile one = plan({file}, {"privileged-container"}).files.at(0);
  ::chmod(file.c_str(), 0444);
  EXPECT_EQ(write_fixed(one).error().code, ErrorCode::denied);
  ::chmod(file.c_str(), 0644);
  folder_.write("a.yaml", kPod + "# edited\n");
  EXPECT_EQ(write_fixed(one).error().code, ErrorCode::unavailable);
  EXPECT_EQ(read(file), kPod + "# edited\n");
}

/// Lines that went and lines that came.
std::pair<std::size_t, std::size_t> changed(const FixedFile& file) {
  std::istringstream diff(formats::unified_diff(file.before, file.after, "f"));
  std::pair<std::size_t, std::size_t> count;
  for (std::string line; std::getline(diff, line);) {
    if (line.starts_with("---") || line.starts_with("+++")) continue;
    count.first += line.starts_with('-') ? 1 : 0;
    count.second += line.starts_with('+') ? 1 : 0;
  }
  return count;
}

class FixCorpus : public Fix {
 protected:
  void SetUp() override {
    const fs::path corpus = fs::path(BULWARK_CORPUS_DIR) / "manifests";
    if (!fs::exists(corpus)) GTEST_SKIP() << "the corpus is not here: " << corpus;
    fs::copy(corpus, folder_.path("m"), fs::copy_options::recursive);
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder_.path("m")))
      fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
  }
};

TEST_F(FixCorpus, OnlineBoutiqueIsRestrictedAfterwards) {
  options_.selection.frameworks = {"pss-restricted"};
  const std::vector<std::string> targets{folder_.path("m/online-boutique")};
  const FixPlan& made = plan(targets, {});
  ASSERT_EQ(made.files.size(), 1U);
  ASSERT_TRUE(write_fixed(made.files[0]));
  const auto [gone, come] = changed(made.files[0]);
  EXPECT_EQ(gone, 0U);
  EXPECT_EQ(come, 2 * 12U) << "two lines for each of twelve Deployments";
  plan(targets, {});
  EXPECT_TRUE(scan_->report.findings.empty());
  EXPECT_TRUE(plan_.files.empty());
}

TEST_F(FixCorpus, EveryFileStaysReadableAndASecondRunChangesNothing) {
  const std::vector<std::string> targets{folder_.path("m")};
  plan(targets, {});
  const auto documents = scan_->report.documents;
  const auto gaps = scan_->report.not_evaluated.size();
  std::size_t fixed = 0, gone = 0, come = 0;
  for (const FixedFinding& finding : plan_.findings) {
    fixed += finding.reason.empty() ? 1 : 0;
    EXPECT_TRUE(finding.reason.empty() || finding.reason.find("layout") == std::string::npos)
        << finding.file << " " << finding.path << ": " << finding.reason;
  }
  for (const FixedFile& file : plan_.files) {
    const auto [less, more] = changed(file);
    gone += less;
    come += more;
    ASSERT_TRUE(write_fixed(file));
  }
  EXPECT_GE(fixed, 35U);
  EXPECT_LE(gone + come, 6 * fixed) << gone << " lines went, " << come << " came";
  const FixPlan& again = plan(targets, {});
  EXPECT_EQ(scan_->report.documents, documents);
  EXPECT_EQ(scan_->report.not_evaluated.size(), gaps);
  EXPECT_TRUE(again.files.empty());
  for (const FixedFinding& finding : again.findings) EXPECT_NE(finding.reason, "") << finding.path;
}

}  // namespace
}  // namespace bulwark::scan
