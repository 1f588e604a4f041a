// SPDX-License-Identifier: Apache-2.0
#include "cli/image_base_answer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "cli/rbac_table.h"
#include "formats/json_object.h"

namespace bulwark::cli {
namespace {

using formats::JsonObject;
using model::VulnerabilitySeverity;
using scan::BaseChoice;

constexpr std::size_t kDay = 10;  // "2026-11-30"

std::size_t of_severity(const BaseChoice& choice, VulnerabilitySeverity severity) {
  const auto counts = choice.counts();
  const auto found = counts.find(severity);
  return found == counts.end() ? 0 : found->second;
}

// "12", or "12+?" where there may be more.
std::string count_text(const BaseChoice& choice, std::size_t count) {
  return fmt::format("{}{}", count, choice.doubts.empty() ? "" : "+?");
}

Row row_of(const std::string& title, const BaseChoice& choice) {
  Row out{title, choice.created.substr(0, kDay)};
  for (const auto severity : {VulnerabilitySeverity::critical, VulnerabilitySeverity::high,
                              VulnerabilitySeverity::medium})
    out.push_back(count_text(choice, of_severity(choice, severity)));
  out.push_back(count_text(choice, of_severity(choice, VulnerabilitySeverity::low) +
                                       of_severity(choice, VulnerabilitySeverity::negligible)));
  out.push_back(count_text(choice, of_severity(choice, VulnerabilitySeverity::unknown)));
  return out;
}

// Of tags that lead to one image the first: JSON has all.
std::string tags_text(const BaseChoice& choice) {
  const std::size_t more = choice.tags.size() - 1;
  return shown(choice.tags.front()) + (more == 0 ? "" : fmt::format(" +{}", more));
}

// One that was never read has no figures.
bool was_read(const BaseChoice& choice) { return !choice.digest.empty(); }

std::string best_text(const scan::BaseAdvice& advice) {
  const bool judged = std::ranges::any_of(advice.choices,
                                          [](const BaseChoice& one) { return one.doubts.empty(); });
  if (!judged) return "Of none of these tags all is known: nothing can be advised.\n";
  if (!advice.best)
    return "None of these tags is known to have fewer vulnerabilities, the worst counting first.\n";
  const BaseChoice& best = advice.choices[*advice.best];
  return fmt::format("{} has the fewest: it mends {} of the {} that the base brings now{}.\n",
                     shown(best.tags.front()), best.mends, advice.present.vulnerabilities.size(),
                     best.brings == 0 ? "" : fmt::format(", and brings {} others", best.brings));
}

std::string choice_json(const BaseChoice& choice) {
  JsonObject out, counts;
  for (const auto& [severity, count] : choice.counts()) counts.number(model::name(severity), count);
  if (!choice.tags.empty()) out.raw("tags", formats::json_list(choice.tags));
  out.text_if_any("digest", choice.digest).text_if_any("created", choice.created);
  std::vector<std::string> ids;
  for (const auto& [id, severity] : choice.vulnerabilities) ids.push_back(id);
  // Of what was not read there are no numbers, and of what was not read whole none to compare.
  const bool present = choice.tags.empty();
  if (present || was_read(choice))
    out.raw("severities", std::move(counts).take()).raw("vulnerabilities", formats::json_list(ids));
  if (!present && choice.doubts.empty())
    out.number("mends", choice.mends).number("brings", choice.brings);
  out.raw("notKnown", formats::json_list(choice.doubts));
  return std::move(out).take();
}

}  // namespace

std::string base_table(const scan::BaseAdvice& advice) {
  Row now = row_of("now", advice.present);
  now.insert(now.end(), {"", ""});
  std::vector<Row> rows{std::move(now)};
  for (const BaseChoice& choice : advice.choices) {
    if (!was_read(choice)) continue;
    rows.push_back(row_of(tags_text(choice), choice));
    rows.back().push_back(choice.doubts.empty() ? std::to_string(choice.mends) : "?");
    rows.back().push_back(count_text(choice, choice.brings));
  }
  std::string out = fmt::format(
      "{} is built on {}: its lowest {} (told by {}).\n\n", shown(advice.image),
      shown(advice.base.substr(0, advice.base.find('@'))),
      advice.layers == 1 ? "layer" : fmt::format("{} layers", advice.layers),
      advice.exact ? "digests" : "the history");
  out += table({"TAG", "CREATED", "CRIT", "HIGH", "MED", "LOW", "UNRATED", "MENDS", "BRINGS"},
               rows);
  out += "\n" + best_text(advice);
  return out + fmt::format("Its own layers bring {} more, whatever it is built on.\n", advice.own);
}

std::string base_json(const scan::BaseAdvice& advice) {
  std::vector<std::string> choices;
  for (const BaseChoice& one : advice.choices) choices.push_back(choice_json(one));
  JsonObject out;
  out.text("image", advice.image).text("base", advice.base).number("layers", advice.layers);
  out.text("layersBy", advice.exact ? "digests" : "history");
  out.raw("now", choice_json(advice.present)).number("ownVulnerabilities", advice.own);
  out.raw("choices", formats::json_array(choices));
  if (advice.best) out.text("best", advice.choices[*advice.best].tags.front());
  return std::move(out).take() + "\n";
}

}  // namespace bulwark::cli
