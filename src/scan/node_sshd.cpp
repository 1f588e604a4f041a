// SPDX-License-Identifier: Apache-2.0
// The first value of a keyword counts; what a file includes stands where it is included.
#include "scan/node_sshd.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "extractors/config/sshd_config.h"
#include "scan/node_files.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;

constexpr std::string_view kFile = "/etc/ssh/sshd_config";
constexpr std::size_t kDeepest = 16;  // includes within includes, as sshd has it

struct Keyword {
  std::string_view keyword, key, standard;
};

constexpr std::array<Keyword, 3> kKeywords{
    {{"passwordauthentication", "passwordAuthentication", "yes"},
     {"permitemptypasswords", "permitEmptyPasswords", "no"},
     {"permitrootlogin", "permitRootLogin", "prohibit-password"}}};

class Reading {
 public:
  explicit Reading(const NodeDocuments& out) : out_(out) {}

  Result<std::map<std::string, std::string>> read() {
    TRY_VOID(file(std::string(kFile), 0));
    for (const Keyword& one : kKeywords) values_.emplace(one.key, one.standard);
    return std::move(values_);
  }

 private:
  Result<void> file(const std::string& path, std::size_t depth) {
    if (depth > kDeepest) return fail(ErrorCode::limit, path + " is included too deep");
    const auto text = out_.root().read(path, std::size_t{1} << 20);
    if (!text) return std::unexpected(Error(text.error()).context(path));
    for (const config::SshdLine& line : config::sshd_lines(*text)) {
      if (line.keyword == "match") return {};  // what follows is for some alone
      if (line.keyword == "include") TRY_VOID(include(line, depth));
      take(line);
    }
    return {};
  }

  Result<void> include(const config::SshdLine& line, std::size_t depth) {
    for (const std::string& pattern : line.values) {
      const std::string whole = pattern.starts_with('/') ? pattern : "/etc/ssh/" + pattern;
      for (const std::string& path : TRY(files_like(whole, out_))) {
        struct stat facts{};
        if (out_.root().look(path, facts) == ENOENT) continue;  // sshd does not mind
        TRY_VOID(file(path, depth + 1));
      }
    }
    return {};
  }

  void take(const config::SshdLine& line) {
    const auto one = std::ranges::find(kKeywords, line.keyword, &Keyword::keyword);
    if (one == kKeywords.end() || line.values.empty()) return;
    std::string value = line.values[0] == "without-password" ? "prohibit-password" : line.values[0];
    values_.emplace(one->key, std::move(value));
  }

  const NodeDocuments& out_;
  std::map<std::string, std::string> values_;
};

}  // namespace

SshdFacts read_sshd(const NodeDocuments& out) {
  SshdFacts facts;
  struct stat found{};
  const int hindered = out.root().look(kFile, found);
  if (hindered == ENOENT || hindered == ENOTDIR) return facts;
  facts.is_there = true;
  auto values = Reading(out).read();
  if (values) {
    facts.values = std::move(*values);
  } else {
    facts.doubts.push_back(values.error().text());
  }
  return facts;
}

}  // namespace bulwark::scan
