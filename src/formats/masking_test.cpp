// SPDX-License-Identifier: Apache-2.0
#include "formats/masking.h"

#include <gtest/gtest.h>

#include <chrono>

#include "formats/secret_key.h"

namespace bulwark::formats {
namespace {

std::string masked_lines(const std::string& text, Within within = Within::text) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    lines.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  mask_lines(lines, within);
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

// Cut in two so that no scanner of this repository's own sources takes them for real ones.
std::string token(std::string_view prefix, std::string_view rest) {
  return std::string(prefix).append(rest);
}

TEST(Masking, FindsTokensByTheirShape) {
  const std::string hex = "0123456789abcdef0123456789abcdef";
  const std::string mixed = "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5";
  const std::vector<std::string> tokens{
      token("AKIA", "IOSFODNN7EXAMPLE"),
      token("AIza", "SyA1234567890abcdefghijklmnopqrstuv"),
      token("ghp", "_" + mixed),
      token("github", "_pat_11ABCDEFG0" + mixed),
      token("glpat", "-abcdEFGH1234ijklMNOP"),
      token("xoxb", "-123456789012-abcdefGHIJKL"),
      token("sk_live", "_4eC39HqLyjWDarjtT1zdp7dc"),
      token("npm", "_" + mixed),
      token("pypi", "-AgEIcHlwaS5vcmc" + mixed + mixed),
      token("eyJ", "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N"),
      token("hvs", ".CAESIJ" + mixed),
      token("dop_v1", "_" + hex + hex),
      token("sk-proj", "-" + mixed),
      token("SG", ".aB3dE5fG7hI9jK1lM3nO5p." + mixed + mixed),
      token("LS0tLS1CRUdJTi", "BSU0EgUFJJVkFURSBLRVktLS0tLQo="),
      token("dapi", hex),
      token("a~b8", "Q~" + mixed.substr(0, 33)),
      token("abcdef", ".0123456789abcdef"),
      token("dp.st", ".dev_main." + mixed + "aB3dE5f"),
      token("cfut", "_" + mixed + "aB3d01234567"),
      token("ghs_1234567_ey", "JhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.dozjgNryP4J3jVmNHl0w5N"),
      token("glrtr", "-abcdEFGH1234ijklMNOP"),
      token("ya29", ".c." + mixed),
      token("AGE-SECRET-KEY-PQ", "-1" + std::string(29, 'Q') + std::string(29, 'Z')),
  };
  for (const std::string& secret : tokens) {
    EXPECT_EQ(mask_name(secret), "***") << secret;
    const std::string out = mask_secrets("the value " + secret + " is visible");
    EXPECT_EQ(out, "the value *** is visible") << secret;
    EXPECT_EQ(mask_secrets(out), out);
  }
}

TEST(Masking, KeepsDigestsUidsNamesAndChecksums) {
  for (const std::string text : {
           "image: ghcr.io/shop/token-service:v1.2.3",
           "image: "
           "reg:5000/a/b@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           "uid: 3b241101-e2bb-4255-8caf-4136c566a962",
           "checksum/config: 01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b",
           "pod-template-hash: 5d59d67564",
           "container 'cart' of Deployment shop/cart runs privileged",
           "automountServiceAccountToken: true",
           "secretName: db-credentials",
           "- name: db-password",
           "  secretKeyRef: {name: db, key: password}",
           "imagePullSecrets: [{name: regcred}]",
           "- --token-ttl=24h",
           "- --service-account-private-key-file=/etc/kubernetes/pki/sa.key",
           "- --enable-bootstrap-token-auth=true",
           "PASSWORD_FILE: /run/secrets/db",
           "password: $(DB_PASSWORD)",
           "password: {{ .Values.password }}",
           "maxToken: 4096",
           "resources: [\"secrets\", \"serviceaccounts/token\"]",
           "kind: Secret",
           "caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
           "uses basic authentication",
           "http://prometheus.monitoring:9090/api",
           "the ServiceAccount token of 'default' is mounted",
       }) {
    EXPECT_EQ(mask_secrets(text), text);
  }
}

struct Case {
  std::string text;
  std::string shown;
};

TEST(Masking, FindsValuesByTheNameBesideThem) {
  for (const Case& c : std::vector<Case>{
           {"password: hunter2", "password: ***"},
           {"  dbPassword: 'hun ter2' # prod", "  dbPassword: '***' # prod"},
           {"# password: hunter2", "# password: ***"},
           {"TOKEN=hunter2", "TOKEN=***"},
           {"TOKEN=hunter2\r\nMODE=a\r\n", "TOKEN=***\r\nMODE=a\r\n"},
           {"- --password=hunter2", "- --password=***"},
           {"- PASSWORD=hunter2 and more", "- PASSWORD=***"},
           {"run --token hunter2 now", "run --token *** now"},
           {R"(command: ["app", "--password", "hunter2", "-v"])",
            R"(command: ["app", "--password", "***", "-v"])"},
           {R"({"apiKey":"hunter2","x":1})", R"({"apiKey":"***","x":1})"},
           {R"({"apiKey": "hunter2", "token": "", "env": [{"name": "TOKEN", "value": "hunter2"}]})",
            R"({"apiKey": "***", "token": "", "env": [{"name": "TOKEN", "value": "***"}]})"},
           {R"({"token": "", "password": "hunter2"})", R"({"token": "", "password": "***"})"},
           {R"({"name":"DB_PASSWORD","value":"hunter2"})",
            R"({"name":"DB_PASSWORD","value":"***"})"},
           {"- {name: DB_PASSWORD, value: hunter2}", "- {name: DB_PASSWORD, value: ***}"},
           {R"("{\"client_secret\":\"hunter2\"}")", R"("{\"client_secret\":\"***\"}")"},
           {"jdbc://db;user=a;password=hunter2;ssl=1", "jdbc://db;user=a;password=***;ssl=1"},
           {"spring.datasource.password=hunter2", "spring.datasource.password=***"},
           {"postgres://app:hunter2@db:5432/shop", "postgres://app:***@db:5432/shop"},
           {"app:hunter2@tcp(db:3306)/shop", "app:***@tcp(db:3306)/shop"},
           {"https://h0nter2h0nter2h0nter2@git.shop/x", "https://***@git.shop/x"},
           {"AccountName=a;AccountKey=hunter2==;x", "AccountName=a;AccountKey=***;x"},
           {"Authorization: Bearer hunter2hunter2", "Authorization: ***"},
           {R"(args: ["--header=Authorization: Bearer hunterhunter", "-v"])",
            R"(args: ["--header=Authorization: ***", "-v"])"},
           {"authorization=token hunter2 next", "authorization=*** next"},
           {"curl -H 'x: bearer hunter2hunter2'", "curl -H 'x: bearer ***'"},
           {"curl -u admin:hunter2 http://x", "curl -u admin:*** http://x"},
           {"the variable DB_PASSWORD is set to 'hunter2' here",
            "the variable DB_PASSWORD is set to '***' here"},
           {"env 'apiKey' has the value \"hunter2\"", "env 'apiKey' has the value \"***\""},
           {"<password>hunter2</password>", "<password>***</password>"},
           {"requirepass hunter2", "requirepass ***"},
           {"CREATE USER a IDENTIFIED BY 'hunter2'", "CREATE USER a IDENTIFIED BY '***'"},
           {R"("auth": "aHVudGVyMg==")", R"("auth": "***")"},
           {"//registry.example/:_authToken=hunter2", "//registry.example/:_authToken=***"},
       }) {
    EXPECT_EQ(mask_secrets(c.text), c.shown);
    EXPECT_EQ(mask_secrets(c.shown), c.shown);
  }
}

TEST(Masking, FollowsAValueOverLines) {
  EXPECT_EQ(masked_lines("- name: DB_PASSWORD\n  value: hunter2\n- name: MODE\n  value: fast\n"),
            "- name: DB_PASSWORD\n  value: ***\n- name: MODE\n  value: fast\n");
  EXPECT_EQ(masked_lines("- value: hunter2\n  name: DB_PASSWORD\n- value: fast\n  name: MODE\n"),
            "- value: ***\n  name: DB_PASSWORD\n- value: fast\n  name: MODE\n");
  EXPECT_EQ(masked_lines("{\n  \"name\": \"API_TOKEN\",\n  \"value\": \"hunter2\"\n}\n"),
            "{\n  \"name\": \"API_TOKEN\",\n  \"value\": \"***\"\n}\n");
  EXPECT_EQ(masked_lines("passwords:\r\n- hunter2\r\n"), "passwords:\r\n- ***\r\n");
  EXPECT_EQ(masked_lines("password: |\n  hunter2\n  more\nuser: bob\n"),
            "password: |\n  ***\n  ***\nuser: bob\n");
  EXPECT_EQ(masked_lines("password: hunter2\n  and more\nuser: bob\n"),
            "password: ***\n  ***\nuser: bob\n");
  EXPECT_EQ(masked_lines("password: \"hunter2\n  and more\"\nuser: bob\n"),
            "password: \"***\n  ***\"\nuser: bob\n");
  EXPECT_EQ(masked_lines("passwords:\n- hunter2\n- 'more'\nuser: bob\n"),
            "passwords:\n- ***\n- '***'\nuser: bob\n");
  EXPECT_EQ(masked_lines("args:\n- --password\n- hunter2\n- --verbose\n"),
            "args:\n- --password\n- ***\n- --verbose\n");
  EXPECT_EQ(masked_lines("[\n  \"--password\",\n  \"hunter2\",\n  \"--verbose\"\n]\n"),
            "[\n  \"--password\",\n  \"***\",\n  \"--verbose\"\n]\n");
  EXPECT_EQ(masked_lines("args:\n- -u\n- bob:hunter2\n- -u\n- 1000\n"),
            "args:\n- -u\n- bob:***\n- -u\n- 1000\n");
  EXPECT_EQ(masked_lines("secret:\n  secretName: db\n  defaultMode: 420\n"),
            "secret:\n  secretName: db\n  defaultMode: 420\n");
  EXPECT_EQ(masked_lines("- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n   "
                         "   key: password\n"),
            "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: "
            "password\n");
}

TEST(Masking, HidesPrivateKeysAlsoWhenOnlyTheirMiddleIsShown) {
  const std::string body = "MIIEowIBAAKCAQEAx9vT3pQh7dT5m2Zk1c8Yb4N6r0sWqLfUeJgHaXiOoPpVtBnM";
  const std::string begin = token("-----BEGIN RSA PRIVATE", " KEY-----");
  EXPECT_EQ(masked_lines("  key: |\n    " + begin + "\n    " + body +
                         "\n    c2hvcnQ=\n    -----END RSA PRIVATE KEY-----\n  a: b\n"),
            "  key: |\n    ***\n    ***\n    ***\n    ***\n  a: b\n");
  EXPECT_EQ(masked_lines("    " + body + "\n"), "    ***\n");
  EXPECT_EQ(
      mask_secrets(R"("k": ")" + begin + R"(\n)" + body + R"(\n-----END RSA PRIVATE KEY-----")")
          .find(body),
      std::string::npos);
}

TEST(Masking, HidesEveryValueOfASecret) {
  EXPECT_EQ(
      masked_lines(
          "kind: Secret\nmetadata:\n  name: a\nstringData:\n  user: bob\n  color: |\n    blue\n",
          Within::secret),
      "kind: Secret\nmetadata:\n  name: a\nstringData:\n  user: ***\n  color: |\n    ***\n");
  EXPECT_EQ(
      masked_lines(R"({"kind":"Secret","data":{"user":"Ym9i"},"type":"Opaque"})", Within::secret),
      "{\"kind\":\"Secret\",\"data\":{\"user\":\"***\"},\"type\":\"Opaque\"}\n");
}

TEST(Masking, TakesTimeInProportionToTheText) {
  for (const std::string_view part :
       {"name=[", "password=\"{{", "a'b", "token ", "x:y@", "- ", "eyJ", "{\"", "-u a:"}) {
    std::string text;
    while (text.size() < 200'000) text += part;
    const auto begin = std::chrono::steady_clock::now();
    (void)mask_secrets(text);
    const auto took = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(took, std::chrono::seconds(10)) << part;
  }
}

TEST(SecretKey, TellsCredentialsFromTalkAboutThem) {
  for (const char* key : {"DB_PASSWORD", "apiKey", "API-KEY", "clientSecret", "PGPASSWORD",
                          "MYSQL_PWD", "accessKeySecret", "AWS_SECRET_ACCESS_KEY", "authToken",
                          "private_key", "db.pass", "connectionString", "--token"}) {
    EXPECT_TRUE(names_secret(key)) << key;
  }
  for (const char* key : {"secretName", "secretKeyRef", "imagePullSecrets",
                          "tokenExpirationSeconds", "PASSWORD_FILE", "password-policy", "author",
                          "keyboard", "bypass", "compass", "tokens", "key", "name", "image"}) {
    EXPECT_FALSE(names_secret(key)) << key;
  }
}

}  // namespace
}  // namespace bulwark::formats
