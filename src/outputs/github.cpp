// SPDX-License-Identifier: Apache-2.0
// One command a finding. GitHub shows few of them per step, so the worst come first.
#include "outputs/github.h"

#include <fmt/core.h>

#include "outputs/format.h"
#include "outputs/table_summary.h"
#include "outputs/text.h"
#include "outputs/view.h"

namespace bulwark::outputs {
namespace {

std::string_view command(model::Severity severity) {
  switch (severity) {
    case model::Severity::critical:
    case model::Severity::high: return "error";
    case model::Severity::medium: return "warning";
    case model::Severity::low:
    case model::Severity::info: return "notice";
  }
  return "error";
}

// Data of a command; a property escapes two characters more.
std::string command_data(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    if (c == '%') {
      out += "%25";
    } else {
      out += c;
    }
  }
  return out;
}

std::string property(std::string_view text) {
  std::string out;
  for (const char c : command_data(text)) {
    if (c == ':' || c == ',') {
      out += c == ':' ? "%3A" : "%2C";
    } else {
      out += c;
    }
  }
  return out;
}

std::string place(const model::Place& at) {
  std::string out;
  if (!at.file.empty()) out += "file=" + property(at.file) + ",";
  if (at.line > 0) out += fmt::format("line={},", at.line);
  if (at.end_line > at.line) return out + fmt::format("endLine={},", at.end_line);
  if (at.column > 0) out += fmt::format("col={},", at.column);
  if (at.column > 0 && at.end_column >= at.column)
    out += fmt::format("endColumn={},", at.end_column + 1);
  return out;
}

}  // namespace

void write_github(View& view, const Options& /*options*/, io::Sink& sink) {
  for (std::size_t i = 0; i < view.size() && !sink.failed(); ++i) {
    if (view.finding(i).waived != nullptr) continue;
    const Shown shown = view.at(i);
    const model::Control& control = *shown.control;
    const std::string title = fmt::format("{} ({}): {}", control.id, model::name(control.severity),
                                          control.title);
    std::string message = shown.full_title() + ": " + shown.message;
    if (!control.fix.text.empty()) message += ". Fix: " + control.fix.text;
    sink.write(fmt::format("::{} {}title={}::{}\n", command(control.severity), place(shown.place),
                           property(title), command_data(message)));
  }
  for (const model::Problem& problem : view.not_evaluated()) {
    if (!problem.waived_by.empty()) continue;
    model::Place at;
    at.file = problem.file;
    at.line = problem.line;
    at.column = problem.column;
    sink.write(fmt::format("::warning {}title=Not evaluated::{}\n", place(at),
                           command_data(gap_title(problem) + ": " + problem.reason)));
  }
  for (const std::string& text : view.notices())
    sink.write("::notice title=Bulwark::" + command_data(text) + "\n");
  sink.write("::notice title=Bulwark::" + command_data(coverage_line(view)) + "\n");
}

}  // namespace bulwark::outputs
