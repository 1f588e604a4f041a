// SPDX-License-Identifier: Apache-2.0
// One finding a line, so that line tools work on it too; nothing in it depends on time or machine.
#include "outputs/json.h"

#include <unordered_map>

#include "formats/json_object.h"
#include "outputs/benchmark_json.h"
#include "outputs/format.h"
#include "outputs/view.h"

namespace bulwark::outputs {
namespace {

using formats::json_list;
using formats::json_quote;
using formats::JsonObject;

std::string fix(const model::Fix& from) {
  JsonObject set;
  for (const auto& [path, value] : from.set) set.raw(path, value);
  JsonObject keep;
  for (const auto& [path, texts] : from.keep) keep.raw(path, json_list(texts));
  const std::string grade = from.by_machine() ? json_quote(model::name(from.grade)) : "null";
  return JsonObject()
      .text("text", from.text)
      .raw("set", std::move(set).take())
      .raw("keep", std::move(keep).take())
      .raw("grade", grade)
      .take();
}

std::string frameworks(const std::vector<model::FrameworkId>& ids) {
  JsonObject out;
  for (std::size_t i = 0; i < ids.size();) {
    std::vector<std::string_view> same;
    const std::string& framework = ids[i].framework;
    for (; i < ids.size() && ids[i].framework == framework; ++i) same.push_back(ids[i].id);
    out.raw(framework, json_list(same));
  }
  return std::move(out).take();
}

std::string waived(const std::optional<ShownWaiver>& waiver) {
  if (!waiver) return "null";
  JsonObject out;
  out.text("by", waiver->by).text("reason", waiver->reason);
  if (waiver->expires.empty()) {
    out.raw("expires", "null");
  } else {
    out.text("expires", waiver->expires);
  }
  return std::move(out).take();
}

/// What is the same in all findings of one control, as members of their JSON objects.
struct ControlText {
  std::string identity;
  std::string advice;
};

ControlText control_text(const model::Control& control) {
  JsonObject identity;
  identity.text("control", control.id)
      .text("title", control.title)
      .text("severity", model::name(control.severity))
      .text("layer", model::name(control.layer));
  JsonObject advice;
  advice.raw("fix", fix(control.fix)).raw("frameworks", frameworks(control.frameworks));
  return {std::move(identity).take_members(), std::move(advice).take_members()};
}

std::string finding(const Shown& shown, const ControlText& control) {
  JsonObject resource;
  resource.text("cluster", shown.cluster)
      .text("apiVersion", shown.api_version)
      .text("kind", shown.kind)
      .text("namespace", shown.name_space)
      .text("name", shown.name);
  JsonObject out;
  out.members(control.identity)
      .raw("resource", std::move(resource).take())
      .text("file", shown.place.file)
      .number("line", shown.place.line)
      .number("column", shown.place.column)
      .text("path", shown.path)
      .text("message", shown.message);
  if (!shown.affects.empty()) out.raw("affects", json_list(shown.affects));
  out.members(control.advice)
      .text("fingerprint", shown.fingerprint)
      .number("instances", shown.instances)
      .raw("waived", waived(shown.waived));
  return std::move(out).take();
}

std::string cluster(const ShownCluster& shown) {
  JsonObject findings;
  for (const model::Severity severity : model::kSeverities)
    findings.number(model::name(severity), shown.counts.at(static_cast<std::size_t>(severity)));
  JsonObject out;
  out.text("name", shown.name)
      .text("server_version", shown.server_version)
      .text("taken_at", shown.taken_at)
      .raw("namespaces", json_list(shown.namespaces))
      .number("resources", shown.resources)
      .raw("findings", std::move(findings).take());
  return std::move(out).take();
}

std::string oddity(const ShownOddity& shown) {
  JsonObject out;
  out.text("control", shown.control->id)
      .text("severity", model::name(shown.control->severity))
      .text("cluster", shown.cluster)
      .text("difference", shown.missing ? "missing_here" : "only_here")
      .text("of", shown.whole ? "control" : "objects")
      .number("objects", shown.objects)
      .raw("examples", json_list(shown.examples))
      .raw("uncertain", shown.uncertain ? "true" : "false");
  return std::move(out).take();
}

std::string fleet(const View& view) {
  std::string oddities = "[";
  for (const ShownOddity& shown : view.oddities())
    oddities.append(oddities.size() > 1 ? ",\n" : "\n").append(oddity(shown));
  JsonObject out;
  out.raw("oddities", oddities + "]").number("left_out", view.oddities_left_out());
  return std::move(out).take();
}

std::string documents(const View& view) {
  JsonObject out;
  out.number("read", view.resources())
      .number("not_evaluated", view.unread())
      .number("empty", view.empty());
  return std::move(out).take();
}

std::string summary(const View& view) {
  const model::Tally& tally = view.tally();
  JsonObject layers;
  for (const model::Layer layer : model::kLayers) {
    JsonObject counts;
    for (const model::Severity severity : model::kSeverities) {
      counts.number(model::name(severity), tally.at(layer, severity));
    }
    layers.raw(model::name(layer), std::move(counts).take());
  }
  JsonObject severities;
  for (const model::Severity severity : model::kSeverities) {
    severities.number(model::name(severity), tally.of(severity));
  }
  JsonObject out;
  out.number("findings", tally.total())
      .number("waived", tally.waived)
      .raw("severities", std::move(severities).take())
      .raw("layers", std::move(layers).take())
      .raw("documents", documents(view))
      .number("not_evaluated", view.not_evaluated().size())
      .number("controls", view.controls());
  return std::move(out).take();
}

}  // namespace

std::string json_finding(const Shown& shown) {
  return finding(shown, control_text(*shown.control));
}

std::string json_gap(const model::Problem& problem) {
  JsonObject out;
  out.text("what", problem.what)
      .text("reason", problem.reason)
      .text("code", name(problem.code))
      .text("file", problem.file)
      .number("line", problem.line)
      .number("column", problem.column)
      .text("control", problem.control)
      .text("cluster", problem.cluster)
      .raw("document", problem.document ? "true" : "false");
  if (problem.waived_by.empty()) {
    out.raw("waived", "null");
  } else {
    out.raw("waived", JsonObject().text("by", "waiver").text("reason", problem.waived_by).take());
  }
  return std::move(out).take();
}

void write_json(View& view, const Options& /*options*/, io::Sink& sink) {
  sink.write("{\n\"schema\": \"bulwark.report/v1\",\n\"tool\": ");
  sink.write(JsonObject().text("name", "bulwark").text("version", view.tool_version()).take());
  sink.write(",\n\"catalogue\": " + json_quote(view.catalogue()));
  sink.write(",\n\"targets\": " + json_list(view.targets()));
  sink.write(",\n\"resources\": " + std::to_string(view.resources()));
  sink.write(",\n\"documents\": " + std::to_string(view.documents()));
  sink.write(",\n\"summary\": " + summary(view));
  sink.write(",\n\"clusters\": [");
  for (std::size_t i = 0; i < view.clusters().size(); ++i)
    sink.write((i > 0 ? ",\n" : "\n") + cluster(view.clusters()[i]));
  sink.write("],\n\"fleet\": " + fleet(view));
  sink.write(",\n\"benchmark\": " + benchmark_json(view));
  sink.write(",\n\"findings\": [");
  view.locate_all();
  std::unordered_map<const model::Control*, ControlText> controls;
  for (std::size_t i = 0; i < view.size() && !sink.failed(); ++i) {
    const Shown shown = view.at(i);
    const auto [text, is_new] = controls.try_emplace(shown.control);
    if (is_new) text->second = control_text(*shown.control);
    sink.write(i > 0 ? ",\n" : "\n");
    sink.write(finding(shown, text->second));
  }
  sink.write("\n],\n\"not_evaluated\": [");
  for (std::size_t i = 0; i < view.not_evaluated().size(); ++i) {
    sink.write(i > 0 ? ",\n" : "\n");
    sink.write(json_gap(view.not_evaluated()[i]));
  }
  sink.write("\n],\n\"notices\": " + json_list(view.notices()) + "\n}\n");
}

}  // namespace bulwark::outputs
