// SPDX-License-Identifier: Apache-2.0
// Messages are compared to the letter, whole or without the words that the API server puts before
// them.
#include "scan/policy_expectation.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "scan/policy_object.h"

namespace bulwark::scan {
namespace {

using admission::Verdict;
using formats::Fields;
using formats::Value;

constexpr std::array kVerdicts{Verdict::Is::admitted, Verdict::Is::denied, Verdict::Is::unknown};

Result<std::optional<std::string>> any_text(Fields& fields, std::string_view key) {
  const Value* value = fields.optional(key);
  if (value == nullptr) return std::optional<std::string>();
  if (!value->is_string()) return std::unexpected(fields.error(key, "must be a string"));
  return std::optional<std::string>(std::string(value->as_string()));
}

Result<void> read_annotations(Fields& fields, PolicyExpectation& out) {
  const Value* value = fields.optional("auditAnnotations");
  if (value == nullptr) return {};
  if (!value->is_map()) return std::unexpected(fields.error("auditAnnotations", "must be a map"));
  for (std::size_t i = 0; i < value->size(); ++i) {
    const std::string key(value->shape()->keys[i]);
    if (!value->values()[i].is_string())
      return std::unexpected(fields.error("auditAnnotations." + key, "must be a string"));
    out.annotations[key] = value->values()[i].as_string();
  }
  return {};
}

/// What comes behind the words of the API server: the policy's own.
std::string_view own_words(std::string_view text) {
  constexpr std::array<std::string_view, 2> kHeads{"' denied request: ", "': "};
  const std::size_t binding = text.find("' with binding '");
  if (binding == std::string_view::npos) return text;
  for (const std::string_view head : kHeads) {
    const std::size_t at = text.find(head, binding + 1);
    const std::size_t name_end = text.find('\'',
                                           binding + std::string_view("' with binding '").size());
    if (at != std::string_view::npos && at == name_end) return text.substr(at + head.size());
  }
  return text;
}

bool says(std::string_view got, std::string_view expected) {
  return got == expected || own_words(got) == expected;
}

std::string quoted(std::string_view text) { return fmt::format("'{}'", text); }

std::string listed(const std::vector<std::string>& texts) {
  return texts.empty() ? "none" : "'" + join(texts, "', '") + "'";
}

class Comparison {
 public:
  explicit Comparison(const Verdict& verdict) : verdict_(verdict) {}

  std::vector<Difference> run(const PolicyExpectation& expect) {
    if (expect.verdict && *expect.verdict != verdict_.is)
      differ("verdict", std::string(verdict_word(*expect.verdict)),
             std::string(verdict_word(verdict_.is)));
    if (expect.code && *expect.code != verdict_.code)
      differ("code", std::to_string(*expect.code), std::to_string(verdict_.code));
    if (expect.reason && *expect.reason != verdict_.reason)
      differ("reason", quoted(*expect.reason), quoted(verdict_.reason));
    if (expect.message && !says(verdict_.message, *expect.message))
      differ("message", quoted(*expect.message), quoted(verdict_.message));
    if (expect.warnings && !std::ranges::equal(verdict_.warnings, *expect.warnings, says))
      differ("warnings", listed(*expect.warnings), listed(verdict_.warnings));
    for (const auto& [key, value] : expect.annotations) compare_annotation(key, value);
    if (!out_.empty() && !verdict_.message.empty() && !expect.message)
      out_.push_back({"message", {}, quoted(verdict_.message)});
    return std::move(out_);
  }

 private:
  void differ(std::string field, std::string expected, std::string got) {
    out_.push_back({std::move(field), std::move(expected), std::move(got)});
  }

  void compare_annotation(const std::string& key, const std::string& expected) {
    const auto got = verdict_.annotations.find(key);
    if (got != verdict_.annotations.end() && got->second == expected) return;
    differ("auditAnnotations." + key, quoted(expected),
           got == verdict_.annotations.end() ? "none" : quoted(got->second));
  }

  const Verdict& verdict_;
  std::vector<Difference> out_;
};

}  // namespace

std::string_view verdict_word(Verdict::Is is) {
  switch (is) {
    case Verdict::Is::admitted: return "admitted";
    case Verdict::Is::denied: return "denied";
    case Verdict::Is::unknown: return "unknown";
  }
  return "unknown";
}

Result<Verdict::Is> verdict_from(std::string_view text, const std::string& path) {
  std::vector<std::string> known;
  for (const Verdict::Is is : kVerdicts) {
    if (verdict_word(is) == text) return is;
    known.emplace_back(verdict_word(is));
  }
  return fail(ErrorCode::malformed,
              fmt::format("{}: '{}' is no verdict{}; there are {}", path, text,
                          did_you_mean(text, known), join(known, ", ")));
}

Result<PolicyExpectation> read_expectation(Fields& fields) {
  PolicyExpectation out;
  const std::string verdict = TRY(fields.optional_text("verdict"));
  if (!verdict.empty()) out.verdict = TRY(verdict_from(verdict, fields.path() + ".verdict"));
  if (const Value* code = fields.optional("code")) {
    if (!code->is_int()) return std::unexpected(fields.error("code", "must be a number"));
    out.code = code->as_int();
  }
  out.reason = TRY(any_text(fields, "reason"));
  out.message = TRY(any_text(fields, "message"));
  if (fields.optional("warnings") != nullptr) out.warnings = TRY(fields.texts("warnings"));
  TRY_VOID(read_annotations(fields, out));
  return out;
}

CaseResult run_case(const PolicyTable& table, const PolicyCase& one,
                    admission::Evaluator& evaluator) {
  const Verdict verdict = admission::review(table.policies(), one.request, evaluator);
  CaseResult out;
  out.matched = verdict.policies > 0;
  if (verdict.is == Verdict::Is::unknown && one.expect.verdict != Verdict::Is::unknown) {
    out.is = CaseResult::Is::unknown;
    out.why = verdict.message;
    return out;
  }
  out.differences = Comparison(verdict).run(one.expect);
  if (one.expect.object != nullptr) {
    const Value& made = verdict.object ? *verdict.object : *one.request.object;
    std::ranges::move(object_differences(*one.expect.object, made, table.seed()),
                      std::back_inserter(out.differences));
  }
  if (!out.differences.empty()) out.is = CaseResult::Is::bad;
  return out;
}

}  // namespace bulwark::scan
