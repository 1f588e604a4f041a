// SPDX-License-Identifier: Apache-2.0
// A name is cut into words (at dots, dashes, underscores and humps); words and pairs of words
// decide.
#include "formats/secret_key.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "formats/stand_in.h"

namespace bulwark::formats {
namespace {

// A word that ends in, or begins with, one of these is about a credential: "pgpassword",
// "authtoken".
constexpr std::array<std::string_view, 14> kStems{
    "password", "passwd",    "passphrase", "passcode",   "secret",  "token",      "credential",
    "apikey",   "accesskey", "secretkey",  "privatekey", "authkey", "signingkey", "credentials"};

// Whole words.
constexpr std::array<std::string_view, 12> kWords{
    "pwd",       "pass", "pw",       "authorization", "requirepass", "masterauth",
    "passwords", "psk",  "htpasswd", "bearer",        "creds",       "pat"};

// Two words in a row, the second of which alone says nothing.
constexpr std::array<std::string_view, 22> kPairs{
    "api key",     "access key",  "private key", "secret key",        "encryption key",
    "signing key", "master key",  "account key", "shared key",        "auth key",
    "ssh key",     "session key", "license key", "deploy key",        "storage key",
    "service key", "app key",     "hmac key",    "connection string", "webhook url",
    "cookie key",  "aes key"};

// Names that end so speak about a credential, and do not hold one.
constexpr std::array<std::string_view, 50> kAbout{
    "name",      "names",      "ref",      "refs",       "file",     "files",     "path",
    "paths",     "dir",        "ttl",      "seconds",    "enabled",  "length",    "policy",
    "type",      "types",      "uri",      "endpoint",   "audience", "audiences", "issuer",
    "namespace", "mode",       "provider", "version",    "count",    "size",      "algorithm",
    "header",    "claim",      "prefix",   "expiration", "duration", "lifetime",  "store",
    "template",  "pattern",    "format",   "hint",       "class",    "review",    "reviews",
    "requests",  "projection", "volume",   "mount",      "rotation", "secrets",   "tokens",
    "required"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// "serviceAccountToken" -> service, account, token; "DB_PASSWORD" -> db, password; "APIKey" -> api,
// key.
std::vector<std::string> words_of(std::string_view key) {
  std::vector<std::string> words;
  std::string word;
  const auto cut = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char c = key[i];
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      cut();
      continue;
    }
    const bool hump = i > 0 && is_upper(c) &&
                      (is_lower(key[i - 1]) || (i + 1 < key.size() && is_lower(key[i + 1])));
    if (hump) cut();
    word += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  cut();
  return words;
}

bool speaks_of_credential(std::string_view word) {
  if (among(kWords, word)) return true;
  return std::any_of(kStems.begin(), kStems.end(), [&](std::string_view stem) {
    return word.starts_with(stem) || word.ends_with(stem);
  });
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// $(DB_PASSWORD), ${DB_PASSWORD}, $DB_PASSWORD, {{ .Values.password }}
bool is_reference(std::string_view value) {
  if (value.starts_with("{{")) return true;
  if (value.size() < 2 || value[0] != '$') return false;
  if (value.starts_with("$(")) return value.ends_with(")");
  if (value.starts_with("${")) return value.ends_with("}");
  return std::all_of(value.begin() + 1, value.end(),
                     [](char c) { return is_upper(c) || c == '_' || (c >= '0' && c <= '9'); });
}

}  // namespace

bool names_secret(std::string_view key) {
  if (key.size() < 2 || key.size() > 200) return false;
  const std::vector<std::string> words = words_of(key);
  if (words.empty() || among(kAbout, words.back())) return false;
  if (words.size() <= 2 && words.back() == "auth")
    return words.size() == 1;  // .dockerconfigjson, .npmrc
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (speaks_of_credential(words[i])) return true;
    if (i > 0 && among(kPairs, words[i - 1] + " " + words[i])) return true;
  }
  return false;
}

bool may_be_secret(std::string_view key, std::string_view value) {
  constexpr std::array<std::string_view, 9> kPlain{"true", "false", "null", "~",    "nil",
                                                   "yes",  "no",    "True", "False"};
  if (value.empty() || value == kMask || among(kPlain, value) || is_reference(value)) return false;
  // maxToken: 4096 is a number of tokens, password: 4096 a password.
  if (value.size() <= 6 && all_digits(value) && words_of(key).back() == "token") return false;
  if (key == "auth" || key == "_auth") return value.size() >= 8;
  return true;
}

}  // namespace bulwark::formats
