// SPDX-License-Identifier: Apache-2.0
// Compares the YAML reader with the library that Kubernetes uses (tests/oracle/yaml) on some
// thousand mutated documents.
//
// Known differences, each checked for here and counted, never skipped over silently:
// - Text behind a `...` line: Go reads the first document and never looks at the rest; it is an
// error to us, since
//   what stands there would be lost without a word.
// - Where libyaml is stricter than its child in Go, so are we: a comma or bracket within a tag
// (`!a,b`), the escape
//   `\'` in double quotes, a key whose colon stands before a bracket (`{a:}`), and a byte order
//   mark that is not at the start.
// - Where two keys become one string (`1` and `"1"`), Go gives one of them by chance.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "formats/json.h"
#include "formats/json_write.h"
#include "formats/yaml.h"
#include "formats/yaml_split.h"
#include "mutate.h"

namespace bulwark::oracle {
namespace {

namespace fs = std::filesystem;
using formats::DocumentOptions;
using formats::Value;

constexpr std::uint64_t kSeed = 20261124;
constexpr std::size_t kLongestSeed = 8192;

struct Answer {
  char status = '!';  // '=', '!', '?'; see tests/oracle/yaml/main.go
  std::string text;
};

struct Tally {
  std::size_t same_value = 0, same_refusal = 0, behind_end = 0, stricter = 0, by_chance = 0,
              different = 0;
};

std::size_t wanted_documents() {
  const char* count = std::getenv("BULWARK_ORACLE_DOCUMENTS");
  return count == nullptr ? 5000 : std::strtoul(count, nullptr, 10);
}

std::vector<std::string> corpus_seeds() {
  std::vector<std::string> seeds;
  const fs::path corpus = fs::path(BULWARK_CORPUS_DIR) / "manifests";
  if (!fs::exists(corpus)) return seeds;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& path : files) {
    std::ifstream file(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    for (const auto& span : formats::split_documents(text)) {
      if (span.length <= kLongestSeed) seeds.push_back(text.substr(span.offset, span.length));
    }
  }
  return seeds;
}

// Half of the documents come from the built-in seeds, however large the corpus is.
std::vector<std::string> make_documents(std::size_t count) {
  std::vector<std::string> documents = built_in_seeds();
  const std::vector<std::string> corpus = corpus_seeds();
  documents.insert(documents.end(), corpus.begin(), corpus.end());
  Mutator own(built_in_seeds(), kSeed);
  Mutator foreign(corpus.empty() ? built_in_seeds() : corpus, kSeed + 1);
  while (documents.size() < count) {
    const std::string text = documents.size() % 2 == 0 ? own.next() : foreign.next();
    for (const auto& span : formats::split_documents(text)) {
      if (!span.bad_separator) documents.push_back(text.substr(span.offset, span.length));
    }
  }
  return documents;
}

void write_documents(const fs::path& path, const std::vector<std::string>& documents) {
  std::ofstream file(path, std::ios::binary);
  for (const std::string& document : documents) {
    const auto length = static_cast<std::uint32_t>(document.size());
    file.write(reinterpret_cast<const char*>(&length), sizeof(length));
    file << document;
  }
}

std::vector<Answer> read_answers(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<Answer> answers;
  Answer answer;
  while (file.get(answer.status)) {
    std::uint32_t length = 0;
    file.read(reinterpret_cast<char*>(&length), sizeof(length));
    answer.text.resize(length);
    file.read(answer.text.data(), length);
    answers.push_back(answer);
  }
  return answers;
}

bool is_stricter(std::string_view document, std::string_view message) {
  return document.find("\xEF\xBB\xBF", 1) != std::string_view::npos ||
         message.contains("scanning a tag") || message.contains("parsing a tag") ||
         message.contains("a tag needs a space behind it") ||
         message.contains("found unexpected ':'") ||
         (message.contains("escape is not known") && document.contains("\\'"));
}

class Comparison {
 public:
  void add(const std::string& document, const Answer& go) {
    if (go.status == '?') {
      ++tally_.by_chance;
      return;
    }
    const auto ours = formats::YamlReader().read(document, builder_, options_);
    if (!ours && go.status == '!') {
      ++tally_.same_refusal;
    } else if (!ours && is_behind_end(document, go.text)) {
      ++tally_.behind_end;
    } else if (!ours && is_stricter(document, ours.error().message)) {
      ++tally_.stricter;
    } else if (!ours || go.status == '!') {
      differs(document, go.text,
              ours ? formats::json_text(ours->root) : "error: " + ours.error().text());
    } else {
      compare(document, go.text, ours->root);
    }
  }
  const Tally& tally() const { return tally_; }

 private:
  void compare(const std::string& document, const std::string& go, const Value& ours) {
    if (is_equal(ours, go)) {
      ++tally_.same_value;
    } else {
      differs(document, go, formats::json_text(ours));
    }
  }

  bool is_equal(const Value& ours, std::string go) {
    const std::size_t size = go.size();
    go.resize(size + formats::kJsonPadding);
    const auto theirs = json_.read(std::string_view(go).substr(0, size), builder_, options_);
    return theirs && formats::deep_equal(theirs->root, ours);
  }

  // Whether what Go read is what stands before some point of the text.
  bool is_behind_end(const std::string& document, const std::string& go) {
    for (std::size_t at = 0; at < document.size(); ++at) {
      const auto ours = formats::YamlReader().read(std::string_view(document).substr(0, at),
                                                   builder_, options_);
      if (ours && is_equal(ours->root, go)) return true;
    }
    return false;
  }

  void differs(const std::string& document, const std::string& go, const std::string& ours) {
    if (++tally_.different > 10) return;
    ADD_FAILURE() << "document:\n"
                  << document << "\n(" << testing::PrintToString(document) << ")\nGo:   " << go
                  << "\nours: " << ours;
  }

  static DocumentOptions plain() {
    DocumentOptions options;
    options.resource = false;
    options.drop_nulls = false;
    return options;
  }

  DocumentOptions options_ = plain();
  formats::Pool pool_{1, 42};
  formats::Builder builder_{pool_};
  formats::JsonReader json_;
  Tally tally_;
};

// NOLINTNEXTLINE(cert-env33-c): a test's own commands
int shell(const std::string& command) { return std::system(command.c_str()); }

TEST(YamlOracle, AgreesWithTheLibraryOfKubernetes) {
  const fs::path folder = fs::temp_directory_path() /
                          ("bulwark_yaml_oracle." + std::to_string(getpid()));
  fs::create_directories(folder);
  const std::string program = (folder / "oracle").string();
  const std::string in_oracle = "cd '" BULWARK_SOURCE_DIR "/tests/oracle/yaml' && ";
  const std::string log = " >'" + (folder / "log").string() + "' 2>&1";
  const auto fails = [&](const std::string& command) {
    return shell(in_oracle + command + log) != 0;
  };
  const std::string missing = fails("go version") ? "Go is not installed"
                              : fails("go mod download")
                                  ? "the module sigs.k8s.io/yaml cannot be fetched"
                                  : "";
  if (!missing.empty()) {
    fs::remove_all(folder);
    GTEST_SKIP() << missing;
  }
  ASSERT_EQ(shell(in_oracle + "go build -o '" + program + "' ."), 0);
  const auto documents = make_documents(wanted_documents());
  write_documents(folder / "in", documents);
  const std::string run = "'" + program + "' <'" + (folder / "in").string() + "' >'" +
                          (folder / "out").string() + "'";
  ASSERT_EQ(shell(run), 0);
  const auto answers = read_answers(folder / "out");
  fs::remove_all(folder);
  ASSERT_EQ(answers.size(), documents.size());
  Comparison comparison;
  for (std::size_t i = 0; i < documents.size(); ++i) comparison.add(documents[i], answers[i]);
  const Tally& tally = comparison.tally();
  std::cout << documents.size() << " documents: " << tally.same_value << " equal values, "
            << tally.same_refusal << " refused by both, " << tally.behind_end
            << " with text behind the end, " << tally.stricter << " refused by us alone, "
            << tally.by_chance << " where Go decides by chance, " << tally.different
            << " different\n";
  EXPECT_EQ(tally.different, 0U);
  EXPECT_LT(tally.stricter, documents.size() / 500);
  EXPECT_GT(tally.same_value, documents.size() / 5);
  EXPECT_GT(tally.same_refusal, documents.size() / 10);
}

}  // namespace
}  // namespace bulwark::oracle
