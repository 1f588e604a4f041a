// SPDX-License-Identifier: Apache-2.0
// Writes the data of the page as JSON, findings in the order of files; the page sorts them by rank.
// Code frames are written up to a budget, worst first, so that the page of a huge estate still
// opens.
#include "outputs/html.h"

#include <fmt/core.h>

#include <map>
#include <vector>

#include "formats/json_object.h"
#include "outputs/format.h"
#include "outputs/html_page.h"
#include "outputs/table_block.h"
#include "outputs/table_summary.h"
#include "outputs/text.h"
#include "outputs/view.h"

namespace bulwark::outputs {
namespace {

using formats::json_list;
using formats::JsonObject;

constexpr std::size_t kMostFrames = 20'000;

std::vector<std::string> visible_lines(const std::vector<std::string>& lines) {
  std::vector<std::string> out;
  for (const std::string& line : lines) out.push_back(visible(line));
  return out;
}

std::string frame_json(const Frame& frame) {
  if (frame.lines.empty()) return "null";
  JsonObject out;
  out.number("first", frame.first_line)
      .number("focus", frame.focus)
      .raw("lines", json_list(visible_lines(frame.lines)));
  return std::move(out).take();
}

std::string control_json(const model::Control& control) {
  std::vector<std::string> frameworks;
  for (const model::FrameworkId& id : control.frameworks)
    frameworks.push_back(id.framework + " " + id.id);
  JsonObject out;
  out.text("id", control.id)
      .text("title", control.title)
      .text("severity", model::name(control.severity))
      .text("layer", model::name(control.layer))
      .text("why", control.why)
      .text("fix", control.fix.text)
      .raw("frameworks", json_list(frameworks));
  return std::move(out).take();
}

std::string finding_json(const Shown& shown, std::size_t rank, std::size_t control,
                         const Frame& frame) {
  JsonObject out;
  out.number("rank", rank)
      .number("c", control)
      .text("cluster", visible(shown.cluster))
      .text("kind", visible(shown.kind))
      .text("namespace", visible(shown.name_space))
      .text("name", visible(shown.name))
      .text("file", visible(shown.place.file))
      .number("line", shown.place.line)
      .text("path", visible(shown.path))
      .text("message", visible(shown.message))
      .number("instances", shown.instances)
      .raw("frame", frame_json(frame));
  if (shown.waived) {
    JsonObject waived;
    waived.text("by", shown.waived->by)
        .text("reason", visible(shown.waived->reason))
        .text("expires", shown.waived->expires);
    out.raw("waived", std::move(waived).take());
  } else {
    out.raw("waived", "null");
  }
  return std::move(out).take();
}

std::string gaps_json(const View& view) {
  std::string out = "[";
  for (const model::Problem& problem : view.not_evaluated()) {
    JsonObject gap;
    gap.text("what", visible(gap_title(problem)))
        .text("reason", visible(problem.reason))
        .text("waived", visible(problem.waived_by));
    out.append(out.size() > 1 ? "," : "").append(std::move(gap).take());
  }
  return out + "]";
}

std::vector<std::string> oddities_of(const View& view) {
  std::vector<std::string> out;
  for (const ShownOddity& shown : view.oddities()) out.push_back(visible(shown.sentence()));
  if (view.oddities_left_out() > 0)
    out.push_back(fmt::format("and {} more", with_commas(view.oddities_left_out())));
  return out;
}

// The page says itself where it holds less than the report.
std::vector<std::string> notices_of(const View& view) {
  std::vector<std::string> out = visible_lines(view.notices());
  if (view.size() > kMostFrames) {
    out.push_back(fmt::format(
        "Lines of code stand with the worst {} of the {} findings; the others have their "
        "place only.",
        with_commas(kMostFrames), with_commas(view.size())));
  }
  return out;
}

void write_findings(View& view, const std::map<std::string_view, std::size_t>& index,
                    io::Sink& sink) {
  bool first = true;
  for (const std::size_t i : view.in_file_order()) {
    if (sink.failed()) return;
    const Shown shown = view.at(i);
    const Frame frame = i < kMostFrames ? view.frame(i, 3, 4) : Frame{};
    sink.write(first ? "\n" : ",\n");
    sink.write(json_for_script(finding_json(shown, i, index.at(shown.control->id), frame)));
    first = false;
  }
}

}  // namespace

void write_html(View& view, const Options& /*options*/, io::Sink& sink) {
  std::map<std::string_view, std::size_t> index;
  std::string controls = "[";
  for (std::size_t i = 0; i < view.size(); ++i) {
    const model::Control& control = view.finding(i).control();
    if (!index.emplace(control.id, index.size()).second) continue;
    controls.append(controls.size() > 1 ? "," : "").append(control_json(control));
  }
  JsonObject head;
  head.text("version", view.tool_version())
      .text("coverage", coverage_line(view))
      .number("frames", kMostFrames)
      .raw("clusters", view.several_clusters() ? "true" : "false")
      .text("oddities_heading", view.oddities_heading())
      .raw("oddities", json_list(oddities_of(view)))
      .raw("targets", json_list(visible_lines(view.targets())))
      .raw("notices", json_list(notices_of(view)))
      .raw("not_evaluated", gaps_json(view))
      .raw("controls", controls + "]");
  std::string opening = std::move(head).take();
  opening.pop_back();
  sink.write(html_before_data());
  sink.write(json_for_script(opening));
  sink.write(",\"findings\":[");
  write_findings(view, index, sink);
  sink.write("\n]}");
  sink.write(html_after_data());
}

}  // namespace bulwark::outputs
