// SPDX-License-Identifier: Apache-2.0
#include "outputs/cyclonedx.h"

#include <string>
#include <vector>

#include "formats/json_object.h"
#include "io/sink.h"
#include "outputs/sbom_order.h"

namespace bulwark::outputs {
namespace {

using formats::json_array;
using formats::JsonObject;

constexpr std::string_view kSubject = "subject";
constexpr std::string_view kSystem = "operating-system";

std::string list_of_one(std::string item) { return "[" + std::move(item) + "]"; }

class Properties {
 public:
  void add(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    const std::string full = "bulwark:" + std::string(name);
    items_.push_back(JsonObject().text("name", full).text("value", value).take());
  }
  void write(JsonObject& out) const {
    if (!items_.empty()) out.raw("properties", json_array(items_));
  }

 private:
  std::vector<std::string> items_;
};

// A licence is as its package states it: a name, which may be no identifier of SPDX.
std::string licenses(std::string_view name) {
  return list_of_one(JsonObject().raw("license", JsonObject().text("name", name).take()).take());
}

std::string component(const SbomEntry& entry) {
  const model::Package& package = entry.package->package;
  JsonObject out;
  out.text("type", "library").text("bom-ref", entry.id);
  out.text_if_any("group", package.name_space);
  out.text("name", package.name).text("version", package.version);
  if (package.development) out.text("scope", "excluded");
  if (!package.license.empty()) out.raw("licenses", licenses(package.license));
  out.text("purl", entry.url);
  Properties properties;
  properties.add("path", package.path);
  if (entry.package->layer) {
    properties.add("layer", entry.package->layer->digest);
    properties.add("layer:index", std::to_string(entry.package->layer->index));
  }
  properties.add("source:name", package.source_name);
  properties.add("source:version", package.source_version);
  properties.add("module", package.module);
  properties.write(out);
  return std::move(out).take();
}

std::string system_component(const model::Distribution& distribution) {
  JsonObject out;
  out.text("type", kSystem).text("bom-ref", kSystem).text("name", distribution.id);
  out.text_if_any("version", distribution.version);
  out.text_if_any("description", distribution.pretty_name);
  Properties properties;
  properties.add("codename", distribution.codename);
  for (const std::string& like : distribution.like) properties.add("like", like);
  properties.write(out);
  return std::move(out).take();
}

std::string metadata(const model::Sbom& sbom, std::string_view version) {
  JsonObject tool;
  tool.text("type", "application").text("name", "bulwark").text("version", version);
  JsonObject subject;
  subject.text("type", sbom.subject.is_image ? "container" : "application");
  subject.text("bom-ref", kSubject);
  subject.text("name", sbom.subject.name.empty() ? "unnamed" : sbom.subject.name);
  subject.text_if_any("version", sbom.subject.digest);
  JsonObject out;
  out.raw("tools", JsonObject().raw("components", list_of_one(std::move(tool).take())).take());
  out.raw("component", std::move(subject).take());
  Properties properties;
  for (const std::string& gap : sbom.gaps) properties.add("gap", gap);
  properties.write(out);
  return std::move(out).take();
}

}  // namespace

void write_cyclonedx(const model::Sbom& sbom, std::string_view version, io::Sink& sink) {
  const std::vector<SbomEntry> entries = sbom_entries(sbom);
  JsonObject head;
  head.text("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
  head.text("bomFormat", "CycloneDX").text("specVersion", "1.6");
  head.text("serialNumber", sbom_identifier(sbom, entries)).number("version", 1);
  head.raw("metadata", metadata(sbom, version));
  // The outermost braces are written here, so that no text holds the whole bill.
  sink.write("{" + std::move(head).take_members() + ",\"components\":[");
  std::string_view divider = "\n";
  if (!sbom.subject.distribution.id.empty()) {
    sink.write(std::string(divider) + system_component(sbom.subject.distribution));
    divider = ",\n";
  }
  for (const SbomEntry& one : entries) {
    sink.write(std::string(divider) + component(one));
    divider = ",\n";
  }
  sink.write("\n]");
  if (!sbom.gaps.empty())
    sink.write(",\"compositions\":" +
               list_of_one(JsonObject()
                               .text("aggregate", "incomplete")
                               .raw("assemblies", formats::json_list(std::vector{kSubject}))
                               .take()));
  sink.write("}\n");
}

}  // namespace bulwark::outputs
