// SPDX-License-Identifier: Apache-2.0
// Redaction changes no verdict of any shipped control: over the catalogue's own examples, over the
// corpus of real manifests, and over objects made of all that could lie near the line.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <random>
#include <sstream>

#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_write.h"
#include "io/process.h"
#include "model/redact.h"
#include "scan/analyses.h"
#include "scan/scan.h"

namespace bulwark::scan {
namespace {

using formats::Value;

policy::Selection every_control() {
  policy::Selection selection;
  selection.controls = {"*"};
  return selection;
}

class Redaction : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(load_catalogue(catalogue_));
    Result<policy::Chosen> chosen = catalogue_.choose(every_control());
    ASSERT_TRUE(chosen) << chosen.error().text();
    chosen_ = std::move(*chosen);
    questions_ = policy::group_questions(chosen_.controls);
  }

  static Value parse(const std::string& json, formats::Pool& pool) {
    formats::Builder builder(pool);
    formats::JsonReader reader;
    std::string padded = json;
    padded.resize(json.size() + formats::kJsonPadding);
    const auto document = reader.read(std::string_view(padded).substr(0, json.size()), builder, {});
    EXPECT_TRUE(document) << document.error().text() << json;
    return document ? document->root : Value();
  }

  // What every control says of these objects, one line for each finding and each gap.
  std::vector<std::string> verdicts(const model::Segment& segment) const {
    const policy::Answers answers = policy::evaluate(questions_, segment, {});
    std::vector<std::string> out;
    for (const policy::Hit& hit : answers.hits) {
      out.push_back(fmt::format("{} {} {} {}", hit.resource, hit.outcome->control->file->control.id,
                                hit.outcome->detail.path, hit.outcome->error));
    }
    for (const policy::Unasked& each : answers.unasked)
      out.push_back(fmt::format("{} {}", each.resource, each.reason));
    std::sort(out.begin(), out.end());
    return out;
  }

  // Compares the objects with what redaction makes of them.
  void expect_same_verdicts(const std::vector<std::string>& objects) const {
    model::Segment before{std::make_unique<formats::Pool>(1, 7), {}};
    model::Segment after{std::make_unique<formats::Pool>(2, 7), {}};
    model::Redactor redactor(*after.pool);
    std::vector<std::string> redacted;
    for (const std::string& object : objects) {
      before.resources.push_back({.root = parse(object, *before.pool)});
      const Value root = redactor.redact(parse(object, *after.pool));
      EXPECT_TRUE(redactor.redact(root).identical(root)) << formats::json_text(root);
      redacted.push_back(formats::json_text(root));
      const Value twice = redactor.redact(parse(redacted.back(), *after.pool));
      EXPECT_EQ(formats::json_text(twice), redacted.back()) << object;
      after.resources.push_back({.root = root});
    }
    const std::vector<std::string> expected = verdicts(before);
    const std::vector<std::string> got = verdicts(after);
    std::vector<std::string> lost;
    std::vector<std::string> new_ones;
    std::set_difference(expected.begin(), expected.end(), got.begin(), got.end(),
                        std::back_inserter(lost));
    std::set_difference(got.begin(), got.end(), expected.begin(), expected.end(),
                        std::back_inserter(new_ones));
    const auto tell = [&](std::string_view what, const std::vector<std::string>& differences) {
      if (differences.empty()) return;
      const std::size_t index = std::stoul(differences.front());
      ADD_FAILURE() << differences.size() << " " << what << ", the first: " << differences.front()
                    << "\nbefore: " << objects[index] << "\nafter:  " << redacted[index];
    };
    tell("findings went", lost);
    tell("findings came", new_ones);
  }

  policy::Catalogue catalogue_;
  policy::Chosen chosen_;
  std::vector<policy::Question> questions_;
};

TEST_F(Redaction, KeepsTheVerdictOfEveryExample) {
  std::size_t examples = 0;
  std::size_t changed = 0;
  for (const policy::ControlFile& file : catalogue_.controls()) {
    const auto results = scan::run_examples(file, [&](const Value& object, formats::Pool& pool) {
      const Value out = model::redact(object, pool);
      changed += out.identical(object) ? 0 : 1;
      EXPECT_EQ(formats::json_text(model::redact(out, pool)), formats::json_text(out));
      return out;
    });
    ASSERT_TRUE(results) << file.control.id << ": " << results.error().text();
    for (const policy::ExampleResult& result : *results) {
      EXPECT_TRUE(result.good) << result.control << ": examples[" << result.index << "] should "
                               << (result.expected_pass ? "pass" : "fail")
                               << ", but: " << result.outcome;
      ++examples;
    }
  }
  EXPECT_GT(examples, 300U);
  EXPECT_GT(changed, 10U);
}

TEST_F(Redaction, KeepsTheVerdictsOfRealManifests) {
  const std::string corpus = std::string(BULWARK_CORPUS_DIR) + "/manifests";
  if (!std::filesystem::exists(corpus))
    GTEST_SKIP() << "the corpus of manifests is not beside the checkout";
  model::Inventory inventory;
  const std::vector<std::string> targets{corpus};
  ASSERT_TRUE(sources::code::load(targets, {}, inventory));
  std::vector<std::string> objects;
  for (const model::Segment& segment : inventory.segments) {
    for (const model::Resource& resource : segment.resources)
      objects.push_back(formats::json_text(resource.root));
  }
  ASSERT_GT(objects.size(), 100U);
  expect_same_verdicts(objects);
}

std::string canaries(std::string_view what) {
  const char* path = std::getenv("PATH");
  const auto python = io::find_program("python3", path == nullptr ? "" : path);
  if (!python) return {};
  io::Command command;
  command.program = *python;
  command.arguments = {BULWARK_SOURCE_DIR "/tests/canary/canary.py", std::string(what)};
  const Result<io::Outcome> outcome = io::run(command);
  EXPECT_TRUE(outcome && outcome->exit_code == 0);
  return outcome ? outcome->output : "";
}

TEST_F(Redaction, LeavesNoneOfTheCanaries) {
  const std::string text = canaries("objects");
  if (text.empty()) GTEST_SKIP() << "python3 is not on PATH";
  std::istringstream words(canaries("words"));
  formats::Pool pool(1, 0);
  const Value list = parse(text, pool);
  std::vector<std::string> objects;
  std::string redacted;
  for (const Value& object : list.find("items")->items()) {
    objects.push_back(formats::json_text(object));
    redacted += formats::json_text(model::redact(object, pool)) + "\n";
  }
  std::size_t count = 0;
  for (std::string word; std::getline(words, word); ++count)
    EXPECT_FALSE(redacted.contains(word)) << word << "\n" << redacted;
  EXPECT_GT(count, 30U);
  expect_same_verdicts(objects);
}

// Values that lie on both sides of every line that a control draws.
class Tempter {
 public:
  explicit Tempter(std::uint32_t seed) : random_(seed) {}

  std::string key() {
    return any({"DB_PASSWORD", "TOKEN", "API_KEY", "mode", "client-secret", "URL", "app.yaml",
                "PASSWORD_2", "auth", "x.token", "SECRET_KEY_FILE", "private_key", "credentials",
                "MY_CONNECTION_STRING", "tokenBudget", "pw"});
  }

  std::string value() {
    std::string out;
    for (std::size_t parts = below(4) + 1; parts > 0; --parts) out += part();
    return out;
  }

  std::string flag() {
    return any({"--password", "--db-token", "-p", "--secret", "--client-secret", "--user", "-u",
                "--enable-token", "--api-key", "--config"});
  }

  std::size_t below(std::size_t end) { return random_() % end; }

 private:
  std::string any(std::initializer_list<std::string_view> of) {
    return std::string(*(of.begin() + below(of.size())));
  }

  std::string part() {
    switch (below(4)) {
      // Issuers' tokens have no end of their own.
      case 0: return piece() + any({" ", ",", ";", "\"", ":", "\n", "|", "'"});
      case 1:
        return any({":", "/", "@", "$",   "{",  "(",  "<",  "%",  "\\", " ", "\n", "\"", "'",
                    "=", "-", ".", "://", "${", "$(", "{{", "}}", "#",  ",", ";",  "&",  "?"});
      case 2:
        return any({"password=", "token: ", "secret: |\n  ", "\npassword: ", "Bearer ",
                    "postgres://", "https://", "user:", "x@", "--password=", "key: "});
      default:
        return any({"a", "ab", "abc", "abcd", "hunter22", "7", "1234", "Correct-Horse", "A-Secret",
                    "\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F"});
    }
  }

  std::string piece() {
    switch (below(9)) {
      case 0: return std::string("AKIA") + "IOSFODNN7EXAMPLE";
      case 1: return std::string("ghp_") + "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5";
      case 2: return std::string("glpat-") + "abcdEFGH1234ijklMNOP";
      case 3: return std::string("eyJ") + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVm";
      case 4: return "postgres://shop:hunter22@db/shop";
      case 5:
        return any({"webhook-tls", "/run/secrets/db", "${DB_PASSWORD}", "<token>", "true", "None",
                    "vault:a", "ref+x", "file:/a", "arn:aws:x", "60s", "123456"});
      case 6:
        return std::string("-----BEGIN RSA ") + "PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n" +
               any({"", "-----END RSA PRIVATE KEY-----\n"});
      case 7: return std::string(any({"z", "zz "})[0] == 'z' ? 4090 : 1, 'z');
      default: return std::string("sk_live_") + "4eC39HqLyjWDarjtT1zdp7dc";
    }
  }

  std::mt19937 random_;
};

std::string text(const std::string& value) {
  std::string out;
  formats::write_json_string(out, value);
  return out;
}

std::string pod(Tempter& from) {
  std::string env;
  std::string words;
  for (std::size_t i = from.below(3) + 1; i > 0; --i) {
    env += fmt::format(R"({}{{"name":{},"value":{}}})", env.empty() ? "" : ",", text(from.key()),
                       text(from.value()));
    const std::string word = from.below(2) == 0 ? from.flag() + "=" + from.value() : from.value();
    words += (words.empty() ? "" : ",") + text(from.below(3) == 0 ? from.flag() : word);
  }
  return fmt::format(
      R"({{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"a","annotations":{{{}:{}}}}},)"
      R"("spec":{{"containers":[{{"name":"a","image":"b","args":[{}],"env":[{}]}}]}}}})",
      text(from.key()), text(from.value()), words, env);
}

std::string config_map(Tempter& from) {
  return fmt::format(
      R"({{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"a"}},"data":{{{}:{}}}}})",
      text(from.key()), text(from.value()));
}

std::string secret(Tempter& from) {
  return fmt::format(
      R"({{"apiVersion":"v1","kind":"Secret","metadata":{{"name":"a"}},"data":{{{0}:{1}}},)"
      R"("stringData":{{{0}:{2}}}}})",
      text(from.key()), text(from.below(2) == 0 ? "" : from.value()),
      text(from.below(2) == 0 ? from.value() : "ENC" + from.value()));
}

TEST_F(Redaction, KeepsTheVerdictsOfWhatIsNearlyACredential) {
  Tempter from(20260131);
  std::vector<std::string> objects;
  for (std::size_t i = 0; i < 3000; ++i) {
    objects.push_back(pod(from));
    objects.push_back(config_map(from));
    objects.push_back(secret(from));
  }
  expect_same_verdicts(objects);
}

}  // namespace
}  // namespace bulwark::scan
