// SPDX-License-Identifier: Apache-2.0
// One function for each check.
#include "extractors/secret/secret_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <optional>

#include "formats/base64.h"
#include "formats/pem.h"
#include "formats/secret_key.h"
#include "formats/stand_in.h"

namespace bulwark::extractors::secret {
namespace {

constexpr std::string_view
    kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// IEEE 802.3, bit by bit: tokens are short.
std::uint32_t crc32(std::string_view text) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

// "ghp_" + 30 random characters + 6 of checksum, in base 62 with zeros in front.
bool has_crc(std::string_view token) {
  constexpr std::size_t kSum = 6;
  const std::size_t begin = token.find('_') + 1;
  if (token.size() < begin + kSum + 1) return false;
  const std::string_view random = token.substr(begin, token.size() - begin - kSum);
  std::uint32_t crc = crc32(random);
  std::array<char, kSum> sum{};
  for (std::size_t i = kSum; i-- > 0; crc /= 62) sum.at(i) = kBase62[crc % 62];
  return token.ends_with(std::string_view(sum.data(), sum.size()));
}

std::optional<std::string> decode_url_base64(std::string_view text) {
  std::string plain(text);
  std::ranges::replace(plain, '-', '+');
  std::ranges::replace(plain, '_', '/');
  plain.append((4 - plain.size() % 4) % 4, '=');
  return formats::decode_base64(plain);
}

bool is_map(std::string_view json) { return json.starts_with('{') && json.ends_with('}'); }

struct Token {
  std::string header, payload;
};

std::optional<Token> read_token(std::string_view text) {
  const std::size_t first = text.find('.');
  const std::size_t second = text.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  auto header = decode_url_base64(text.substr(0, first));
  auto payload = decode_url_base64(text.substr(first + 1, second - first - 1));
  if (!header || !payload || !is_map(*header) || !is_map(*payload)) return std::nullopt;
  if (!header->contains("\"alg\"")) return std::nullopt;
  return Token{*std::move(header), *std::move(payload)};
}

// The token that jwt.io shows to everybody, and its like.
bool is_shown_everywhere(const Token& token) {
  return token.payload.contains("John Doe") || token.payload.contains("\"1234567890\"");
}

bool is_cluster_token(std::string_view text) {
  const auto token = read_token(text);
  return token &&
         (token->payload.contains("kubernetes.io/serviceaccount") ||
          token->payload.contains("system:serviceaccount:") ||
          (token->payload.contains("kubernetes.io") && token->payload.contains("serviceaccount")));
}

// As it stands in source code and JSON: line ends are written as \n, lines are quoted.
std::string as_pem(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == 'r')) {
      ++i;
      out += '\n';
    } else if (c == '"' || c == '\'' || c == ',' || c == '\\' || c == '\t') {
      out += ' ';
    } else {
      out += c;
    }
  }
  // Indented lines, as in YAML, are no less a key.
  std::string lines;
  bool begin = true;
  for (const char c : out) {
    if (begin && c == ' ') continue;
    begin = c == '\n';
    lines += c;
  }
  return lines;
}

// SEQUENCE, whose length is no more than there is.
bool is_der(std::string_view bytes) {
  if (bytes.size() < 32 || bytes[0] != '\x30') return false;
  const auto first = static_cast<unsigned char>(bytes[1]);
  if (first < 0x80) return first + 2U <= bytes.size();
  const std::size_t count = first & 0x7FU;
  if (count == 0 || count > 3) return false;
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i)
    length = length << 8U | static_cast<unsigned char>(bytes[2 + i]);
  return length + 2 + count <= bytes.size();
}

bool is_private_key(std::string_view text) {
  constexpr std::size_t kMost = 16;
  constexpr std::string_view kOpenSsh("openssh-key-v1\0", 15);
  auto blocks = formats::read_pem(as_pem(text), kMost);
  if (!blocks) return false;
  bool found = false;
  for (formats::PemBlock& block : *blocks) {
    const bool labelled = block.label.ends_with("PRIVATE KEY");
    found |= labelled && block.trouble.empty() &&
             (is_der(block.bytes) || block.bytes.starts_with(kOpenSsh) ||
              (block.encrypted && block.bytes.size() >= 32));
    formats::wipe(block.bytes);
  }
  return found;
}

bool is_base64_key(std::string_view text) {
  std::string whole(text.substr(0, text.find('=')));
  whole.append((4 - whole.size() % 4) % 4, '=');
  auto pem = formats::decode_base64(whole);
  if (!pem) return false;
  const bool found = is_private_key(*pem);
  formats::wipe(*pem);
  return found;
}

// RFC 9580: a secret key packet, in the old or the new format.
bool is_pgp_key(std::string_view text) {
  std::size_t body = text.find("\n\n");
  if (body == std::string_view::npos) body = text.find("\r\n\r\n");
  if (body == std::string_view::npos) body = text.find("\\n\\n");
  if (body == std::string_view::npos) return false;
  std::string four;
  for (const char c : text.substr(body)) {
    const bool base64 = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/';
    if (base64 && (!four.empty() || c != 'n')) four += c;
    if (four.size() == 4) break;
  }
  const auto bytes = formats::decode_base64(four);
  if (!bytes || bytes->empty()) return false;
  const auto tag = static_cast<unsigned char>(bytes->front());
  return (tag & 0xFCU) == 0x94 || tag == 0xC5;
}

// BIP 173.
bool is_bech32(std::string_view text) {
  constexpr std::string_view kAlphabet = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
  constexpr std::array<std::uint32_t, 5> kGenerator{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                                    0x2a1462b3};
  std::uint32_t sum = 1;
  const auto take = [&](std::uint32_t value) {
    const std::uint32_t top = sum >> 25U;
    sum = (sum & 0x1ffffffU) << 5U ^ value;
    for (unsigned i = 0; i < kGenerator.size(); ++i)
      if ((top >> i & 1U) != 0) sum ^= kGenerator.at(i);
  };
  const std::size_t one = text.rfind('1');
  if (one == std::string_view::npos) return false;
  const auto low = [](char c) {
    return static_cast<std::uint32_t>(std::tolower(static_cast<unsigned char>(c)));
  };
  for (const char c : text.substr(0, one)) take(low(c) >> 5U);
  take(0);
  for (const char c : text.substr(0, one)) take(low(c) & 31U);
  for (const char c : text.substr(one + 1)) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return false;
    take(static_cast<std::uint32_t>(value));
  }
  return sum == 1;
}

bool is_pair(std::string_view text) {
  const auto pair = formats::decode_base64(text);
  if (!pair) return false;
  const std::size_t colon = pair->find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == pair->size()) return false;
  const bool printable = std::ranges::all_of(*pair, [](char c) { return c >= ' ' && c != '\x7F'; });
  return printable && !is_placeholder(std::string_view(*pair).substr(colon + 1));
}

bool is_url_password(const Candidate& candidate, const PathFacts& path) {
  const std::string_view host = candidate.host;
  const bool example = host.starts_with("example") || host.contains(".example") ||
                       host.starts_with("host") || host.starts_with("foo") ||
                       host.find_first_of("${%") == 0;
  if (path.test || example || candidate.secret == candidate.name) return false;
  if (is_placeholder(candidate.name) && candidate.name.starts_with('$')) return false;
  // A port, or words that stand for a password.
  const bool digits = std::ranges::all_of(candidate.secret,
                                          [](unsigned char c) { return std::isdigit(c) != 0; });
  const bool word = std::ranges::all_of(candidate.secret,
                                        [](unsigned char c) { return std::isalpha(c) != 0; });
  if (digits && candidate.secret.size() <= 5) return false;
  return !(word && candidate.secret.size() < 10) && candidate.secret.size() >= 5;
}

struct Characters {
  bool digit = false, upper = false, lower = false, odd = false;
  bool word_marks = true;  ///< letters and what joins words, nothing else
};

Characters look(std::string_view text) {
  Characters out;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    out.digit |= std::isdigit(u) != 0;
    out.upper |= std::isupper(u) != 0;
    out.lower |= std::islower(u) != 0;
    const bool joins = c == '-' || c == '_' || c == '.' || c == '/' || c == ':';
    out.odd |= std::isalnum(u) == 0 && !joins;
    out.word_marks &= std::isalpha(u) != 0 || joins;
  }
  return out;
}

// `token: kubernetes.io/foo`, `secret := NewSecret(x)`, `password = t("login.password")`
bool is_code_or_name(std::string_view value) {
  constexpr std::string_view kCode = "()[]{}<>;,\\ ";
  if (value.find_first_of(kCode) != std::string_view::npos) return true;
  if (value.contains("://") || value.contains("::") || value.contains("->")) return true;
  return value.starts_with('/') || value.starts_with('.') || value.starts_with('@') ||
         value.starts_with('-') || value.starts_with('#') || value.starts_with('&') ||
         value.starts_with('*') || value.starts_with('!') || value.starts_with('|');
}

// "private_key_id", "secretId": who knows which credential it is has not got it.
bool is_about_id(std::string_view name) {
  return name.ends_with("_id") || name.ends_with("-id") || name.ends_with("_ID") ||
         name.ends_with("Id") || name.ends_with("ID");
}

bool same_letter(unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); }

bool is_assignment(const Candidate& candidate, const PathFacts& path) {
  const std::string_view value = candidate.secret;
  if (path.test || is_about_id(candidate.name)) return false;
  if (!candidate.quoted && (!path.configuration || !candidate.begins_line)) return false;
  if (!formats::names_secret(candidate.name) || !formats::may_be_secret(candidate.name, value) ||
      formats::refers_to_secret(value) || is_code_or_name(value))
    return false;
  // "encryptionKey": "encryptionKey1024" is a name for a name.
  if (std::ranges::equal(candidate.name, value.substr(0, candidate.name.size()), same_letter))
    return false;
  const Characters has = look(value);
  if (has.word_marks || !has.digit || !(has.upper || has.lower)) return false;
  // Lower case and digits are the look of names too: they must be long, or hold a mark.
  if (!has.upper && !has.odd && value.find_first_of("-_.:/") != std::string_view::npos)
    return false;
  return has.odd || (has.upper && has.lower) || value.size() >= 20;
}

}  // namespace

double entropy_of(std::string_view text) {
  if (text.empty()) return 0;
  std::array<std::uint32_t, 256> counts{};
  for (const char c : text) ++counts.at(static_cast<unsigned char>(c));
  double bits = 0;
  for (const std::uint32_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

bool holds(const SecretRule& rule, const Candidate& candidate, const PathFacts& path) {
  const std::string_view secret = candidate.secret;
  if (entropy_of(secret) < rule.entropy || is_placeholder(secret)) return false;
  switch (rule.check) {
    case SecretCheck::none: return true;
    case SecretCheck::crc_base62: return has_crc(secret);
    case SecretCheck::jwt: {
      const auto token = read_token(secret);
      return token && !is_shown_everywhere(*token);
    }
    case SecretCheck::cluster_jwt: return is_cluster_token(secret);
    case SecretCheck::private_key:
    case SecretCheck::service_account: return is_private_key(secret);
    case SecretCheck::pgp_key: return is_pgp_key(secret);
    case SecretCheck::base64_key: return is_base64_key(secret);
    case SecretCheck::bech32: return is_bech32(secret);
    case SecretCheck::base64_pair: return is_pair(secret);
    case SecretCheck::random_word: {
      const Characters has = look(secret);
      return has.digit && (has.upper || has.lower);
    }
    case SecretCheck::url_password: return is_url_password(candidate, path);
    case SecretCheck::assignment: return is_assignment(candidate, path);
  }
  return false;
}

std::string mask(const SecretRule& rule, std::string_view secret) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  if (secret.starts_with(kBegin)) {
    const std::size_t end = secret.find("-----", kBegin.size());
    return std::string(secret.substr(0, std::min(end, std::size_t{50}))) + "-----";
  }
  // An issuer's mark says nothing of the rest; of a password every character does.
  const std::size_t shown = rule.whole_word && secret.size() >= 16 ? 4 : 0;
  return fmt::format("{}{} ({} characters)", secret.substr(0, shown), formats::kMask,
                     secret.size());
}

}  // namespace bulwark::extractors::secret
