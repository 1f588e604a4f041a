// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/sbom.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>

#include "base/text.h"
#include "extractors/lang/listing.h"
#include "formats/value_fields.h"
#include "model/package_url.h"

namespace bulwark::extractors::lang {
namespace {

using formats::items_of;
using formats::Value;
using model::SbomPackage;

constexpr std::size_t kMostDepth = 20;
constexpr std::size_t kMostNamed = 10;

// "debian-12", or a codename alone.
model::Distribution distribution_of(std::string_view text) {
  model::Distribution out;
  const std::size_t dash = text.rfind('-');
  out.id = text.substr(0, dash);
  if (dash != std::string_view::npos) out.version = text.substr(dash + 1);
  return out;
}

// What a property or annotation says of a package, by ours and others' names.
void set_property(std::string_view name, std::string_view value, SbomPackage& out) {
  const auto is = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
  };
  const auto layer = [&]() -> model::SbomLayer& {
    if (!out.layer) out.layer.emplace();
    return *out.layer;
  };
  if (is({"bulwark:path", "aquasecurity:trivy:FilePath", "syft:location:0:path"})) {
    out.package.path = value.substr(
        std::min<std::size_t>(value.starts_with('/') ? 1 : 0, value.size()));
  } else if (is({"bulwark:layer", "aquasecurity:trivy:LayerDigest", "syft:location:0:layerID"})) {
    layer().digest = value;
  } else if (name == "bulwark:layer:index") {
    std::from_chars(value.data(), value.data() + value.size(), layer().index);
  } else if (is({"bulwark:source:name", "aquasecurity:trivy:SrcName"})) {
    out.package.source_name = value;
  } else if (name == "bulwark:source:version") {
    out.package.source_version = value;
  } else if (name == "bulwark:module") {
    out.package.module = value;
  }
}

class Reader {
 public:
  Reader(std::string_view path, SbomFile& out) : path_(path), out_(out) {}

  // CycloneDX.
  void components(std::span<const Value> list, std::size_t depth) {
    if (depth > kMostDepth) return problem("components nest too deep", ErrorCode::limit);
    for (const Value& one : list) {
      component(one);
      components(items_of(one, "components"), depth + 1);
    }
  }

  void subject(const Value& root) {
    const Value* const component = root.at("metadata", "component");
    if (component == nullptr) return;
    out_.sbom.subject.name = component->text("name");
    out_.sbom.subject.digest = component->text("version");
    out_.sbom.subject.is_image = component->text("type") == "container";
    // A project's own component may be all that a bill has nested components under.
    components(items_of(*component, "components"), 0);
  }

  void gaps(const Value& root) {
    const Value* const metadata = root.find("metadata");
    if (metadata == nullptr) return;
    for (const Value& one : items_of(*metadata, "properties"))
      if (one.text("name") == "bulwark:gap") out_.sbom.gaps.emplace_back(one.text("value"));
  }

  // SPDX.
  void packages(const Value& root) {
    std::vector<std::string_view> described;
    std::vector<std::string_view> development;
    for (const Value& one : items_of(root, "relationships")) {
      const std::string_view type = one.text("relationshipType");
      if (type == "DESCRIBES") described.push_back(one.text("relatedSpdxElement"));
      if (type == "DEV_DEPENDENCY_OF") development.push_back(one.text("spdxElementId"));
    }
    for (const Value& one : items_of(root, "documentDescribes"))
      if (one.is_string()) described.push_back(one.as_string());
    std::ranges::sort(described);
    std::ranges::sort(development);
    for (const Value& one : items_of(root, "hasExtractedLicensingInfos"))
      extracted_.emplace(one.text("licenseId"), one.text("extractedText"));
    for (const Value& one : items_of(root, "packages")) {
      const std::string_view id = one.text("SPDXID");
      const bool is_subject = std::ranges::binary_search(described, id);
      package(one, is_subject, std::ranges::binary_search(development, id));
    }
  }

  void finish() {
    if (out_.sbom.subject.distribution.id.empty() && !named_.empty())
      out_.sbom.subject.distribution = distribution_of(named_);
    if (without_url_ == 0) return;
    const std::string more = without_url_ > names_.size()
                                 ? fmt::format(" and {} more", without_url_ - names_.size())
                                 : std::string();
    problem(fmt::format("{} components have no package URL, so that nothing is known of them: {}{}",
                        without_url_, join(names_, ", "), more),
            ErrorCode::unsupported);
  }

 private:
  void problem(std::string reason, ErrorCode code) {
    out_.problems.push_back(model::unread(path_, {code, std::move(reason), {}}));
  }

  void set_system(std::string_view name, std::string_view version, std::string_view pretty) {
    model::Distribution& out = out_.sbom.subject.distribution;
    if (!out.id.empty()) return;
    out.id = name;
    out.version = version;
    out.pretty_name = pretty;
  }

  void component(const Value& one) {
    static constexpr std::array<std::string_view, 3> kSoftware{"library", "framework",
                                                               "application"};
    if (one.text("type") == "operating-system") {
      set_system(one.text("name"), one.text("version"), one.text("description"));
      for (const Value& property : items_of(one, "properties")) {
        if (property.text("name") == "bulwark:codename")
          out_.sbom.subject.distribution.codename = property.text("value");
        if (property.text("name") == "bulwark:like")
          out_.sbom.subject.distribution.like.emplace_back(property.text("value"));
      }
      return;
    }
    SbomPackage package;
    if (!identify(one.text("purl"), package)) {
      if (std::ranges::find(kSoftware, one.text("type")) != kSoftware.end())
        missing(one.text("name"));
      return;
    }
    complete(one.text("version"), package);
    for (const Value& property : items_of(one, "properties"))
      set_property(property.text("name"), property.text("value"), package);
    package.package.development = one.text("scope") == "excluded";
    package.package.license = license(items_of(one, "licenses"));
    out_.sbom.packages.push_back(std::move(package));
  }

  static std::string license(std::span<const Value> list) {
    std::vector<std::string> all;
    for (const Value& one : list) {
      const Value* const license = one.find("license");
      std::string_view text = one.text("expression");
      if (license != nullptr)
        text = license->text("id").empty() ? license->text("name") : license->text("id");
      if (!text.empty()) all.emplace_back(text);
    }
    return join(all, " AND ");
  }

  void package(const Value& one, bool is_subject, bool is_development) {
    // The specification's text has a dash, its schema none.
    const std::string_view purpose = one.text("primaryPackagePurpose");
    if (purpose == "OPERATING_SYSTEM" || purpose == "OPERATING-SYSTEM") {
      set_system(one.text("name"), one.text("versionInfo"), one.text("description"));
      each_note(one, [&](std::string_view name, std::string_view value) {
        if (name == "bulwark:codename") out_.sbom.subject.distribution.codename = value;
      });
      return;
    }
    SbomPackage found;
    bool known = false;
    for (const Value& reference : items_of(one, "externalRefs"))
      if (!known && reference.text("referenceType") == "purl")
        known = identify(reference.text("referenceLocator"), found);
    if (is_subject && out_.sbom.subject.name.empty()) {
      out_.sbom.subject.name = one.text("name");
      out_.sbom.subject.digest = one.text("versionInfo");
      out_.sbom.subject.is_image = purpose == "CONTAINER";
      return;
    }
    if (!known) return missing(one.text("name"));
    complete(one.text("versionInfo"), found);
    each_note(one, [&](std::string_view name, std::string_view value) {
      set_property(name, value, found);
    });
    found.package.development = is_development;
    const std::string_view declared = one.text("licenseDeclared");
    const auto text = extracted_.find(declared);
    if (declared != "NOASSERTION" && declared != "NONE")
      found.package.license = text == extracted_.end() ? declared : text->second;
    out_.sbom.packages.push_back(std::move(found));
  }

  // Comments of annotations as we write them: "name=value".
  static void each_note(const Value& one,
                        const std::function<void(std::string_view, std::string_view)>& take) {
    for (const Value& note : items_of(one, "annotations")) {
      const std::string_view comment = note.text("comment");
      const std::size_t equals = comment.find('=');
      if (equals != std::string_view::npos)
        take(comment.substr(0, equals), comment.substr(equals + 1));
    }
  }

  bool identify(std::string_view url, SbomPackage& out) {
    auto found = model::package_from_url(url);
    if (!found) return false;
    out.package = std::move(found->package);
    if (named_.empty()) named_ = std::move(found->distribution);
    return true;
  }

  // A URL without a version: the component says it beside.
  static void complete(std::string_view version, SbomPackage& out) {
    if (out.package.version.empty()) out.package.version = version;
  }

  void missing(std::string_view name) {
    ++without_url_;
    if (names_.size() < kMostNamed) names_.emplace_back(name.empty() ? "(unnamed)" : name);
  }

  std::string_view path_;
  SbomFile& out_;
  std::string named_;                                       // a distribution, by a package's URL
  std::map<std::string_view, std::string_view> extracted_;  // licences that SPDX has no name for
  std::size_t without_url_ = 0;
  std::vector<std::string> names_;
};

Result<void> read_spdx(const Value& root, Reader& reader) {
  if (!root.text("spdxVersion").starts_with("SPDX-2."))
    return fail(ErrorCode::unsupported,
                fmt::format("a bill of {}: SPDX 2 can be read", root.text("spdxVersion")));
  reader.packages(root);
  return {};
}

Result<void> read_cyclonedx(const Value& root, Reader& reader) {
  if (!root.text("specVersion").starts_with("1."))
    return fail(ErrorCode::unsupported, fmt::format("a bill of CycloneDX {}: 1.2 and later can be "
                                                    "read",
                                                    root.text("specVersion")));
  reader.subject(root);
  reader.gaps(root);
  reader.components(items_of(root, "components"), 0);
  return {};
}

}  // namespace

Result<SbomFile> read_sbom(std::string_view path, std::string_view bytes) {
  Listing document(path, model::PackageType::generic);
  const Value root = TRY(document.json(bytes));
  SbomFile out;
  Reader reader(path, out);
  if (root.text("bomFormat") == "CycloneDX") {
    TRY_VOID(read_cyclonedx(root, reader));
  } else if (!root.text("spdxVersion").empty()) {
    TRY_VOID(read_spdx(root, reader));
  } else {
    return fail(ErrorCode::malformed, "this is neither CycloneDX nor SPDX 2, as JSON");
  }
  reader.finish();
  return out;
}

}  // namespace bulwark::extractors::lang
