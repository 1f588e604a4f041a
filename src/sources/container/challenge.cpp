// SPDX-License-Identifier: Apache-2.0
#include "sources/container/challenge.h"

#include <algorithm>

namespace bulwark::sources::container {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// What is still to be read.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  void pass(std::string_view any) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(any), rest_.size()));
  }
  std::string_view word() {
    const std::size_t end = std::min(rest_.find_first_of(" \t,=\""), rest_.size());
    const std::string_view out = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return out;
  }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void drop() { rest_.remove_prefix(1); }
  std::string value() {
    if (!take('"')) return std::string(word());
    std::string out;
    while (!rest_.empty() && rest_[0] != '"') {
      if (rest_[0] == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      out += rest_[0];
      rest_.remove_prefix(1);
    }
    take('"');
    return out;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::string Challenge::parameter(const std::string& name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

std::vector<Challenge> parse_challenges(std::string_view header) {
  std::vector<Challenge> out;
  Scanner scanner(header);
  for (scanner.pass(" \t,"); !scanner.done(); scanner.pass(" \t,")) {
    const std::string_view word = scanner.word();
    if (word.empty()) {
      scanner.drop();
      continue;
    }
    scanner.pass(" \t");
    if (!scanner.take('=')) {
      out.push_back({lower(word), {}});
    } else if (!out.empty()) {
      scanner.pass(" \t");
      out.back().parameters.insert_or_assign(lower(word), scanner.value());
    }
  }
  return out;
}

}  // namespace bulwark::sources::container
