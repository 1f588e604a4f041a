// SPDX-License-Identifier: Apache-2.0
#include "outputs/spdx.h"

#include <fmt/core.h>

#include <map>
#include <string>
#include <vector>

#include "formats/json_object.h"
#include "io/sink.h"
#include "outputs/license_expression.h"
#include "outputs/sbom_order.h"

namespace bulwark::outputs {
namespace {

using formats::json_array;
using formats::JsonObject;

constexpr std::string_view kNoTime = "1970-01-01T00:00:00Z";
constexpr std::string_view kUnknown = "NOASSERTION";
constexpr std::string_view kSubject = "SPDXRef-Subject";
constexpr std::string_view kSystem = "SPDXRef-OperatingSystem";
constexpr std::string_view kDocument = "SPDXRef-DOCUMENT";

// Licences that are no expression, by their text, in the order in which they come.
class OtherLicenses {
 public:
  std::string declared(const std::string& license) {
    if (license.empty()) return std::string(kUnknown);
    if (is_license_expression(license)) return license;
    const auto [at, added] = ids_.try_emplace(license,
                                              fmt::format("LicenseRef-{}", ids_.size() + 1));
    if (added)
      items_.push_back(JsonObject()
                           .text("licenseId", at->second)
                           .text("extractedText", license)
                           .text("name", license)
                           .take());
    return at->second;
  }
  const std::vector<std::string>& items() const { return items_; }

 private:
  std::map<std::string, std::string> ids_;
  std::vector<std::string> items_;
};

class Writer {
 public:
  Writer(const model::Sbom& sbom, std::string_view version, io::Sink& sink)
      : sbom_(sbom), tool_(fmt::format("Tool: bulwark-{}", version)), sink_(sink) {}

  void write() {
    const std::vector<SbomEntry> entries = sbom_entries(sbom_);
    sink_.write("{" + head(entries) + ",\"packages\":[\n" + subject());
    if (!sbom_.subject.distribution.id.empty()) sink_.write(",\n" + system());
    for (std::size_t i = 0; i < entries.size(); ++i)
      sink_.write(",\n" + package(entries[i], reference(i)));
    sink_.write("\n],\"relationships\":[\n" + relation(kDocument, "DESCRIBES", kSubject));
    if (!sbom_.subject.distribution.id.empty())
      sink_.write(",\n" + relation(kSubject, "CONTAINS", kSystem));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const bool development = entries[i].package->package.development;
      sink_.write(",\n" + (development ? relation(reference(i), "DEV_DEPENDENCY_OF", kSubject)
                                       : relation(kSubject, "CONTAINS", reference(i))));
    }
    sink_.write("\n]");
    if (!licenses_.items().empty())
      sink_.write(",\"hasExtractedLicensingInfos\":" + json_array(licenses_.items()));
    sink_.write("}\n");
  }

 private:
  static std::string reference(std::size_t index) {
    return fmt::format("SPDXRef-Package-{}", index + 1);
  }

  std::string annotation(std::string_view comment) const {
    return JsonObject()
        .text("annotationDate", kNoTime)
        .text("annotationType", "OTHER")
        .text("annotator", tool_)
        .text("comment", comment)
        .take();
  }

  std::string name() const { return sbom_.subject.name.empty() ? "unnamed" : sbom_.subject.name; }

  std::string head(const std::vector<SbomEntry>& entries) const {
    JsonObject out;
    out.text("spdxVersion", "SPDX-2.3").text("dataLicense", "CC0-1.0").text("SPDXID", kDocument);
    out.text("name", name()).text("documentNamespace", sbom_identifier(sbom_, entries));
    JsonObject created;
    created.text("created", kNoTime).raw("creators", formats::json_list(std::vector{tool_}));
    out.raw("creationInfo", std::move(created).take());
    std::vector<std::string> gaps;
    for (const std::string& gap : sbom_.gaps) gaps.push_back(annotation("bulwark:gap=" + gap));
    if (!gaps.empty()) out.raw("annotations", json_array(gaps));
    return std::move(out).take_members();
  }

  static JsonObject begin(std::string_view id, std::string_view name, std::string_view version) {
    JsonObject out;
    out.text("SPDXID", id).text("name", name).text_if_any("versionInfo", version);
    out.text("downloadLocation", kUnknown).raw("filesAnalyzed", "false");
    return out;
  }

  std::string subject() const {
    JsonObject out = begin(kSubject, name(), sbom_.subject.digest);
    out.text("primaryPackagePurpose", sbom_.subject.is_image ? "CONTAINER" : "APPLICATION");
    return std::move(out).take();
  }

  std::string system() const {
    const model::Distribution& distribution = sbom_.subject.distribution;
    JsonObject out = begin(kSystem, distribution.id, distribution.version);
    out.text_if_any("description", distribution.pretty_name);
    out.text("primaryPackagePurpose", "OPERATING_SYSTEM");
    if (!distribution.codename.empty())
      out.raw("annotations", "[" + annotation("bulwark:codename=" + distribution.codename) + "]");
    return std::move(out).take();
  }

  std::string package(const SbomEntry& entry, std::string_view id) {
    const model::Package& one = entry.package->package;
    JsonObject out = begin(id, full_name(one), one.version);
    out.text("licenseConcluded", kUnknown).text("licenseDeclared", licenses_.declared(one.license));
    out.text("copyrightText", kUnknown);
    JsonObject url;
    url.text("referenceCategory", "PACKAGE-MANAGER").text("referenceType", "purl");
    url.text("referenceLocator", entry.url);
    out.raw("externalRefs", "[" + std::move(url).take() + "]");
    std::vector<std::string> notes;
    if (!one.path.empty()) notes.push_back(annotation("bulwark:path=" + one.path));
    if (entry.package->layer) {
      notes.push_back(annotation("bulwark:layer=" + entry.package->layer->digest));
      notes.push_back(
          annotation(fmt::format("bulwark:layer:index={}", entry.package->layer->index)));
    }
    if (!notes.empty()) out.raw("annotations", json_array(notes));
    return std::move(out).take();
  }

  static std::string relation(std::string_view from, std::string_view type, std::string_view to) {
    return JsonObject()
        .text("spdxElementId", from)
        .text("relationshipType", type)
        .text("relatedSpdxElement", to)
        .take();
  }

  const model::Sbom& sbom_;
  std::string tool_;
  io::Sink& sink_;
  OtherLicenses licenses_;
};

}  // namespace

void write_spdx(const model::Sbom& sbom, std::string_view version, io::Sink& sink) {
  Writer(sbom, version, sink).write();
}

}  // namespace bulwark::outputs
