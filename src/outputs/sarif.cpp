// SPDX-License-Identifier: Apache-2.0
// A rule for each control that found something, a result for each finding, a notification for each
// gap.
#include "outputs/sarif.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "formats/json_object.h"
#include "outputs/format.h"
#include "outputs/text.h"
#include "outputs/view.h"

namespace bulwark::outputs {
namespace {

using formats::json_list;
using formats::json_quote;
using formats::JsonObject;

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

std::string_view level(model::Severity severity) {
  switch (severity) {
    case model::Severity::critical:
    case model::Severity::high: return "error";
    case model::Severity::medium: return "warning";
    case model::Severity::low:
    case model::Severity::info: return "note";
  }
  return "warning";
}

// Code scanning services sort by it: above 9.0 is critical, 7.0 high, 4.0 medium.
std::string_view security_severity(model::Severity severity) {
  switch (severity) {
    case model::Severity::critical: return "9.5";
    case model::Severity::high: return "8.0";
    case model::Severity::medium: return "5.5";
    case model::Severity::low: return "3.0";
    case model::Severity::info: return "0.0";
  }
  return "0.0";
}

std::string message(std::string_view text) { return JsonObject().text("text", text).take(); }

std::string uri(std::string_view path) {
  constexpr std::string_view kPlain = "-._~/";
  std::string out;
  for (const char c : path) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 ||
        kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return path.starts_with("/") ? "file://" + out : out;
}

std::string help(const model::Control& control) {
  std::string text = control.why;
  std::string markdown = markdown_escape(control.why);
  if (!control.fix.text.empty()) {
    text += "\n\nFix: " + control.fix.text;
    markdown += "\n\n**Fix:** " + markdown_escape(control.fix.text);
  }
  for (const std::string& reference : control.references) {
    text += "\n" + reference;
    markdown += "\n- <" + reference + ">";
  }
  if (text.empty()) text = markdown = control.title;
  return JsonObject().text("text", text).text("markdown", markdown).take();
}

std::string rule(const model::Control& control) {
  std::vector<std::string> tags{"security", "kubernetes", std::string(model::name(control.layer))};
  for (const model::FrameworkId& id : control.frameworks)
    tags.push_back(id.framework + ":" + id.id);
  std::sort(tags.begin() + 3, tags.end());
  tags.erase(std::unique(tags.begin() + 3, tags.end()), tags.end());
  JsonObject properties;
  properties.text("security-severity", security_severity(control.severity))
      .text("severity", model::name(control.severity))
      .text("precision", "high")
      .raw("tags", json_list(tags));
  JsonObject out;
  out.text("id", control.id)
      .raw("shortDescription", message(control.title))
      .raw("fullDescription", message(control.why.empty() ? control.title : control.why))
      .raw("help", help(control))
      .raw("defaultConfiguration", JsonObject().text("level", level(control.severity)).take())
      .raw("properties", std::move(properties).take());
  if (!control.references.empty()) out.text("helpUri", control.references[0]);
  return std::move(out).take();
}

// A region's end column is the one after its last character.
std::string region(const model::Place& at) {
  JsonObject out;
  out.number("startLine", at.line);
  if (at.column > 0) out.number("startColumn", at.column);
  if (at.end_line >= at.line) out.number("endLine", at.end_line);
  if (at.end_line >= at.line && at.end_column > 0) out.number("endColumn", at.end_column + 1);
  return std::move(out).take();
}

std::string physical(const model::Place& at) {
  JsonObject out;
  out.raw("artifactLocation", JsonObject().text("uri", uri(at.file)).take());
  if (at.line > 0) out.raw("region", region(at));
  return std::move(out).take();
}

// cluster/namespace/kind/name; without a namespace, where there is none.
std::string name_in_cluster(const Shown& shown) {
  std::string out = shown.cluster;
  for (const std::string& part : {shown.name_space, shown.kind, shown.name})
    out.append(part.empty() ? "" : "/").append(part);
  return out;
}

std::string location(const Shown& shown) {
  JsonObject logical;
  if (shown.cluster.empty()) {
    logical.text("fullyQualifiedName",
                 shown.title() + (shown.path.empty() ? "" : " " + shown.path));
  } else {
    logical.text("fullyQualifiedName", name_in_cluster(shown))
        .raw("properties", JsonObject().text("path", shown.path).take());
  }
  logical.text("name", shown.name).text("kind", "resource");
  JsonObject out;
  if (!shown.place.file.empty() && shown.place.file != "-")
    out.raw("physicalLocation", physical(shown.place));
  out.raw("logicalLocations", "[" + std::move(logical).take() + "]");
  return std::move(out).take();
}

std::string result(const Shown& shown, std::size_t rule_index) {
  const model::Control& control = *shown.control;
  JsonObject out;
  out.text("ruleId", control.id)
      .number("ruleIndex", rule_index)
      .text("level", level(control.severity))
      .raw("message", message(shown.full_title() + ": " + shown.message))
      .raw("locations", "[" + location(shown) + "]")
      .raw("partialFingerprints", JsonObject().text("bulwark/v1", shown.fingerprint).take());
  if (shown.instances > 1) out.number("occurrenceCount", shown.instances);
  if (shown.waived) {
    JsonObject suppression;
    suppression.text("kind", shown.waived->by == "annotation" ? "inSource" : "external")
        .text("status", "accepted")
        .text("justification", shown.waived->reason);
    out.raw("suppressions", "[" + std::move(suppression).take() + "]");
  } else {
    out.raw("suppressions", "[]");
  }
  return std::move(out).take();
}

std::string notification(const model::Problem& problem) {
  JsonObject out;
  out.raw("message", message(gap_title(problem) + ": " + problem.reason))
      .text("level", problem.waived_by.empty() ? "error" : "note")
      .raw("descriptor", JsonObject().text("id", "not-evaluated").take());
  if (!problem.file.empty() && problem.file != "-") {
    model::Place at;
    at.file = problem.file;
    at.line = problem.line;
    at.column = problem.column;
    out.raw("locations", "[" + JsonObject().raw("physicalLocation", physical(at)).take() + "]");
  }
  return std::move(out).take();
}

void write_invocation(const View& view, io::Sink& sink) {
  const bool nothing = view.resources() == 0 && !view.not_evaluated().empty();
  sink.write(R"("invocations": [{"executionSuccessful": )" +
             std::string(nothing ? "false" : "true") + R"(, "toolExecutionNotifications": [)");
  std::string_view separator;
  for (const model::Problem& problem : view.not_evaluated()) {
    sink.write(separator);
    sink.write("\n" + notification(problem));
    separator = ",";
  }
  for (const std::string& notice : view.notices()) {
    sink.write(separator);
    sink.write("\n" + JsonObject().raw("message", message(notice)).text("level", "note").take());
    separator = ",";
  }
  sink.write("]}],\n");
}

}  // namespace

void write_sarif(View& view, const Options& /*options*/, io::Sink& sink) {
  std::map<std::string_view, const model::Control*> controls;
  for (std::size_t i = 0; i < view.size(); ++i)
    controls.emplace(view.finding(i).control().id, &view.finding(i).control());
  sink.write(
      fmt::format("{{\n\"$schema\": \"{}\",\n\"version\": \"2.1.0\",\n\"runs\": [{{\n", kSchema));
  sink.write(R"("tool": {"driver": {"name": "Bulwark", )");
  sink.write("\"version\": " + json_quote(view.tool_version()) + ", ");
  sink.write("\"notifications\": [{\"id\": \"not-evaluated\"}], \"rules\": [");
  std::map<std::string_view, std::size_t> index;
  for (const auto& [id, control] : controls) {
    sink.write((index.empty() ? "\n" : ",\n") + rule(*control));
    index.emplace(id, index.size());
  }
  sink.write("\n]}},\n\"columnKind\": \"unicodeCodePoints\",\n");
  write_invocation(view, sink);
  sink.write("\"results\": [");
  view.locate_all();
  for (std::size_t i = 0; i < view.size() && !sink.failed(); ++i) {
    const Shown shown = view.at(i);
    sink.write((i > 0 ? ",\n" : "\n") + result(shown, index.at(shown.control->id)));
  }
  sink.write("\n]\n}]\n}\n");
}

}  // namespace bulwark::outputs
