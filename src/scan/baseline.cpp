// SPDX-License-Identifier: Apache-2.0
// Fingerprints have neither lines nor file names in them, so a baseline survives both.
#include "scan/baseline.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "formats/builder.h"
#include "formats/json.h"
#include "formats/value_fields.h"

namespace bulwark::scan {
namespace {

using formats::Value;

constexpr std::string_view kSchema = "bulwark.report/v1";

bool is_fingerprint(std::string_view text) {
  return text.size() == 16 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::unexpected<Error> foreign(std::string why) {
  return fail(ErrorCode::malformed,
              fmt::format("{}; a baseline is what `bulwark scan -o json=FILE` writes", why));
}

}  // namespace

Result<Baseline> read_baseline(std::string_view text, std::uint64_t seed) {
  formats::Pool pool(1, seed);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  std::string padded(text);
  padded.append(formats::kJsonPadding, ' ');
  const formats::Document document = TRY(formats::JsonReader().read(
      std::string_view(padded).substr(0, text.size()), builder, options));
  const std::string_view schema = document.root.text("schema");
  if (schema != kSchema) {
    return foreign(schema.empty() ? "it names no schema"
                                  : fmt::format("its schema is '{}', not {}", schema, kSchema));
  }
  const Value* findings = document.root.find("findings");
  if (findings == nullptr || !findings->is_list()) return foreign("it has no list of findings");
  Baseline baseline;
  for (const Value& finding : findings->items()) {
    const std::string_view print = finding.text("fingerprint");
    if (!is_fingerprint(print)) return foreign("a finding in it has no fingerprint");
    const Value* waived = finding.find("waived");
    if (waived != nullptr && !waived->is_null()) continue;
    KnownFinding& known = baseline[std::string(print)];
    ++known.count;
    for (const Value& one : formats::items_of(finding, "affects"))
      if (one.is_string()) known.affects.emplace(one.as_string());
  }
  return baseline;
}

BaselineCounts leave_out_known(Baseline baseline, model::Report& report) {
  BaselineCounts counts;
  std::erase_if(report.findings, [&](const model::Finding& finding) {
    if (finding.waived != nullptr) return false;
    const auto known = baseline.find(
        model::fingerprint(finding, report.inventory->cluster_of(*finding.resource)));
    if (known == baseline.end() || known->second.count == 0) return false;
    const auto was_there = [&](const std::string& one) {
      return known->second.affects.contains(one);
    };
    --known->second.count;
    if (!std::ranges::all_of(finding.detail->affects, was_there)) return false;
    ++counts.known;
    return true;
  });
  for (const auto& [print, left] : baseline) counts.gone += left.count;
  report.notices.push_back(fmt::format(
      "{} {} known from the baseline and left out; {} of the baseline {} not there any more",
      counts.known, counts.known == 1 ? "finding is" : "findings are", counts.gone,
      counts.gone == 1 ? "is" : "are"));
  return counts;
}

}  // namespace bulwark::scan
