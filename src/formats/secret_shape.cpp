// SPDX-License-Identifier: Apache-2.0
// One RE2 pattern for all shapes that are secret as a whole, one for those of which a part is. RE2
// runs in linear time.
#include "formats/secret_shape.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <vector>

#include "formats/byte_pattern.h"

namespace bulwark::formats {
namespace {

constexpr std::string_view kMask = "***";

// Issuers' documented prefixes. Each is long enough, or odd enough, not to meet an ordinary word.
constexpr std::array kTokens{
    R"((?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|AIPA|ANPA|ANVA)[A-Z0-9]{16}\b)",  // AWS
    R"(AIza[0-9A-Za-z_-]{35})",                                                // Google API key
    R"(ya29\.(?:[a-z]\.)?[0-9A-Za-z_-]{20,})",                                 // Google OAuth
    R"(GOCSPX-[0-9A-Za-z_-]{20,})",
    R"([0-9A-Za-z_~.]{3}\dQ~[0-9A-Za-z_~.-]{31,34})",  // Azure AD client secret
    R"(gh[pousr]_[0-9A-Za-z]{30,})",                   // GitHub
    R"(ghs_[0-9]{1,12}_eyJ[0-9A-Za-z_.-]{17,})",
    R"(github_pat_[0-9A-Za-z_]{22,})",
    R"(gl(?:pat|dt|rtr?|cbt|ptt|ft|ffct|soat|imt|agent|oas|wt)-[0-9A-Za-z_.-]{20,})",  // GitLab
    R"(xox[abeoprs]-[0-9A-Za-z-]{10,})",                                               // Slack
    R"(xapp-\d-[0-9A-Za-z-]{10,})",
    R"([sr]k_(?:live|test)_[0-9A-Za-z]{10,})",  // Stripe
    R"(whsec_[0-9A-Za-z+/=]{20,})",
    R"(npm_[0-9A-Za-z]{36})",
    R"(pypi-[0-9A-Za-z_-]{50,})",
    R"(rubygems_[0-9a-f]{48})",
    R"(cio[0-9A-Za-z]{32}\b)",  // crates
    R"(dckr_[po]at_[0-9A-Za-z_-]{20,})",
    R"(sk-(?:proj-|svcacct-|admin-|ant-)[0-9A-Za-z_-]{20,})",
    R"(sk-[0-9A-Za-z]{32,})",
    R"(hf_[0-9A-Za-z]{30,})",
    R"(SG\.[0-9A-Za-z_-]{20,}\.[0-9A-Za-z_-]{40,})",  // SendGrid
    R"(key-[0-9a-f]{32}\b)",                          // Mailgun
    R"(SK[0-9a-f]{32}\b)",                            // Twilio
    R"([0-9a-f]{32}-us\d{1,2}\b)",                    // Mailchimp
    R"(do[opr]_v1_[0-9a-f]{40,})",                    // DigitalOcean
    R"(hv[sbr]\.[0-9A-Za-z_-]{20,})",                 // Vault
    R"([0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_-]{40,})",
    R"(dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[0-9A-Za-z]{30,})",  // Doppler
    R"(cf(?:k|ut|at)_[0-9A-Za-z]{40,})",                                           // Cloudflare
    R"(dapi[0-9a-f]{32}\b)",                                                       // Databricks
    R"(gl(?:c|sa)_[0-9A-Za-z+/=_]{32,})",                                          // Grafana
    R"(NRAK-[0-9A-Z]{27})",                                                        // New Relic
    R"(shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32})",                                       // Shopify
    R"(sq0[a-z]{3}-[0-9A-Za-z_-]{22,})",                                           // Square
    R"(lin_api_[0-9A-Za-z]{30,})",
    R"(ntn_[0-9A-Za-z]{40,})",
    R"(\d{8,10}:AA[0-9A-Za-z_-]{33})",  // Telegram
    R"(AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{58})",
    R"(eyJ[0-9A-Za-z+/_=.-]{17,})",  // JWT, or base64 of a JSON object
    R"(ZXlK[0-9A-Za-z+/_=-]{20,})",  // base64 of a JWT
    R"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[0-9A-Za-z+/=\\\s:,.]|-[^-])*)",
};

// Shapes of which the first group is the secret.
constexpr std::array kParts{
    R"((?:[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'<>]*:)([^\s@/"'<>]+)@)",  // scheme://user:PASSWORD@
    R"((?:[A-Za-z][A-Za-z0-9+.-]*://)([0-9A-Za-z_.~%-]{16,})@)",       // https://TOKEN@
    R"(\b[0-9A-Za-z_.-]+:([^\s@:/"']+)@(?:tcp|udp|unix)\()",           // user:PASSWORD@tcp(
    R"(hooks\.slack\.com/(?:services|workflows|triggers)/([0-9A-Za-z_/+-]{10,}))",
    R"(discord(?:app)?\.com/api/webhooks/(\d+/[0-9A-Za-z_-]{20,}))",
    R"(webhook\.office\.com/([0-9A-Za-z@/_.-]{20,}))",
    R"((?i)\b(?:bearer|basic)\s+([0-9A-Za-z._~+/-]*[0-9=][0-9A-Za-z._~+/=-]{5,}))",
    R"((?:^|[\s"'\[])-u[\s"',]+[^\s:"']+:([^\s"']+))",  // curl -u user:PASSWORD
    R"(\bsshpass[\s"',]+-p[\s"',]*([^\s"',]+))",
    R"(\bmysql(?:dump|admin)?\b[^|;&]{0,200}?\s-p([^\s"',]{3,}))",
    R"((?i)\blogin\s+\S+\s+password\s+([^\s"']+))",                       // .netrc
    R"((?i)\b(?:requirepass|masterauth)\s+"?([^\s"']+))",                 // redis.conf
    R"~((?i)\b(?:identified\s+by|password)\s+(?:'([^']+)'|"([^"]+)"))~",  // SQL
    R"([?&](?:sig|signature|X-Amz-Signature|X-Goog-Signature)=([0-9A-Za-z%+/=_-]{16,}))",
};

struct Patterns {
  std::unique_ptr<const RE2> any;  ///< one look decides whether there is anything to do: nearly
                                   ///< always not
  std::unique_ptr<const RE2> tokens;
  std::unique_ptr<const RE2> base64_pem;
  std::unique_ptr<const RE2> bootstrap;
  std::vector<std::unique_ptr<const RE2>> parts;
};

constexpr const char* kBase64Pem = R"(LS0tLS1CRUdJTi[0-9A-Za-z+/=]+)";
constexpr const char*
    kBootstrap = R"((?:^|[^0-9A-Za-z_./-])([0-9a-z]{6}\.[0-9a-z]{16})(?:$|[^0-9A-Za-z_.-]))";

std::string any_token() {
  std::string pattern = "(?:^|[^0-9A-Za-z_])(";
  for (std::size_t i = 0; i < kTokens.size(); ++i)
    pattern.append(i > 0 ? "|" : "").append(kTokens.at(i));
  return pattern + ")";
}

// Compiled at first use, const from then on; RE2 may be shared by threads.
const Patterns& patterns() {
  static const Patterns kPatterns = [] {
    Patterns out{
        nullptr, byte_pattern(any_token()), byte_pattern(kBase64Pem), byte_pattern(kBootstrap), {}};
    std::string any = any_token() + "|" + kBase64Pem + "|" + kBootstrap;
    for (const char* part : kParts) {
      out.parts.push_back(byte_pattern(part));
      any.append("|(?:").append(part).append(")");
    }
    out.any = byte_pattern(any);
    return out;
  }();
  return kPatterns;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

// Replaces the group that took part in a match (all of it where there are none).
template <class Replace>
void replace_matches(std::string& text, const RE2& pattern, const Replace& replace) {
  std::string out;
  std::size_t from = 0;
  std::array<re2::StringPiece, 3> found;
  const int groups = pattern.NumberOfCapturingGroups();
  const re2::StringPiece whole = piece(text);
  while (pattern.Match(whole, from, text.size(), RE2::UNANCHORED, found.data(), groups + 1)) {
    const re2::StringPiece& group = groups == 0                  ? found[0]
                                    : found[1].data() != nullptr ? found[1]
                                                                 : found[2];
    const auto begin = static_cast<std::size_t>(group.data() - text.data());
    const std::string_view secret(group.data(), group.size());
    out.append(text, from, begin - from);
    out.append(replace(secret));
    from = begin + group.size();
  }
  if (from == 0) return;
  out.append(text, from);
  text = std::move(out);
}

std::ptrdiff_t digits(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_reference(std::string_view secret) {
  return secret == kMask || secret.starts_with("$(") || secret.starts_with("${") ||
         secret.starts_with("{{");
}

}  // namespace

bool has_shape(std::string_view text) {
  return text.size() >= 8 &&
         patterns().any->Match(piece(text), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

bool is_token(std::string_view text) {
  const re2::StringPiece whole = piece(text);
  return patterns().tokens->Match(whole, 0, text.size(), RE2::ANCHOR_BOTH, nullptr, 0);
}

std::string mask_shapes(std::string_view text) {
  return replace_shapes(text, [](std::string_view, SecretShape) { return std::string(kMask); });
}

std::string replace_shapes(
    std::string_view text,
    const std::function<std::string(std::string_view, SecretShape)>& replacement) {
  std::string out(text);
  if (!has_shape(text)) return out;
  const Patterns& all = patterns();
  // `is_secret` has the last word on what a pattern found.
  const auto replace = [&](const RE2& pattern, SecretShape shape, const auto& is_secret) {
    replace_matches(out, pattern, [&](std::string_view secret) {
      return is_secret(secret) ? replacement(secret, shape) : std::string(secret);
    });
  };
  replace(*all.tokens, SecretShape::token, [](std::string_view) { return true; });
  // Base64 of "-----BEGIN": everything but a certificate.
  replace(*all.base64_pem, SecretShape::base64_key,
          [](std::string_view secret) { return !secret.starts_with("LS0tLS1CRUdJTiBDRVJU"); });
  replace(*all.bootstrap, SecretShape::bootstrap,
          [](std::string_view secret) { return digits(secret.substr(7)) >= 3; });
  for (const auto& part : all.parts) {
    replace(*part, SecretShape::part,
            [](std::string_view secret) { return !is_reference(secret); });
  }
  return out;
}

bool looks_like_key_body(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return false;
  line = line.substr(first);
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
  if (line.size() < 40) return false;
  bool upper = false;
  bool lower = false;
  bool digit = false;
  for (const char c : line) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && std::isalpha(static_cast<unsigned char>(c)) == 0 && c != '+' && c != '/' &&
        c != '=')
      return false;
    digit |= is_digit;
    upper |= c >= 'A' && c <= 'Z';
    lower |= c >= 'a' && c <= 'z';
  }
  return upper && lower && digit;
}

}  // namespace bulwark::formats
