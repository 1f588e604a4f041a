// SPDX-License-Identifier: Apache-2.0
// Every document of real manifests is accounted for, by the count of another YAML parser (PyYAML
// over the C library).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <charconv>
#include <cstdlib>

#include "io/process.h"
#include "sources/code/loaded.h"

namespace bulwark::sources::code {
namespace {

// Documents that are not null, with the items of Lists counted instead of the Lists.
constexpr std::string_view kCount = R"(
import os, sys
try:
    import yaml
except ImportError:
    sys.exit(77)
loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
count = 0
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith((".yaml", ".yml", ".json")):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                for document in yaml.load_all(file, Loader=loader):
                    if not document:
                        continue
                    items = document.get("items")
                    count += len(items) if isinstance(items, list) else 1
print(count)
)";

TEST(Corpus, AccountsForEveryDocument) {
  const std::string corpus = std::string(BULWARK_CORPUS_DIR) + "/manifests";
  if (!std::filesystem::exists(corpus))
    GTEST_SKIP() << "the corpus of manifests is not beside the checkout";
  const char* path = std::getenv("PATH");
  const auto python = io::find_program("python3", path == nullptr ? "" : path);
  if (!python) GTEST_SKIP() << "python3 is not on PATH";
  io::Command command;
  command.program = *python;
  command.arguments = {"-c", std::string(kCount), corpus};
  const Result<io::Outcome> outcome = io::run(command);
  ASSERT_TRUE(outcome) << outcome.error().text();
  if (outcome->exit_code == 77) GTEST_SKIP() << "PyYAML is not installed";
  ASSERT_EQ(outcome->exit_code, 0) << outcome->errors;
  std::uint64_t expected = 0;
  std::from_chars(outcome->output.data(), outcome->output.data() + outcome->output.size(),
                  expected);

  const auto loaded = load_all({corpus});
  EXPECT_THAT(loaded->problems(), testing::IsEmpty());
  EXPECT_THAT(loaded->summary.not_kubernetes, testing::IsEmpty());
  EXPECT_GT(expected, 0U);
  EXPECT_EQ(loaded->inventory.resources(), expected);
  EXPECT_EQ(loaded->inventory.documents, expected + loaded->inventory.empty);
}

}  // namespace
}  // namespace bulwark::sources::code
