// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/go_mod.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

#include "base/text.h"
#include "extractors/lang/go_build_info.h"
#include "extractors/lang/listing.h"

namespace bulwark::extractors::lang {
namespace {

struct Replacement {
  std::string version;  ///< empty: of any version
  std::string by;
  std::string by_version;  ///< empty: a folder
};

// Words between blanks; quotes go, a comment ends the line.
std::vector<std::string> words_of(std::string_view line) {
  std::string text(line.substr(0, line.find("//")));
  std::ranges::replace(text, '\t', ' ');
  std::vector<std::string> out = split(text, ' ');
  for (std::string& word : out) {
    if (word.size() >= 2 && (word.front() == '"' || word.front() == '`'))
      word = word.substr(1, word.size() - 2);
    if (word == "\r") word.clear();
    if (word.ends_with('\r')) word.pop_back();
  }
  std::erase(out, std::string());
  return out;
}

// "1.16" and less.
bool is_before_pruning(std::string_view version) {
  constexpr int kPruned = 17;
  if (!version.starts_with("1.")) return false;
  const std::string_view digits = version.substr(2);
  int minor = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), minor);
  return minor < kPruned;
}

class GoMod {
 public:
  explicit GoMod(std::string_view path) : path_(path) {}

  void take(std::string_view line) {
    std::vector<std::string> words = words_of(line);
    if (words.empty()) return;
    if (words.front() == ")") return block_.clear();
    if (block_.empty() && words.size() == 2 && words[1] == "(") {
      block_ = words.front();
      return;
    }
    std::string verb = block_;
    if (verb.empty()) {
      verb = words.front();
      words.erase(words.begin());
    }
    if (!words.empty()) statement(verb, words);
  }

  Result<model::PackageList> finish() && {
    if (!is_module_) return fail(ErrorCode::malformed, "this is no go.mod: it names no module");
    for (model::Package& package : list_.packages) replace(package);
    if (is_before_pruning(go_) && !list_.packages.empty())
      list_.problems.push_back(model::unread(
          path_, {ErrorCode::unsupported,
                  fmt::format("of Go {}: it lists no indirect dependencies. `go mod tidy` with a "
                              "`go` line of 1.17 or later does",
                              go_),
                  {}}));
    if (toolchain_.starts_with("go"))
      list_.packages.push_back(go_package("stdlib", go_release(toolchain_), path_));
    return std::move(list_);
  }

 private:
  void statement(std::string_view verb, const std::vector<std::string>& words) {
    if (verb == "module") is_module_ = true;
    if (verb == "go") go_ = words[0];
    if (verb == "toolchain") toolchain_ = words[0];
    if (verb == "require" && words.size() == 2) require(words[0], words[1]);
    const auto arrow = std::ranges::find(words, "=>");
    if (verb != "replace" || arrow == words.end() || arrow == words.begin()) return;
    const auto by = std::vector<std::string>(arrow + 1, words.end());
    if (by.empty()) return;
    replacements_.emplace(words[0], Replacement{arrow - words.begin() > 1 ? words[1] : "", by[0],
                                                by.size() > 1 ? by[1] : ""});
  }

  void require(const std::string& module, const std::string& version) {
    if (is_go_module(module)) {
      list_.packages.push_back(go_package(module, version, path_));
    } else {
      list_.problems.push_back(model::unread(
          path_, {ErrorCode::malformed, fmt::format("'{}' is no module", module), {}}));
    }
  }

  // A replacement of one version goes before one of all.
  void replace(model::Package& package) const {
    const std::string module = package.name_space.empty()
                                   ? package.name
                                   : fmt::format("{}/{}", package.name_space, package.name);
    const Replacement* best = nullptr;
    const auto [first, last] = replacements_.equal_range(module);
    for (auto at = first; at != last; ++at) {
      const bool fits = at->second.version.empty() || at->second.version == package.version;
      if (fits && (best == nullptr || best->version.empty())) best = &at->second;
    }
    if (best != nullptr && !best->by_version.empty() && is_go_module(best->by))
      package = go_package(best->by, best->by_version, path_);
  }

  std::string_view path_;
  model::PackageList list_;
  std::string block_;
  std::string go_;
  std::string toolchain_;
  std::multimap<std::string, Replacement> replacements_;  // by the module
  bool is_module_ = false;
};

}  // namespace

Result<model::PackageList> read_go_mod(std::string_view path, std::string_view bytes) {
  GoMod reader(path);
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    reader.take(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return std::move(reader).finish();
}

}  // namespace bulwark::extractors::lang
