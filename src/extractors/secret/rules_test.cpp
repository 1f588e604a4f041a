// SPDX-License-Identifier: Apache-2.0
// Every rule finds what it is for, at its place, and nothing else does.
#include <gmock/gmock.h>
#include <re2/re2.h>

#include <array>
#include <set>

#include "extractors/secret/samples.h"
#include "extractors/secret/scanner.h"

namespace bulwark::extractors::secret {
namespace {

constexpr std::string_view
    kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kBech32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

const SecretDetector& detector() {
  static const auto made = SecretDetector::compile();
  if (!made) std::abort();
  return **made;
}

FileSecrets scan(std::string_view text, std::string_view path = "src/main.go") {
  auto scanner = SecretScanner::create(detector());
  scanner->begin(path);
  scanner->feed(text);
  return scanner->finish();
}

std::vector<std::string> ids(const FileSecrets& secrets) {
  std::vector<std::string> out;
  for (const SecretMatch& match : secrets.matches) out.emplace_back(match.rule->id);
  return out;
}

std::vector<std::string> found(std::string_view text, std::string_view path = "src/main.go") {
  return ids(scan(text, path));
}

// zlib's table-driven way, not the one under test.
std::string crc_base62(std::string_view text) {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int k = 0; k < 8; ++k) c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1U) : c >> 1U;
    table.at(i) = c;
  }
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : text)
    crc = table.at((crc ^ static_cast<unsigned char>(c)) & 0xFFU) ^ (crc >> 8U);
  crc = ~crc;
  std::string out;
  for (int i = 0; i < 6; ++i, crc /= 62) out.insert(out.begin(), kBase62[crc % 62]);
  return out;
}

// The polymod of BIP 173 over the expanded prefix, the data and six zeros.
std::string bech32_sum(std::string_view prefix, std::string_view data) {
  std::vector<std::uint32_t> values;
  for (const char c : prefix) values.push_back(static_cast<std::uint32_t>(std::tolower(c)) >> 5U);
  values.push_back(0);
  for (const char c : prefix) values.push_back(static_cast<std::uint32_t>(std::tolower(c)) & 31U);
  for (const char c : data) values.push_back(static_cast<std::uint32_t>(kBech32.find(c)));
  values.insert(values.end(), 6, 0);
  std::uint32_t sum = 1;
  for (const std::uint32_t value : values) {
    const std::uint32_t top = sum >> 25U;
    sum = ((sum & 0x1ffffffU) << 5U) ^ value;
    if ((top & 1U) != 0) sum ^= 0x3b6a57b2U;
    if ((top & 2U) != 0) sum ^= 0x26508e6dU;
    if ((top & 4U) != 0) sum ^= 0x1ea119faU;
    if ((top & 8U) != 0) sum ^= 0x3d4233ddU;
    if ((top & 16U) != 0) sum ^= 0x2a1462b3U;
  }
  sum ^= 1;
  std::string out;
  for (unsigned i = 0; i < 6; ++i) out += kBech32[(sum >> (5 * (5 - i))) & 31U];
  return out;
}

Sample checked_sample(const SecretRule& rule, Samples& samples) {
  const std::string text = samples.matching(rule.confirm.empty() ? rule.prefilter : rule.confirm);
  const std::string line = std::string(rule.id) == "gcp-service-account" ? "\\n" : "\n";
  switch (rule.check) {
    case SecretCheck::crc_base62: {
      const std::string token = text.substr(0, text.size() - 6);
      return {"a = ", token + crc_base62(token.substr(token.find('_') + 1)), "\n"};
    }
    case SecretCheck::cluster_jwt:
      return {
          "token: ",
          samples.token(R"({"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:a:b"})"),
          "\n"};
    case SecretCheck::jwt:
      return {"x ", samples.token(R"({"iss":"https://login.acme.io","exp":1893456000})"), "\n"};
    case SecretCheck::private_key:
    case SecretCheck::service_account:
      if (line == "\n") return {"x\n", samples.pem("RSA PRIVATE KEY"), "\n"};
      return {R"({"private_key_id": ")" + samples.characters(40, "0123456789abcdef") +
                  R"(", "private_key": ")",
              samples.pem("PRIVATE KEY", line), "\\n\"}"};
    case SecretCheck::base64_key: {
      std::string secret = formats::encode_base64(samples.pem() + "\n");
      return {rule.id == "kubeconfig-key" ? "    client-key-data: " : "key: ", secret, "\n"};
    }
    case SecretCheck::pgp_key: {
      std::string body = samples.bytes(300);
      body[0] = '\x95';
      return {"",
              "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + formats::encode_base64(body) +
                  "\n-----END PGP PRIVATE KEY BLOCK-----",
              "\n"};
    }
    case SecretCheck::bech32: {
      const std::string data = samples.characters(52, kBech32);
      return {"# ", "AGE-SECRET-KEY-1" + data + bech32_sum("AGE-SECRET-KEY-", data), "\n"};
    }
    case SecretCheck::base64_pair:
      return {R"("auth": ")", formats::encode_base64("robot:" + samples.characters(20, kBase62)),
              "\""};
    case SecretCheck::url_password:
      return {"url = postgres://shop:", samples.characters(16, kBase62), "@db.shop.svc:5432/x\n"};
    case SecretCheck::assignment:
      return {"db_password = \"", "7aB" + samples.characters(24, kBase62), "\"\n"};
    case SecretCheck::random_word:
      return {"users:\n- name: a\n  user:\n    token: ", "a1" + samples.characters(30, kBase62),
              "\n"};
    case SecretCheck::none: break;
  }
  return {"x = '", text, "'\n"};
}

class EveryRule : public testing::TestWithParam<const SecretRule*> {};

TEST_P(EveryRule, FindsWhatItIsFor) {
  const SecretRule& rule = *GetParam();
  Samples samples(20261130);
  for (int round = 0; round < 20; ++round) {
    const Sample sample = checked_sample(rule, samples);
    const FileSecrets secrets = scan("first line\n" + sample.text());
    ASSERT_THAT(ids(secrets), testing::ElementsAre(std::string(rule.id))) << sample.text();
    const SecretMatch& match = secrets.matches[0];
    EXPECT_GE(match.line, 2U);
    EXPECT_GE(match.length, 3U);
    // What is shown is no more than the beginning.
    const std::string secret = ("first line\n" + sample.text()).substr(match.offset, match.length);
    EXPECT_FALSE(match.masked.contains(secret)) << match.masked;
    EXPECT_LE(match.masked.size(), 60U);
    if (rule.check != SecretCheck::none) {
      EXPECT_EQ(match.offset, 11 + sample.before.size());
      EXPECT_EQ(secret, sample.secret);
    }
  }
}

TEST_P(EveryRule, LeavesExamplesAlone) {
  const SecretRule& rule = *GetParam();
  Samples samples(7);
  const Sample sample = checked_sample(rule, samples);
  std::string covered = sample.text();
  const FileSecrets secrets = scan(covered);
  ASSERT_EQ(secrets.matches.size(), 1U) << covered;
  // The same text with a placeholder in the credential's place.
  const auto offset = static_cast<std::size_t>(secrets.matches[0].offset);
  for (std::size_t i = 0; i < secrets.matches[0].length; ++i) covered[offset + i] = 'x';
  EXPECT_THAT(found(covered), testing::IsEmpty()) << covered;
}

INSTANTIATE_TEST_SUITE_P(All, EveryRule, testing::ValuesIn(all_rules()), [](const auto& rule) {
  std::string name(rule.param->id);
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(SecretRules, HaveIdsOfTheirOwn) {
  std::set<std::string_view> ids;
  for (const SecretRule* rule : all_rules()) EXPECT_TRUE(ids.insert(rule->id).second) << rule->id;
  EXPECT_GE(ids.size(), 100U);
}

TEST(SecretRules, HaveExpressionsThatCompile) {
  for (const SecretRule* rule : all_rules()) {
    for (const std::string_view text : {rule->prefilter, rule->confirm})
      EXPECT_TRUE(RE2(re2::StringPiece(text.data(), text.size())).ok()) << rule->id;
  }
}

TEST(SecretRules, BelieveAPublishedChecksum) {
  // Published as an example of the format, in two halves so that nobody's scanner cries.
  const std::string token = std::string("ghp_zQWBuTSOoRi4A9sp") + "HcVY5ncnsDkxkJ0mLq17";
  EXPECT_THAT(found(token), testing::ElementsAre("github-token"));
  std::string wrong = token;
  wrong.back() = '8';
  EXPECT_THAT(found(wrong), testing::IsEmpty());
}

TEST(SecretRules, LeaveDocumentationAlone) {
  for (const std::string& text :
       {std::string("AKIA") + "IOSFODNN7EXAMPLE",
        std::string("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/") + "bPxRfiCYEXAMPLEKEY",
        std::string("password: changeme"), std::string("password = \"${DB_PASSWORD}\""),
        std::string("token: {{ .Values.token }}"),
        std::string("postgres://user:password@localhost/db"),
        std::string("https://user:$PASS@host/x"), std::string("amqp://guest:guest@rabbit:5672"),
        std::string("secretName = \"my-secret-name-2\""),
        std::string("passwordFile = \"/run/secrets/db1\""),
        std::string("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
        std::string("token := NewToken(opts.Secret1)"),
        std::string("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA...\n-----END RSA "
                    "PRIVATE KEY-----\n")})
    EXPECT_THAT(found(text, "values.yaml"), testing::IsEmpty()) << text;
}

TEST(SecretRules, WantACredentialToStandAlone) {
  Samples samples(3);
  const std::string key = "AKIA" + samples.characters(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
  EXPECT_THAT(found("(" + key + ")"), testing::ElementsAre("aws-access-key"));
  EXPECT_THAT(found("x" + key), testing::IsEmpty());
  EXPECT_THAT(found(key + "A"), testing::IsEmpty());
}

// Written down from what issuers and other detectors say, not from the rules' own expressions.
TEST(SecretRules, KnowTheFormsThatIssuersUse) {
  Samples samples(6);
  const auto any = [&](std::size_t count) { return samples.characters(count, kBase62); };
  const auto hex = [&](std::size_t count) { return samples.characters(count, "0123456789abcdef"); };
  const auto low = [&](std::size_t count) {
    return samples.characters(count, "bcdfghjklmnpqrstvwxz2456789");
  };
  const std::string jwt = samples.token(R"({"iss":"https://login.acme.io","exp":1893456000})");
  const std::string pq = "AGE-SECRET-KEY-PQ-", seed = samples.characters(52, kBech32);
  const std::array<std::pair<std::string_view, std::string>, 24> kinds{{
      {"age-key", pq + "1" + seed + bech32_sum(pq, seed)},
      {"alibaba-access-key", "LTAI" + any(12)},
      {"alibaba-access-key", "LTAI" + any(20)},
      {"azure-account-key", any(76) + "ACDb" + any(5) + "A=="},
      {"azure-messaging-key", any(33) + "+ASbC" + any(5) + "="},
      {"azure-registry-key", any(42) + "+ACRB" + any(3) + "/+"},
      {"azure-service-key", any(52) + "JQQJ9D" + any(1) + "C" + any(16) + "x" + any(7)},
      {"cloudflare-token", "cfut_" + any(40) + hex(8)},
      {"doppler-token", "dp.st.dev_main." + any(43)},
      {"doppler-token", "dp.st." + any(43)},
      {"fly-token", "fm2_" + any(650)},
      {"gcp-access-token", "ya29.c." + any(1000)},
      {"github-installation-token", "ghs_1234567_" + jwt},
      {"gitlab-job-token", "glcbt-" + jwt},
      {"gitlab-token", "glrtr-" + any(38) + ".01.1a0b2c3d4"},
      {"gitlab-token", "glimt-" + any(25)},
      {"grafana-token", "eyJrIjoi" + any(80) + "=="},
      {"new-relic-key", hex(32) + "FFFFNRAL"},
      {"new-relic-key", "eu01xx" + hex(26) + "FFFFNRAL"},
      {"openshift-token", "sha256~" + any(43)},
      {"pypi-token", "pypi-AgEIcHlwaS5vcmc" + any(600)},
      {"rancher-token", "token-" + low(5) + ":" + low(54)},
      {"rancher-token", "kubeconfig-user-" + low(10) + ":" + low(54)},
      {"sourcegraph-token", "sgp_" + hex(40)},
  }};
  for (const auto& [id, token] : kinds)
    EXPECT_THAT(found("x = '" + token + "'\n"), testing::ElementsAre(std::string(id))) << token;
}

TEST(SecretRules, TakeNamesInConfigurationAtTheirWord) {
  Samples samples(4);
  const std::string value = samples.characters(24, kBase62);
  EXPECT_THAT(found("DB_PASSWORD=" + value + "\n", "app/.env"),
              testing::ElementsAre("secret-assignment"));
  EXPECT_THAT(found("DB_PASSWORD=" + value + "\n", "main.c"), testing::IsEmpty());
  EXPECT_THAT(found("password = \"" + value + "\"\n", "pkg/a_test.go"), testing::IsEmpty());
}

TEST(SecretRules, ReadKeysAsSourceCodeHasThem) {
  Samples samples(5);
  const std::string escaped = "key := \"" + samples.pem("EC PRIVATE KEY", "\\n") + "\"";
  EXPECT_THAT(found(escaped), testing::ElementsAre("private-key"));
  const std::string indented = "key: |\n  " + samples.pem("PRIVATE KEY", "\n  ") + "\n";
  EXPECT_THAT(found(indented), testing::ElementsAre("private-key"));
  std::string certificate = samples.pem("CERTIFICATE");
  EXPECT_THAT(found(certificate), testing::IsEmpty());
}

}  // namespace
}  // namespace bulwark::extractors::secret
