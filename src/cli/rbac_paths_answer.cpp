// SPDX-License-Identifier: Apache-2.0
// Steps are written once in JSON, and paths as lists of their numbers: thousands share their ends.
#include "cli/rbac_paths_answer.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "analyzers/attack_paths/explain.h"
#include "cli/rbac_table.h"
#include "formats/json_object.h"
#include "outputs/graph_page.h"

namespace bulwark::cli {
namespace {

namespace paths = analyzers::attack_paths;
using formats::JsonObject;

std::string plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string title(const PathsAnswer& answer, paths::VertexId vertex) {
  return answer.analysis->graph().at(vertex).title();
}

std::string grant_line(const analyzers::rbac::Chain& chain) {
  return fmt::format("{}, {}: {}; by {} to {}", chain.role.title(), rule_of(chain),
                     chain.rule.text(), chain.binding.title(), chain.subject.title());
}

std::string step_text(const PathsAnswer& answer, const paths::Step& step, std::size_t number) {
  std::string out = fmt::format("  {}. {}", number, shown(step.does));
  if (step.as != paths::kNoVertex)
    out += fmt::format(", as one of {}", shown(title(answer, step.as)));
  if (!step.way.note.empty()) out += fmt::format(" ({})", shown(step.way.note));
  out += "\n";
  for (const auto& chain : step.way.grants)
    out += fmt::format("     {}\n", shown(grant_line(chain)));
  if (!step.way.object.empty()) {
    out += fmt::format("     {}{}{}\n", shown(step.way.object), step.way.path.empty() ? "" : ": ",
                       shown(step.way.path));
  }
  if (step.other_ways > 0)
    out += fmt::format("     or in {}\n", plural(step.other_ways, "other way", "other ways"));
  return out;
}

std::string paths_of_one(const PathsAnswer& answer, const PathsAnswer::Source& source) {
  std::string out;
  for (const paths::Path& path : source.paths.paths) {
    const auto steps = explain(*answer.analysis, path);
    out += fmt::format("\n{} -> {}: {}\n", shown(title(answer, source.vertex)),
                       shown(title(answer, answer.target)), plural(steps.size(), "step", "steps"));
    for (std::size_t i = 0; i < steps.size(); ++i) out += step_text(answer, steps[i], i + 1);
  }
  if (source.paths.cut_short) out += "\nThere may be more paths: the search has a limit.\n";
  return out;
}

std::string headline(const PathsAnswer& answer) {
  const std::string to = shown(title(answer, answer.target));
  if (answer.one_source && answer.sources.empty()) {
    const bool open = !answer.doubts.unknown.empty() || !answer.doubts.others.empty();
    return fmt::format("{}no path{} leads to {}\n", open ? "not known: of what was read " : "",
                       answer.of_manifests ? " in these manifests" : "", to);
  }
  if (answer.one_source) return {};
  std::string out = fmt::format(
      "{} of {} can get to {}\n", answer.sources.size(),
      plural(answer.asked, "identity or workload", "identities and workloads"), to);
  if (answer.left_out > 0)
    out += fmt::format("{} that a cluster cannot do without {} not listed (--system)\n",
                       answer.left_out, answer.left_out == 1 ? "is" : "are");
  return out;
}

std::string sources_table(const PathsAnswer& answer) {
  std::vector<const PathsAnswer::Source*> sorted;
  for (const PathsAnswer::Source& one : answer.sources) sorted.push_back(&one);
  std::ranges::stable_sort(sorted, {},
                           [&](const auto* one) { return answer.distances.steps[one->vertex]; });
  std::vector<Row> rows;
  for (const PathsAnswer::Source* one : sorted) {
    const auto steps = explain(*answer.analysis, one->paths.paths.front());
    std::string first = steps.empty() ? "is one" : steps.front().does;
    if (!steps.empty() && steps.front().as != paths::kNoVertex)
      first += ", as one of " + title(answer, steps.front().as);
    rows.push_back({shown(title(answer, one->vertex)), std::to_string(steps.size()), shown(first)});
  }
  return "\n" + table({"FROM", "STEPS", "FIRST"}, rows);
}

std::string cuts_text(const PathsAnswer& answer) {
  if (answer.sources.empty()) return {};
  if (answer.cuts.empty())
    return answer.one_source ? "\nNo single change stops it.\n"
                             : "\nNo single change stops any of them.\n";
  std::string out = answer.one_source ? "\nWhat stops it:\n"
                                      : "\nWhat stops most, each after those above it:\n";
  for (const paths::Cut& cut : answer.cuts) {
    const paths::Change change = explain(*answer.analysis, cut);
    out += fmt::format("  {:>5}  {} ({}){}\n", change.sources, shown(change.object),
                       shown(change.what), change.path.empty() ? "" : ": " + shown(change.path));
  }
  return out;
}

class Json {
 public:
  explicit Json(const PathsAnswer& answer) : answer_(answer) {}

  std::string write() {
    std::string sources = "[";
    for (const PathsAnswer::Source& one : answer_.sources) {
      sources += sources.size() > 1 ? ",\n" : "\n";
      sources += source(one);
    }
    JsonObject out;
    out.text("target", title(answer_, answer_.target))
        .number("asked", answer_.asked)
        .number("leftOut", answer_.left_out)
        .raw("sources", sources + "]")
        .raw("steps", steps_ + "]")
        .raw("cuts", cuts());
    add_doubts(out, answer_.doubts);
    return std::move(out).take() + "\n";
  }

 private:
  std::string source(const PathsAnswer::Source& one) {
    std::string paths = "[";
    for (const paths::Path& path : one.paths.paths) {
      if (paths.size() > 1) paths += ',';
      paths += '[';
      bool first = true;
      for (const paths::Step& step : explain(*answer_.analysis, path)) {
        if (!first) paths += ',';
        first = false;
        paths += std::to_string(number(step));
      }
      paths += ']';
    }
    const paths::Vertex& vertex = answer_.analysis->graph().at(one.vertex);
    JsonObject out;
    out.text("subject", vertex.title())
        .text("kind", vertex.object_kind.empty() ? name(vertex.kind) : vertex.object_kind)
        .text_if_any("namespace", vertex.name_space)
        .text("name", vertex.name)
        .number("steps", answer_.distances.steps[one.vertex])
        .raw("paths", paths + "]")
        .raw("complete", one.paths.cut_short ? "false" : "true");
    return std::move(out).take();
  }

  std::size_t number(const paths::Step& step) {
    const auto key = std::tuple(step.from, step.to, step.as, step.does);
    const auto [at, is_new] = numbers_.try_emplace(key, numbers_.size());
    if (is_new) {
      steps_ += numbers_.size() > 1 ? ",\n" : "\n";
      steps_ += json(step);
    }
    return at->second;
  }

  std::string json(const paths::Step& step) const {
    JsonObject out;
    out.text("from", title(answer_, step.from)).text("to", title(answer_, step.to));
    if (step.as != paths::kNoVertex) out.text("as", title(answer_, step.as));
    out.text("move", step.way.move).text("does", step.does);
    if (!step.way.grants.empty()) out.raw("grants", chains_json(step.way.grants));
    out.text_if_any("object", step.way.object)
        .text_if_any("path", step.way.path)
        .text_if_any("note", step.way.note)
        .number("otherWays", step.other_ways);
    return std::move(out).take();
  }

  std::string cuts() const {
    std::string out = "[";
    for (const paths::Cut& cut : answer_.cuts) {
      const paths::Change change = explain(*answer_.analysis, cut);
      JsonObject one;
      one.text("object", change.object)
          .text("what", change.what)
          .text_if_any("path", change.path)
          .number("stops", change.sources);
      out += (out.size() > 1 ? ",\n" : "\n") + std::move(one).take();
    }
    return out + "]";
  }

  const PathsAnswer& answer_;
  std::map<std::tuple<paths::VertexId, paths::VertexId, paths::VertexId, std::string>, std::size_t>
      numbers_;
  std::string steps_ = "[";
};

}  // namespace

void PathsAnswer::add(paths::VertexId source, std::size_t most) {
  if (!distances.reaches(source)) return;
  Source one{source, {}};
  if (most == 1) {
    one.paths.paths.push_back(shortest_path(analysis->graph(), distances, source));
  } else {
    one.paths = shortest_paths(analysis->graph(), distances, source, most);
  }
  sources.push_back(std::move(one));
}

void add_path_doubts(const scan::RbacPicture& picture, Doubts& doubts) {
  for (const model::Problem& problem : picture.inventory.problems) {
    if (!problem.control.empty() || problem.cluster != picture.cluster) continue;
    const std::string text = fmt::format("{}: {}", problem.what, problem.reason);
    if (std::ranges::find(doubts.unknown, text) == doubts.unknown.end())
      doubts.unknown.push_back(text);
  }
}

std::string paths_table(const PathsAnswer& answer) {
  std::string out = headline(answer);
  if (answer.one_source) {
    for (const PathsAnswer::Source& one : answer.sources) out += paths_of_one(answer, one);
    if (!out.empty() && out.front() == '\n') out.erase(0, 1);
  } else if (!answer.sources.empty()) {
    out += sources_table(answer);
  }
  out += cuts_text(answer);
  const std::string doubts = doubts_text(answer.doubts);
  return doubts.empty() ? out : out + "\n" + doubts;
}

std::string paths_json(const PathsAnswer& answer) { return Json(answer).write(); }

std::string paths_page(const PathsAnswer& answer) {
  return outputs::graph_page(Json(answer).write());
}

}  // namespace bulwark::cli
