// SPDX-License-Identifier: Apache-2.0
// Alpine's secdb (https://secdb.alpinelinux.org): source package -> version -> the ids that this
// version has mended. Version "0": the distribution never had the fault. An id may be followed by
// others, and an entry may hold several.
#include <fmt/core.h>

#include <vector>

#include "base/text.h"
#include "formats/yaml.h"
#include "knowledge/feed_readers.h"
#include "knowledge/json_items.h"

namespace bulwark::knowledge {
namespace {

using formats::Value;
using model::AdvisoryState;
using model::AffectedPackage;
using model::VersionEvent;

// "Alpine:v3.19"; Wolfi and Chainguard have no releases, and say who they are by their addresses.
std::string ecosystem_of_document(const Value& root) {
  const std::string_view release = root.text("distroversion");
  const std::string_view address = root.text("urlprefix");
  if (address.contains("wolfi")) return "Wolfi";
  if (address.contains("cgr.dev") || address.contains("chainguard")) return "Chainguard";
  if (!release.empty()) return fmt::format("Alpine:{}", release);
  return {};
}

class Secdb {
 public:
  Secdb(std::string ecosystem, FeedTaker& taker)
      : ecosystem_(std::move(ecosystem)), taker_(taker) {}

  void take(const Value& entry);

 private:
  void take_version(std::string_view package, std::string_view version, const Value& ids);
  void take_id(std::string_view package, std::string_view version, const std::string& words);

  std::string ecosystem_;
  FeedTaker& taker_;
};

void Secdb::take(const Value& entry) {
  const Value* package = entry.find("pkg");
  const std::string_view name = package == nullptr ? std::string_view() : package->text("name");
  if (name.empty()) return taker_.problem(ecosystem_, "a package without a name");
  const Value* fixes = package->find("secfixes");
  if (fixes == nullptr || !fixes->is_map()) return taker_.problem(name, "no fixes are told");
  for (std::size_t i = 0; i < fixes->size(); ++i)
    take_version(name, fixes->shape()->keys[i], fixes->values()[i]);
}

void Secdb::take_version(std::string_view package, std::string_view version, const Value& ids) {
  if (ids.is_null()) return;
  if (!ids.is_list()) return taker_.problem(package, "the fixes of a version are no list");
  for (const Value& one : ids.items()) {
    if (!one.is_string() || trim(one.as_string()).empty()) {
      taker_.problem(package, "an id that is no text");
      continue;
    }
    take_id(package, version, std::string(one.as_string()));
  }
}

// "CVE-2021-1 GHSA-abcd": the same vulnerability by its names; two CVEs are two.
void Secdb::take_id(std::string_view package, std::string_view version, const std::string& words) {
  std::vector<std::string> ids = split(words, ' ');
  std::erase(ids, "");
  std::vector<std::string> others;
  std::vector<std::string> cves;
  for (std::string& id : ids) (is_cve(id) ? cves : others).push_back(std::move(id));
  if (cves.empty()) cves.push_back(others.front());
  for (const std::string& id : cves) {
    model::Advisory out;
    out.id = id;
    if (cves.size() == 1) out.aliases = others;
    std::erase(out.aliases, id);
    AffectedPackage one;
    one.ecosystem = ecosystem_;
    one.package = package;
    one.names = ecosystem_.starts_with("Alpine") ? model::PackageNames::source
                                                 : model::PackageNames::any;
    one.state = version == "0" ? AdvisoryState::not_affected : AdvisoryState::fixed;
    if (one.state == AdvisoryState::fixed) {
      one.fixed_version = version;
      one.ranges.push_back({{VersionEvent::Kind::introduced, "0"},
                            {VersionEvent::Kind::fixed, std::string(version)}});
    }
    out.affected.push_back(std::move(one));
    taker_.advisory(std::move(out));
  }
}

}  // namespace

Result<void> read_secdb(std::string_view name, ByteSource& bytes, FeedTaker& taker) {
  const std::string text = TRY(read_all(bytes, kMostOfDocument));
  formats::Pool pool(1, 1);
  formats::Builder builder(pool);
  JsonTexts texts;
  Value root;
  if (name.ends_with(".yaml") || name.ends_with(".yml")) {
    formats::DocumentOptions options;
    options.resource = false;
    options.limits.bytes = kMostOfDocument;
    const formats::Document document = TRY(formats::YamlReader().read(text, builder, options));
    root = document.root;
  } else {
    root = TRY(texts.read(text));
  }
  const std::string ecosystem = ecosystem_of_document(root);
  const Value* packages = root.find("packages");
  if (ecosystem.empty() || packages == nullptr || !packages->is_list())
    return fail(ErrorCode::malformed,
                "it is no security database of apk packages: no release, or no packages");
  Secdb secdb(ecosystem, taker);
  for (const Value& one : packages->items()) secdb.take(one);
  return {};
}

}  // namespace bulwark::knowledge
