// SPDX-License-Identifier: Apache-2.0
// Sections, their recommendations, and what shows each verdict.
#include "outputs/benchmark_json.h"

#include <string_view>
#include <vector>

#include "formats/json_object.h"

namespace bulwark::outputs {
namespace {

using formats::json_list;
using formats::JsonObject;

std::string counts(const model::BenchmarkCounts& counts) {
  JsonObject out;
  for (const model::BenchmarkVerdict verdict : model::kBenchmarkVerdicts)
    out.number(model::name(verdict), counts.of(verdict));
  return std::move(out).take();
}

std::string evidence(View& view, const model::Evidence& from) {
  const model::Place place = view.place_of(from);
  JsonObject out;
  if (from.control == nullptr) {
    out.raw("control", "null");
  } else {
    out.text("control", from.control->id);
  }
  out.text("resource", view.title(*from.resource))
      .text("file", place.file)
      .number("line", place.line)
      .number("column", place.column)
      .text("path", clean_name(from.path))
      .text("message", from.message);
  return std::move(out).take();
}

std::string recommendation(View& view, const model::Recommendation& one) {
  std::vector<std::string_view> controls;
  for (const model::Control* control : one.controls) controls.push_back(control->id);
  std::string shown = "[";
  for (const model::Evidence& from : one.evidence)
    shown.append(shown.size() > 1 ? ", " : "").append(evidence(view, from));
  JsonObject out;
  out.text("number", one.number)
      .text("title", one.title)
      .raw("automated", one.automated ? "true" : "false")
      .text("verdict", model::name(one.verdict))
      .text("reason", one.reason)
      .raw("controls", json_list(controls))
      .number("waived", one.waived)
      .number("evidence_count", one.evidence_count)
      .raw("evidence", shown + "]");
  return std::move(out).take();
}

std::string section(View& view, const model::BenchmarkSection& from) {
  std::string all = "[";
  for (const model::Recommendation& one : from.recommendations)
    all.append(all.size() > 1 ? ",\n" : "\n").append(recommendation(view, one));
  JsonObject out;
  out.text("number", from.number)
      .text("title", from.title)
      .raw("totals", counts(from.counts()))
      .raw("recommendations", all + "]");
  return std::move(out).take();
}

}  // namespace

std::string benchmark_json(View& view) {
  const model::Benchmark* benchmark = view.benchmark();
  if (benchmark == nullptr) return "null";
  std::string sections = "[";
  for (const model::BenchmarkSection& from : benchmark->sections)
    sections.append(sections.size() > 1 ? ",\n" : "\n").append(section(view, from));
  JsonObject out;
  out.text("name", benchmark->name)
      .text("title", benchmark->title)
      .raw("totals", counts(benchmark->counts()))
      .raw("sections", sections + "]");
  return std::move(out).take();
}

}  // namespace bulwark::outputs
