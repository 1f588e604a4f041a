// SPDX-License-Identifier: Apache-2.0
// Compares src/cel with Kubernetes' own environment, case by case: value or error (and where it
// arose), the error's text when it runs, type and cost.
//
// Differences that are meant stand in tests/oracle/cel/differences.txt with a reason; one that is
// none is an error too: the list stays honest.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "canonical.h"
#include "cel/authorizer.h"
#include "cel/check.h"
#include "cel/compile.h"
#include "cel/evaluator.h"
#include "formats/builder.h"
#include "formats/json.h"

namespace bulwark::cel_oracle {
namespace {

using cel::Value;

const std::string kKept = BULWARK_SOURCE_DIR "/tests/oracle/cel/";

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Reads JSON texts; what they hold lives as long as it does.
class JsonFile {
 public:
  Value document(std::string text) {
    const std::size_t size = text.size();
    text.append(formats::kJsonPadding, ' ');
    formats::DocumentOptions options;
    options.resource = false;
    options.drop_nulls = false;
    const auto read = reader_.read(std::string_view(text).substr(0, size), builder_, options);
    if (!read) ADD_FAILURE() << read.error().text() << ": " << text.substr(0, 200);
    return read ? read->root : Value();
  }
  std::vector<Value> lines(const std::string& path) {
    std::vector<Value> out;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) out.push_back(document(line));
    return out;
  }

 private:
  formats::Pool pool_{1, 42};
  formats::Builder builder_{pool_};
  formats::JsonReader reader_;
};

struct Outcome {
  std::string stage;  ///< empty: there is a value
  std::string text;   ///< the value or the error
  std::uint64_t cost = 0;
};

std::string text_of(const Outcome& outcome) {
  return (outcome.stage.empty() ? "" : outcome.stage + " error: ") + outcome.text + " at " +
         std::to_string(outcome.cost);
}

Outcome read_outcome(const Value& answer) {
  Outcome out{std::string(answer.text("stage")), std::string(answer.text("value")), 0};
  if (!out.stage.empty()) out.text = answer.text("error");
  if (const Value* cost = answer.find("cost"))
    out.cost = static_cast<std::uint64_t>(cost->as_int());
  return out;
}

constexpr std::string_view kOverLimit = "operation cancelled: actual cost limit exceeded";

/// Where it fails and how its text reads before it runs is the house's own.
bool same(const Outcome& ours, const Outcome& theirs) {
  const bool before = theirs.stage == "compile" || theirs.stage == "program";
  if (before || ours.stage == "compile") return before && ours.stage == "compile";
  // Both are over the limit; by how much depends on where it is looked at.
  if (theirs.text == kOverLimit) return ours.text == kOverLimit;
  // Its own cost functions stumble over errors and turn them into another; the error is ours.
  if (theirs.text.starts_with("internal error: ")) return ours.stage == "run";
  return ours.stage == theirs.stage && ours.text == theirs.text && ours.cost == theirs.cost;
}

/// Lines "expression<tab>reason"; empty ones and those that begin with # are for readers.
std::map<std::string, std::string> read_differences(const std::string& version) {
  std::map<std::string, std::string> out;
  std::ifstream file(kKept + "differences.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t tab = line.find('\t'), second = line.find('\t', tab + 1);
    EXPECT_NE(second, std::string::npos) << "version, expression and reason: " << line;
    if (second == std::string::npos) continue;
    const std::string only = line.substr(0, tab);
    if (only == "all" || only == version) {
      out[line.substr(tab + 1, second - tab - 1)] = line.substr(second + 1);
    }
  }
  return out;
}

/// The same as in tests/oracle/cel/authorizer.go.
class Decider : public cel::Authorizer {
 public:
  Result<cel::Permission> decide(const cel::PermissionQuestion& question) override {
    using Verdict = cel::Permission::Verdict;
    const std::string_view verb = question.verb;
    if (verb == "get" || verb == "list" || verb == "watch")
      return cel::Permission{Verdict::allowed, "", ""};
    if (verb == "delete") return cel::Permission{Verdict::denied, "nobody deletes", ""};
    if (verb == "impersonate")
      return cel::Permission{Verdict::no_opinion, "", "the authorizer is away"};
    return cel::Permission{Verdict::no_opinion, "no rule", ""};
  }
};

class Comparison {
 public:
  Comparison(const std::string& version, int minor)
      : version_(version), plain_(environment(minor, false)), patching_(environment(minor, true)) {
    evaluator_.set_authorizer(&decider_);
    inputs_ = files_.document(read_file(kKept + "inputs.json"));
    if (kept()) differences_ = read_differences(version);
  }

  void run(const std::string& cases_folder, const std::string& answers_folder) {
    const auto cases = files_.lines(cases_folder + "/cases.jsonl");
    const auto answers = files_.lines(answers_folder + "/results-" + version_ + ".jsonl");
    ASSERT_EQ(cases.size(), answers.size());
    ASSERT_FALSE(cases.empty());
    for (std::size_t i = 0; i < cases.size(); ++i) compare(cases[i], answers[i]);
    for (const auto& [expression, reason] : differences_)
      ADD_FAILURE() << "no such difference any more: " << expression;
    // Made-up expressions come upon every oddity; each is printed.
    EXPECT_LE(different, kept() ? 0 : cases.size() / 50);
    std::cout << version_ << ": " << cases.size() << " expressions, " << agreed << " agree, "
              << meant << " differ for a reason, " << different << " differ\n";
  }

  std::size_t agreed = 0, meant = 0, different = 0;

 private:
  static bool kept() { return std::getenv("BULWARK_CEL_CASES") + std::string("/") == kKept; }

  void compare(const Value& one, const Value& answer) {
    const std::string expression(one.text("expr"));
    if (answer.text("stage") == "panic") return;  // there is no answer
    std::string problem = difference(one, answer);
    const auto listed = differences_.find(expression);
    if (problem.empty()) {
      ++agreed;
    } else if (listed != differences_.end()) {
      ++meant;
      differences_.erase(listed);
    } else {
      ++different;
      if (kept()) ADD_FAILURE() << version_ << ": " << expression << "\n  " << problem;
      if (!kept()) std::cout << version_ << ": " << expression << "\n  " << problem << "\n";
    }
  }

  std::string difference(const Value& one, const Value& answer) {
    std::string type;
    const Outcome ours = evaluate(one, type);
    std::string problem = "ours:   " + text_of(ours) +
                          "\n  theirs: " + text_of(read_outcome(answer));
    bool agrees = same(ours, read_outcome(answer));
    if (const Value* others = answer.find("or")) {
      for (const Value& other : others->items()) agrees = agrees || same(ours, read_outcome(other));
    }
    if (agrees && ours.stage == "compile") return {};
    if (type != answer.text("type"))
      return problem + "\n  type " + type + " and " + std::string(answer.text("type"));
    return agrees ? "" : problem;
  }

  Outcome evaluate(const Value& one, std::string& type) {
    const Value* patch = one.find("patch");
    const cel::Environment& environment = patch != nullptr && patch->as_bool() ? patching_ : plain_;
    std::vector<Value> slots;
    for (const char* name : kVariables) slots.push_back(variable(one, name));
    slots.push_back(cel::make_authorizer(arena_));
    const Result<cel::CheckedAst> checked = cel::check(one.text("expr"), environment);
    if (!checked) return {"compile", checked.error().message, 0};
    type = canonical(checked->type());
    const auto program = cel::compile(*checked);
    if (!program) return {"compile", program.error().message, 0};
    const Result<Value> value = evaluator_.run(*program, slots);
    if (!value) return {"run", value.error().message, evaluator_.cost()};
    return {"", canonical(*value), evaluator_.cost()};
  }

  static constexpr const char* kVariables[] = {"object", "oldObject", "params", "request"};
  static cel::Environment environment(int minor, bool object_types) {
    cel::EnvironmentOptions options;
    options.kubernetes_minor = minor;
    options.object_types = object_types;
    cel::Environment out(options);
    for (const char* name : kVariables) EXPECT_TRUE(out.declare(name, cel::Type::dyn()));
    EXPECT_TRUE(out.declare("authorizer", cel::authorizer_type()));
    return out;
  }

  Value variable(const Value& one, const char* name) const {
    if (const Value* own = one.at("vars", name)) return *own;
    const Value* named = inputs_.at(one.text("input"), name);
    return named == nullptr ? Value() : *named;
  }

  std::string version_;
  cel::Environment plain_;
  cel::Environment patching_;
  JsonFile files_;
  Value inputs_;
  std::map<std::string, std::string> differences_;
  Arena arena_;
  Decider decider_;
  cel::Evaluator evaluator_;
};

void compare(const std::string& version, int minor) {
  const char* cases = std::getenv("BULWARK_CEL_CASES");
  const char* answers = std::getenv("BULWARK_CEL_ANSWERS");
  if (cases == nullptr || answers == nullptr)
    GTEST_SKIP() << "BULWARK_CEL_CASES and BULWARK_CEL_ANSWERS do not name folders";
  Comparison(version, minor).run(cases, answers);
}

TEST(CelOracle, AgreesWithTheEnvironmentOfKubernetes134) { compare("v1.34", 34); }
TEST(CelOracle, AgreesWithTheEnvironmentOfKubernetes137) { compare("v1.37", 37); }

}  // namespace
}  // namespace bulwark::cel_oracle
