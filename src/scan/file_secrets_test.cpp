// SPDX-License-Identifier: Apache-2.0
// Secrets in the files of a folder, through the whole conveyor.
#include "scan/file_secrets.h"

#include <gmock/gmock.h>

#include "extractors/secret/samples.h"
#include "io/test_folder.h"
#include "scan/file_locator.h"
#include "scan/scan.h"
#include "scan/secret_document.h"

namespace bulwark::scan {
namespace {

constexpr std::string_view
    kLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

class FileSecretsTest : public testing::Test {
 protected:
  static std::string token(std::uint32_t seed) {
    return "glpat-" + extractors::secret::Samples(seed).characters(20, kLetters);
  }

  std::unique_ptr<Scan> run(std::vector<std::string> controls = {"file-secret-*"}) {
    ScanOptions options;
    options.targets = {folder_.path()};
    options.config_file = config_;
    options.selection.controls = std::move(controls);
    options.today = "2026-11-24";
    options.seed = 5;
    options.file_secrets = wanted_;
    auto done = scan(options);
    EXPECT_TRUE(done) << (done ? "" : done.error().text());
    return done ? *std::move(done) : nullptr;
  }

  // "file-secret-git a/b.py:3:5", waived ones with a star.
  std::vector<std::string> told(const Scan& scan) const {
    FileLocator locator(scan.inventory);
    std::vector<std::string> out;
    for (const model::Finding& finding : scan.report.findings) {
      const model::Place place = locator.locate(*finding.resource, finding.path());
      out.push_back(finding.control().id + " " + place.file.substr(folder_.path().size() + 1) +
                    ":" + std::to_string(place.line) + ":" + std::to_string(place.column) +
                    (finding.waived != nullptr ? "*" : ""));
      EXPECT_TRUE(locator.frame(*finding.resource, place, 2).lines.empty() ||
                  finding.resource->kind() != "SourceFile");
    }
    return out;
  }

  io::TestFolder folder_;
  std::string config_;
  bool wanted_ = true;
};

TEST_F(FileSecretsTest, AreToldAtTheirLineAndMasked) {
  folder_.write("app/main.py", "import os\n\nkey = '" + token(1) + "'\n");
  folder_.write("app/clean.py", "import os\n");
  folder_.write("deploy.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n");
  const auto done = run();
  EXPECT_THAT(told(*done), testing::ElementsAre("file-secret-git app/main.py:3:8"));
  EXPECT_EQ(done->report.findings[0].detail->message, "GitLab token: glpa*** (26 characters)");
  // Documents of our own are no resources of the user's.
  EXPECT_EQ(done->report.resources, 1U);
  EXPECT_THAT(done->report.not_evaluated, testing::IsEmpty());
}

TEST_F(FileSecretsTest, AreLookedForWhereverGitWouldTakeThem) {
  folder_.write("deploy.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n");
  folder_.write(".gitignore", "ignored\n");
  folder_.write("ignored/notes", token(1));
  folder_.write(".hidden/notes", token(2));
  folder_.write(".git/config", token(3));
  folder_.write("node_modules/a/index.js", token(4));
  EXPECT_THAT(told(*run()), testing::ElementsAre("file-secret-git .hidden/notes:1:1",
                                                 "file-secret-git ignored/notes:1:1"));
}

TEST_F(FileSecretsTest, AreNotLookedForWhenNobodyWantsIt) {
  folder_.write("deploy.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n");
  folder_.write("notes", token(1));
  EXPECT_THAT(told(*run({"privileged-container"})), testing::IsEmpty());
  wanted_ = false;
  EXPECT_THAT(told(*run()), testing::IsEmpty());
}

TEST_F(FileSecretsTest, KeepTheirFingerprintWhenLinesMove) {
  folder_.write("deploy.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n");
  folder_.write("notes", token(1) + "\n");
  const auto before = run();
  folder_.write("notes", "a line\n\n" + token(1) + "\n" + token(2) + "\n");
  const auto after = run();
  ASSERT_EQ(before->report.findings.size(), 1U);
  ASSERT_EQ(after->report.findings.size(), 2U);
  const std::string known = fingerprint(before->report.findings[0], "");
  EXPECT_EQ(fingerprint(after->report.findings[0], ""), known);
  EXPECT_NE(fingerprint(after->report.findings[1], ""), known);
}

TEST_F(FileSecretsTest, CanBeWaivedByControlAndPath) {
  folder_.write("deploy.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n");
  folder_.write("fixtures/notes", token(1) + "\n");
  folder_.write("src/notes", token(2) + "\n");
  io::TestFolder other;
  config_ = other.write("bulwark.yaml",
                        "waivers:\n- control: file-secret-*\n  resource: '*/fixtures/*'\n"
                        "  reason: made for tests\n  expires: 2027-01-01\n");
  EXPECT_THAT(told(*run()), testing::UnorderedElementsAre("file-secret-git fixtures/notes:1:1*",
                                                          "file-secret-git src/notes:1:1"));
}

TEST_F(FileSecretsTest, AreNotToldWhereAnObjectsFindingPoints) {
  folder_.write(
      "deploy.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  token: " + token(1) +
          "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n"
          "  annotations:\n    note: " +
          token(2) + "\n");
  EXPECT_THAT(told(*run({"file-secret-*", "secret-in-manifest"})),
              testing::UnorderedElementsAre("secret-in-manifest deploy.yaml:4:1",
                                            "file-secret-git deploy.yaml:12:11"));
  EXPECT_THAT(told(*run()), testing::SizeIs(2));
}

TEST_F(FileSecretsTest, HaveAControlForEachFamily) {
  policy::Catalogue catalogue;
  ASSERT_TRUE(load_catalogue(catalogue));
  for (const extractors::secret::SecretRule* rule : extractors::secret::all_rules())
    EXPECT_NE(catalogue.find(control_of(rule->family)), nullptr) << rule->id;
}

}  // namespace
}  // namespace bulwark::scan
