// SPDX-License-Identifier: Apache-2.0
// Compiles its input as an expression and runs it over a few documents: whatever is written, it
// ends, within its limits, with a value or an error that says why.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cel/compile.h"
#include "cel/evaluator.h"
#include "formats/builder.h"
#include "formats/json.h"

namespace {

using bulwark::cel::Value;

constexpr std::string_view kDocuments[] = {
    R"({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "labels": {"app": "shop", "tier": "front"}},
        "spec": {"hostPID": false, "priority": 7, "containers": [
          {"name": "a", "image": "registry.example/a:1.2.3", "ports": [{"containerPort": 80}], "securityContext": {}},
          {"name": "b", "securityContext": {"privileged": true, "capabilities": {"add": ["SYS_ADMIN"]}}}]}})",
    R"([0, -1, 18446744073709551615, 9223372036854775807, 1.5, -0.0, 1e300, "", "ä€😀 text", true, null, [[]], {}])",
    R"({"a": {"a": {"a": {"a": [1, 2, 3]}}}, "t": "2024-02-29T23:59:59.999Z", "d": "1h30m", "z": "Europe/Berlin"})",
    R"(null)"};

/// Made once: the documents never change.
class Inputs {
 public:
  Inputs() {
    bulwark::formats::JsonReader reader;
    bulwark::formats::Builder builder(pool_);
    bulwark::formats::DocumentOptions options;
    options.resource = false;
    options.drop_nulls = false;
    for (const std::string_view text : kDocuments) {
      std::string padded(text);
      padded.append(bulwark::formats::kJsonPadding, ' ');
      const auto document = reader.read(std::string_view(padded).substr(0, text.size()), builder,
                                        options);
      if (!document) std::abort();
      documents_.push_back(document->root);
    }
    if (!environment_.declare("object", bulwark::cel::Type::dyn())) std::abort();
    if (!environment_.declare("names", bulwark::cel::Type::list(bulwark::cel::Type::string())))
      std::abort();
    bulwark::cel::Value names[] = {Value::short_string("web"), Value::short_string("shop")};
    names_ = Value::list_in(arena_, names);
  }

  void run(std::string_view expression) {
    const auto program = bulwark::cel::compile(expression, environment_);
    if (!program) {
      if (program.error().message.empty()) std::abort();
      return;
    }
    for (const Value& document : documents_) {
      const Value slots[] = {document, names_};
      const auto first = evaluator_.run(*program, slots);
      if (!first && first.error().message.empty()) std::abort();
      const std::uint64_t cost = evaluator_.cost();
      const std::string text = first ? bulwark::cel::display_text(*first) : first.error().text();
      // The same question has the same answer and the same price.
      const auto second = evaluator_.run(*program, slots);
      if (text != (second ? bulwark::cel::display_text(*second) : second.error().text()))
        std::abort();
      if (cost != evaluator_.cost()) std::abort();
    }
  }

 private:
  static bulwark::cel::EvaluatorOptions limits() {
    bulwark::cel::EvaluatorOptions options;
    options.cost_limit = 20'000;
    options.memory_limit = std::size_t{8} << 20;
    options.iteration_limit = 50'000;
    return options;
  }

  bulwark::formats::Pool pool_{1, 42};
  bulwark::Arena arena_;
  bulwark::cel::Environment environment_;
  bulwark::cel::Evaluator evaluator_{limits()};
  std::vector<Value> documents_;
  Value names_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 4096;
  if (size > kMostBytes) return 0;
  static Inputs inputs;
  inputs.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
