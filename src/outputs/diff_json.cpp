// SPDX-License-Identifier: Apache-2.0
// One entry a line; findings and gaps as the report writes them.
#include "outputs/diff_json.h"

#include "formats/json_object.h"
#include "outputs/changed_value.h"
#include "outputs/diff_format.h"
#include "outputs/json.h"

namespace bulwark::outputs {
namespace {

using formats::json_list;
using formats::json_quote;
using formats::JsonObject;

std::string_view name(model::Closed::How how) {
  switch (how) {
    case model::Closed::How::mended: return "mended";
    case model::Closed::How::gone: return "gone";
    case model::Closed::How::waived: return "waived";
  }
  return "mended";
}

// `"key": [` and each entry on a line of its own.
template <class List, class Text>
void write_list(io::Sink& sink, std::string_view key, const List& list, Text text) {
  sink.write(",\n" + json_quote(key) + ": [");
  std::string_view separator = "\n";
  for (const auto& entry : list) {
    sink.write(separator);
    sink.write(text(entry));
    separator = ",\n";
  }
  sink.write(list.empty() ? "]" : "\n]");
}

std::string side(const View& view) {
  std::vector<std::string> clusters;
  for (const ShownCluster& cluster : view.clusters()) {
    JsonObject one;
    one.text("name", cluster.name)
        .text("server_version", cluster.server_version)
        .text("taken_at", cluster.taken_at);
    clusters.push_back(std::move(one).take());
  }
  std::string list = "[";
  for (const std::string& cluster : clusters) list.append(list.size() > 1 ? "," : "") += cluster;
  JsonObject out;
  out.raw("targets", json_list(view.targets()))
      .raw("clusters", list + "]")
      .number("resources", view.resources())
      .number("findings", view.tally().total())
      .number("not_evaluated", view.not_evaluated().size());
  return std::move(out).take();
}

std::string resource(const View& view, const model::Resource& from) {
  JsonObject out;
  out.text("cluster", view.cluster_of(from))
      .text("apiVersion", clean_name(from.api_version()))
      .text("kind", clean_name(from.kind()))
      .text("namespace", clean_name(from.name_space()))
      .text("name", clean_name(from.name()));
  return std::move(out).take();
}

void optional_text(JsonObject& out, std::string_view key, const std::optional<std::string>& text) {
  if (text) {
    out.text(key, *text);
  } else {
    out.raw(key, "null");
  }
}

std::string drift(const View& view, const model::Drift& from) {
  std::string fields = "[";
  for (const model::ChangedField& field : from.fields) {
    const ShownChange change = shown(field);
    JsonObject one;
    one.text("path", change.path);
    optional_text(one, "old", change.before);
    optional_text(one, "new", change.after);
    fields.append(fields.size() > 1 ? "," : "") += std::move(one).take();
  }
  JsonObject out;
  out.raw("resource", resource(view, *from.after))
      .raw("fields", fields + "]")
      .number("left_out", from.left_out);
  return std::move(out).take();
}

std::string summary(const DiffView& view) {
  const model::Diff& diff = view.diff;
  JsonObject severities;
  for (const model::Severity severity : model::kSeverities) {
    std::uint64_t count = 0;
    for (const std::uint32_t i : diff.opened)
      count += diff.after->findings[i].control().severity == severity ? 1 : 0;
    severities.number(model::name(severity), count);
  }
  JsonObject out;
  out.number("opened", diff.opened.size())
      .raw("opened_by_severity", std::move(severities).take())
      .number("closed", diff.closed.size())
      .number("unknown", diff.unknown.size())
      .number("added", diff.added.size())
      .number("removed", diff.removed.size())
      .number("unread", diff.unread.size())
      .number("drifted", diff.drifted.size())
      .number("compared", diff.compared)
      .number("gaps_opened", diff.gaps_opened.size())
      .number("gaps_closed", diff.gaps_closed.size());
  return std::move(out).take();
}

}  // namespace

void write_diff_json(DiffView& view, const Options& /*options*/, io::Sink& sink) {
  const model::Diff& diff = view.diff;
  sink.write("{\n\"schema\": \"bulwark.diff/v1\",\n\"tool\": ");
  sink.write(
      JsonObject().text("name", "bulwark").text("version", view.after.tool_version()).take());
  sink.write(",\n\"catalogue\": " + json_quote(view.after.catalogue()));
  sink.write(",\n\"old\": " + side(view.before) + ",\n\"new\": " + side(view.after));
  sink.write(",\n\"summary\": " + summary(view));
  write_list(sink, "opened", diff.opened,
             [&](std::uint32_t i) { return json_finding(view.after.at(i)); });
  write_list(sink, "closed", diff.closed, [&](const model::Closed& closed) {
    JsonObject out;
    out.text("how", name(closed.how)).raw("finding", json_finding(view.before.at(closed.finding)));
    return std::move(out).take();
  });
  write_list(sink, "unknown", diff.unknown,
             [&](std::uint32_t i) { return json_finding(view.before.at(i)); });
  const auto before = [&](const model::Resource* one) { return resource(view.before, *one); };
  write_list(sink, "added", diff.added,
             [&](const model::Resource* one) { return resource(view.after, *one); });
  write_list(sink, "removed", diff.removed, before);
  write_list(sink, "unread", diff.unread, before);
  write_list(sink, "drifted", diff.drifted,
             [&](const model::Drift& one) { return drift(view.after, one); });
  write_list(sink, "gaps_opened", diff.gaps_opened,
             [&](std::uint32_t i) { return json_gap(view.after.not_evaluated()[i]); });
  write_list(sink, "gaps_closed", diff.gaps_closed,
             [&](std::uint32_t i) { return json_gap(view.before.not_evaluated()[i]); });
  sink.write("\n}\n");
}

}  // namespace bulwark::outputs
