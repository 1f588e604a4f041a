// SPDX-License-Identifier: Apache-2.0
// What people write where a credential will stand, and what documentation shows.
#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>

#include "extractors/secret/secret_check.h"

namespace bulwark::extractors::secret {
namespace {

/// Nobody's random text holds them: they are long, or their characters are rare.
constexpr std::array<std::string_view, 30> kSaying{
    "example",  "xxxx",       "changeme",   "change-me",    "change_me",  "placeholder",
    "redacted", "dummy",      "your_",      "your-",        "yourtoken",  "yourkey",
    "insert",   "replace_",   "replace-",   "replaceme",    "todo",       "****",
    "....",     "0000000000", "1111111111", "1234567890",   "0123456789", "abcdefgh",
    "aaaaaaaa", "deadbeef",   "notasecret", "not-a-secret", "fake",       "sample"};

/// The whole of it.
constexpr std::array<std::string_view, 26> kWords{
    "password", "passwd",  "passw0rd", "pass",     "pwd",       "secret", "secrets",
    "token",    "user",    "username", "admin",    "root",      "guest",  "test",
    "testing",  "default", "none",     "null",     "undefined", "foo",    "bar",
    "letmein",  "hunter2", "postgres", "mysecret", "mypassword"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

// "${TOKEN}", "{{ token }}", "<token>", "%(token)s", "$TOKEN", "$(pass show x)"
bool is_template(std::string_view text) {
  constexpr std::array<std::string_view, 8> kMarks{"${", "$(", "{{", "}}", "<%", "%(", "#{", "%{"};
  if (std::ranges::any_of(kMarks, [&](std::string_view mark) { return text.contains(mark); }))
    return true;
  return text.starts_with('$') || text.starts_with('<') || text.ends_with('>') ||
         text.starts_with('%') || text.starts_with('{');
}

// "xxxxxxxxxxxx", "abababababab"
bool repeats(std::string_view text) {
  const std::set<char> distinct(text.begin(), text.end());
  return text.size() >= 8 && distinct.size() * 4 <= std::min<std::size_t>(text.size(), 16);
}

}  // namespace

bool is_placeholder(std::string_view secret) {
  constexpr std::size_t kLongest = 512;  // what is longer is told by its structure
  if (secret.empty() || is_template(secret)) return true;
  if (secret.size() > kLongest) return false;
  const std::string text = lower(secret);
  return std::ranges::find(kWords, text) != kWords.end() || repeats(text) ||
         std::ranges::any_of(kSaying, [&](std::string_view mark) { return text.contains(mark); });
}

PathFacts facts_of_path(std::string_view path) {
  constexpr std::array<std::string_view, 16> kConfiguration{
      ".env",  ".ini",  ".cfg",    ".conf",  ".config", ".properties", ".yaml", ".yml",
      ".toml", ".json", ".tfvars", ".npmrc", ".pypirc", ".netrc",      ".cnf",  ".envrc"};
  constexpr std::array<std::string_view, 12> kTests{
      "/test/",     "/tests/",   "/testdata/", "/fixtures/", "/spec/", "/mocks/",
      "/examples/", "/example/", "_test.",     ".test.",     "_spec.", "/__tests__/"};
  const std::string text = "/" + lower(path);
  PathFacts facts;
  const std::string_view name = std::string_view(text).substr(text.rfind('/') + 1);
  facts.configuration = name.starts_with(".env") ||
                        std::ranges::any_of(kConfiguration, [&](std::string_view end) {
                          return name.ends_with(end);
                        });
  facts.test = name.starts_with("test_") || std::ranges::any_of(kTests, [&](std::string_view part) {
                 return text.contains(part);
               });
  return facts;
}

}  // namespace bulwark::extractors::secret
