// SPDX-License-Identifier: Apache-2.0
#include "formats/stand_in.h"

#include <gtest/gtest.h>

#include "formats/masking.h"

namespace bulwark::formats {
namespace {

// Cut in two so that no scanner of this repository's own sources takes them for real ones.
std::string token(std::string_view prefix, std::string_view rest) {
  return std::string(prefix).append(rest);
}

struct Case {
  std::string secret;
  std::string kept;
};

TEST(StandIn, HasTheLookOfWhatItStandsFor) {
  const std::string mixed = "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5";
  for (const Case& c : std::vector<Case>{
           {"hunter22", "xxxxxxxx"},
           {"a much longer one", "x xxxxxx"},
           {"abc", "xxx"},
           {"p!", "xx"},
           {"Pa$$w0rd/1", "x$/xxxxx"},
           {"123456", "0000"},
           {"9876543210s", "0000s"},
           {"Shop-Credentials", "X-Credentials"},
           {token("AKIA", "IOSFODNN7EXAMPLE"), "AKIAXXXXXXXXXXXXXXXX"},
           {token("ghp", "_" + mixed), "ghp_" + std::string(mixed.size(), 'x')},
           {token("glpat", "-abcdEFGH1234ijklMNOP"), "glpat-xxxxxxxxxxxxxxxxxxxx"},
           {token("eyJ", "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5NabcDEFg"),
            "eyJxxxxxxxxxxxxxxxxx.eyJxxxxxxxxxxxxxxxx.x"},
           {"postgres://shop:hunter22@db/shop?sslpassword=abcd",
            "postgres://shop:xxxxxxxx@db/shop"},
           {"user=bob;dsn=postgres://shop:hunter22@db;pw=x", "postgres://shop:xxxxxxxx@x=x"},
           {token("AKIA", "IOSFODNN7EXAMPLE:wJalrXUtnFEMI"), "AKIAXXXXXXXXXXXXXXXX"},
           {token("-----BEGIN PRIVATE", " KEY-----\nMIIE\n-----END PRIVATE KEY-----"),
            token("-----BEGIN PRIVATE", " KEY-----")},
       }) {
    const std::string kept = stand_in(c.secret);
    EXPECT_EQ(kept, c.kept) << c.secret;
    EXPECT_EQ(stand_in(kept), kept) << c.secret;
  }
}

TEST(StandIn, LeavesWhatOnlyRefersToACredential) {
  for (const std::string text :
       {"$(DB_PASSWORD)", "${DB_PASSWORD}", "/run/secrets/db", "C:/secrets/db", "<your token>",
        "{{ .Values.password }}", "true", "None", "60s", "", "webhook-tls", "shop-credentials",
        "file:db.txt", "vault:secret/db#password", "ref+awsssm://db", "arn:aws:iam::1:role/a",
        "https://vault.example/v1", "***"}) {
    EXPECT_EQ(stand_in(text), text);
  }
}

TEST(StandIn, TakesThePlaceOfCredentialsWithinText) {
  const std::string begin = token("-----BEGIN RSA PRIVATE", " KEY-----");
  const std::string body = "MIIEowIBAAKCAQEAx9vT3pQh7dT5m2Zk1c8Yb4N6r0sWqLfUeJgHaXiOoPpVtBnM";
  for (const Case& c : std::vector<Case>{
           {"--db-password=correcthorse", "--db-password=xxxxxxxx"},
           {"password: hunter22\nmode: fast", "password: xxxxxxxx\nmode: fast"},
           {R"({"apiKey":"hunter22","x":1})", R"({"apiKey":"xxxxxxxx","x":1})"},
           {token("use key", "-0123456789abcdef0123456789abcdef here"),
            "use key-00000000000000000000000000000000 here"},
           {"url=postgres://shop:hunter22@db", "url=postgres://shop:xxxxxxxx@db"},
           {"key: |\n  " + begin + "\n  " + body + "\n  " + body +
                "\n  -----END RSA PRIVATE KEY-----\nmode: fast",
            "key: |\n  " + begin + "\n  -----END RSA PRIVATE KEY-----\nmode: fast"},
           {"-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n" + body,
            "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\nxxxxxxxx"},
           {"secret: |\n  one\n  two words\nmode: fast",
            "secret: |\n  xxx\n  x xxxxxx\nmode: fast"},
       }) {
    const std::string kept = stand_in_secrets(c.secret);
    EXPECT_EQ(kept, c.kept) << c.secret;
    EXPECT_EQ(stand_in_secrets(kept), kept) << c.secret;
  }
}

}  // namespace
}  // namespace bulwark::formats
