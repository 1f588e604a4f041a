// SPDX-License-Identifier: Apache-2.0
// Verdicts as text and as JSON.
#include "cli/policy_eval_output.h"

#include <fmt/core.h>

#include "base/text.h"
#include "formats/json_object.h"
#include "formats/masking.h"
#include "formats/unified_diff.h"
#include "formats/yaml_write.h"
#include "outputs/text.h"

namespace bulwark::cli {
namespace {

using admission::Change;
using admission::TraceOfPolicy;
using admission::Verdict;
using formats::JsonObject;
using formats::Value;

std::string_view word(Verdict::Is is) {
  switch (is) {
    case Verdict::Is::admitted: return "admitted";
    case Verdict::Is::denied: return "denied";
    case Verdict::Is::unknown: return "not evaluated";
  }
  return "not evaluated";
}

/// JSON of each, as a list.
template <class List, class Json>
std::string list_json(const List& list, Json json) {
  std::string out = "[";
  for (const auto& one : list) {
    if (out.size() > 1) out += ',';
    out += json(one);
  }
  return out + "]";
}

std::string part_json(const admission::Part& part) {
  return JsonObject()
      .text("expression", part.text)
      .text("value", formats::mask_secrets(part.value))
      .number("depth", part.depth)
      .number("cost", part.cost)
      .take();
}

std::string step_json(const admission::Step& step) {
  return JsonObject()
      .text("field", step.field)
      .text("expression", step.text)
      .text("value", formats::mask_secrets(step.value))
      .number("cost", step.cost)
      .raw("parts", list_json(step.parts, part_json))
      .number("partsLeftOut", step.parts_left_out)
      .take();
}

std::string trace_json(const TraceOfPolicy& trace) {
  return JsonObject()
      .text("policy", trace.policy->name)
      .text("binding", trace.binding->name)
      .raw("steps", list_json(trace.steps, step_json))
      .take();
}

std::string change_json(const Change& change) {
  return JsonObject()
      .text("policy", change.policy->name)
      .text("binding", change.binding->name)
      .number("mutation", change.mutation)
      .number("round", change.round)
      .take();
}

std::string masked_yaml(const Value& object, std::string_view kind) {
  const std::string yaml = formats::yaml_text(object);
  std::vector<std::string> lines = split(yaml, '\n');
  formats::mask_lines(lines, kind == "Secret" ? formats::Within::secret : formats::Within::text);
  return join(lines, "\n");
}

std::string changes_text(const EvalAnswer& answer) {
  std::string out;
  for (const Change& change : answer.verdict.changes)
    out += fmt::format("  mutated by {} with {}: spec.mutations[{}]{}\n", change.policy->name,
                       change.binding->name, change.mutation,
                       change.round > 1 ? ", invoked again" : "");
  if (!answer.verdict.object) return out;
  const std::string_view kind = answer.request.kind.kind;
  return out + formats::unified_diff(masked_yaml(*answer.request.object, kind),
                                     masked_yaml(*answer.verdict.object, kind), answer.place);
}

/// White space within a text that was written over several lines becomes one blank.
std::string in_one_line(std::string_view text) {
  std::string out;
  for (char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space) {
      out += c;
    } else if (!out.ends_with(' ')) {
      out += ' ';
    }
  }
  return out;
}

constexpr std::size_t kWidestValue = 100;  ///< columns

std::string step_text(const admission::Step& step) {
  std::string out = fmt::format("    {} = {} (cost {})\n      {}\n", step.field, step.value,
                                step.cost, step.text);
  for (const admission::Part& part : step.parts)
    out += fmt::format("{:{}}{} = {} (cost {})\n", "", 8 + 2 * part.depth, in_one_line(part.text),
                       outputs::clip(part.value, kWidestValue), part.cost);
  if (step.parts_left_out > 0)
    out += fmt::format("        and {} more parts\n", step.parts_left_out);
  return formats::mask_secrets(out);
}

std::string traces_text(const std::vector<TraceOfPolicy>& traces) {
  std::string out;
  for (const TraceOfPolicy& trace : traces) {
    out += fmt::format("  {} by {}\n", trace.policy->name, trace.binding->name);
    for (const admission::Step& step : trace.steps) out += step_text(step);
  }
  return out;
}

}  // namespace

std::string eval_json(const EvalAnswer& answer) {
  const Verdict& verdict = answer.verdict;
  JsonObject annotations;
  for (const auto& [key, value] : verdict.annotations) annotations.text(key, value);
  JsonObject out;
  out.text("place", answer.place)
      .text("kind", answer.request.kind.kind)
      .text("namespace", answer.request.name_space)
      .text("name", answer.request.name)
      .text("verdict", word(verdict.is))
      .number("code", static_cast<std::uint64_t>(verdict.code))
      .text_if_any("reason", verdict.reason)
      .text("message", verdict.message)
      .raw("warnings", formats::json_list(verdict.warnings))
      .raw("auditAnnotations", std::move(annotations).take());
  if (const auto unknown = admission::not_evaluated(verdict); !unknown.empty())
    out.raw("notEvaluated", formats::json_list(unknown));
  if (!verdict.changes.empty()) out.raw("changes", list_json(verdict.changes, change_json));
  if (verdict.object) out.raw("object", formats::json_text(*verdict.object));
  if (answer.traces != nullptr) out.raw("explain", list_json(*answer.traces, trace_json));
  return std::move(out).take();
}

std::string eval_text(const EvalAnswer& answer) {
  const auto& [verdict, request, place, traces] = answer;
  std::string out = fmt::format("{}: {} {}{}{}: {}", place, request.kind.kind, request.name_space,
                                request.name_space.empty() ? "" : "/", request.name,
                                word(verdict.is));
  if (verdict.is == Verdict::Is::denied) out += fmt::format(" {} {}", verdict.code, verdict.reason);
  out += fmt::format("{}\n", verdict.policies == 0 ? ", no policy matches" : "");
  if (!verdict.message.empty()) out += fmt::format("  {}\n", verdict.message);
  for (const std::string& warning : verdict.warnings)
    out += fmt::format("  warning: {}\n", warning);
  for (const auto& [key, value] : verdict.annotations)
    out += fmt::format("  audit: {}={}\n", key, value);
  for (const std::string& unknown : admission::not_evaluated(verdict)) {
    if (unknown != verdict.message) out += fmt::format("  not evaluated: {}\n", unknown);
  }
  out += changes_text(answer);
  if (traces != nullptr) out += traces_text(*traces);
  return out;
}

}  // namespace bulwark::cli
