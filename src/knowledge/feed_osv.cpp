// SPDX-License-Identifier: Apache-2.0
// OSV records. Commits (GIT ranges) are of no use for packages: what has nothing else is kept as
// "versions unknown", so that it is never taken for harmless.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "knowledge/ecosystem.h"
#include "knowledge/feed_readers.h"
#include "knowledge/ids.h"
#include "knowledge/json_items.h"

namespace bulwark::knowledge {
namespace {

using formats::Value;
using model::Advisory;
using model::AdvisoryState;
using model::AffectedPackage;
using model::VersionEvent;

constexpr std::size_t kMostUrls = 3;

// One record, with what is told of it.
class Record {
 public:
  Record(const Value& root, std::string_view name, FeedTaker& taker)
      : root_(root), name_(name), taker_(taker) {}

  void take();

 private:
  void problem(std::string_view why) const {
    taker_.problem(out_.id.empty() ? name_ : std::string_view(out_.id), why);
  }
  void take_names();
  void take_grades();
  void take_urls();
  void take_affected(const Value& one);
  void take_ranges(const Value& one, AffectedPackage& out) const;
  bool take_range(const Value& range, AffectedPackage& out) const;
  void settle_state(const Value& one, AffectedPackage& out) const;
  bool of_distribution() const {
    return !out_.affected.empty() && is_distribution(out_.affected.front().ecosystem);
  }

  const Value& root_;
  std::string_view name_;
  FeedTaker& taker_;
  Advisory out_;
};

std::optional<VersionEvent> event_of(const Value& event) {
  using Kind = VersionEvent::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 4> kKinds{
      {{"introduced", Kind::introduced},
       {"fixed", Kind::fixed},
       {"last_affected", Kind::last_affected},
       {"limit", Kind::limit}}};
  if (!event.is_map() || event.size() != 1) return std::nullopt;
  for (const auto& [key, kind] : kKinds) {
    const std::string_view version = event.text(key);
    if (!version.empty()) return VersionEvent{kind, std::string(version)};
  }
  return std::nullopt;
}

// The vendor's own word, wherever this vendor puts it.
std::string_view grade_in(const Value& of) {
  for (const std::string_view key : {"severity", "urgency"}) {
    for (const std::string_view in : {"ecosystem_specific", "database_specific"}) {
      const Value* specific = of.find(in);
      if (specific != nullptr && !specific->text(key).empty()) return specific->text(key);
    }
  }
  if (const Value* list = of.find("severity")) {
    for (const Value& one : list->items()) {
      const Value* score = one.find("score");
      if (score == nullptr || !score->is_string()) continue;
      if (model::vulnerability_severity_from(score->as_string())) return score->as_string();
    }
  }
  return {};
}

// The vector that scores best: version 3 before 4 (no score is made of it) before 2.
std::string vector_in(const Value& of) {
  const Value* list = of.find("severity");
  if (list == nullptr) return {};
  for (const std::string_view type : {"CVSS_V3", "CVSS_V4", "CVSS_V2"}) {
    for (const Value& one : list->items()) {
      if (one.text("type") == type) return std::string(one.text("score"));
    }
  }
  return {};
}

void Record::take() {
  out_.id = root_.text("id");
  if (out_.id.empty()) return problem("a record without an id");
  out_.published = root_.text("published");
  out_.modified = root_.text("modified");
  out_.withdrawn = root_.text("withdrawn");
  out_.summary = one_line(root_.text("summary"));
  if (out_.summary.empty()) out_.summary = one_line(root_.text("details"));
  const Value* affected = root_.find("affected");
  if (affected == nullptr || !affected->is_list()) {
    if (!out_.withdrawn.empty()) return taker_.left_out();
    return problem("a record without a list of what is affected");
  }
  for (const Value& one : affected->items()) take_affected(one);
  if (out_.affected.empty()) return taker_.left_out();
  take_names();
  take_grades();
  take_urls();
  taker_.advisory(std::move(out_));
}

// "CVE-2021-3782" of "UBUNTU-CVE-2021-3782", which is what notices name.
std::string_view upstream_name(std::string_view id) {
  const std::size_t at = id.find("-CVE-");
  const std::string_view cve = at == std::string_view::npos ? id : id.substr(at + 1);
  return is_cve(cve) ? cve : id;
}

// "DSA-5000-1" tells of several CVEs, which are others; "UBUNTU-CVE-2021-3782" is that CVE.
void Record::take_names() {
  out_.aliases = texts_of(root_.find("aliases"));
  std::erase(out_.aliases, out_.id);
  if (!of_distribution()) return;
  std::vector<std::string> told = out_.aliases;
  for (const std::string& one : texts_of(root_.find("upstream"))) {
    const std::string_view name = upstream_name(one);
    if (std::ranges::find(told, name) == told.end()) told.emplace_back(name);
  }
  const auto cve = [](const std::string& id) { return is_cve(id); };
  if (std::ranges::none_of(told, cve)) {
    for (std::string& one : texts_of(root_.find("related"))) {
      if (is_cve(one)) out_.covers.push_back(std::move(one));
    }
  }
  const auto cves = std::ranges::count_if(told, cve);
  if (cves == 1) out_.aliases = told;
  if (cves <= 1) return;
  std::erase_if(out_.aliases, cve);
  std::ranges::copy_if(told, std::back_inserter(out_.covers), cve);
}

void Record::take_grades() {
  out_.cvss_vector = vector_in(root_);
  const auto word = model::vulnerability_severity_from(grade_in(root_));
  const auto score = model::cvss_base_score(out_.cvss_vector);
  if (word) {
    out_.severity = *word;
  } else if (score) {
    out_.severity = model::severity_of_score(*score);
  }
}

void Record::take_urls() {
  const Value* references = root_.find("references");
  if (references == nullptr) return;
  for (const bool advisory : {true, false}) {
    for (const Value& one : references->items()) {
      const std::string_view url = one.text("url");
      if ((one.text("type") == "ADVISORY") == advisory && !url.empty() &&
          out_.urls.size() < kMostUrls)
        out_.urls.emplace_back(url);
    }
  }
}

void Record::take_affected(const Value& one) {
  const Value* package = one.find("package");
  if (package == nullptr) return;  // commits of a repository, which no package names
  AffectedPackage out;
  out.ecosystem = canonical_ecosystem(package->text("ecosystem"));
  out.package = package->text("name");
  if (out.ecosystem.empty() || out.package.empty())
    return problem("a package without its ecosystem or its name");
  out.package = canonical_package(out.ecosystem, out.package);
  out.names = names_in(out.ecosystem);
  take_ranges(one, out);
  const auto grade = model::vulnerability_severity_from(grade_in(one));
  if (grade) out.severity = *grade;
  settle_state(one, out);
  if (const Value* imports = one.at("ecosystem_specific", "imports")) {
    for (const Value& import : imports->items()) {
      if (!import.text("path").empty()) out.parts.emplace_back(import.text("path"));
    }
  }
  out_.affected.push_back(std::move(out));
}

void Record::take_ranges(const Value& one, AffectedPackage& out) const {
  out.versions = texts_of(one.find("versions"));
  bool whole = true;
  if (const Value* ranges = one.find("ranges")) {
    for (const Value& range : ranges->items()) whole = take_range(range, out) && whole;
  }
  if (!whole) problem(fmt::format("a range of {} is not as OSV has them", out.package));
  out.versions_unknown = !whole || (out.ranges.empty() && out.versions.empty());
  // Distributions list what their ranges say once more, which is most of what they publish.
  if (whole && !out.ranges.empty() && is_distribution(out.ecosystem)) out.versions.clear();
}

// False: it could not be understood, so that its versions are not known.
bool Record::take_range(const Value& range, AffectedPackage& out) const {
  const std::string_view type = range.text("type");
  if (type == "GIT") return true;
  const Value* events = range.find("events");
  if ((type != "SEMVER" && type != "ECOSYSTEM") || events == nullptr || events->size() == 0)
    return false;
  model::VersionRange taken;
  for (const Value& one : events->items()) {
    auto event = event_of(one);
    if (!event) return false;
    taken.push_back(std::move(*event));
  }
  out.ranges.push_back(std::move(taken));
  return true;
}

void Record::settle_state(const Value& one, AffectedPackage& out) const {
  bool fixed = false, never = false;
  for (const model::VersionRange& range : out.ranges) {
    for (const VersionEvent& event : range) {
      if (event.kind != VersionEvent::Kind::fixed) continue;
      fixed = true;
      never = never || event.version == "0";
    }
  }
  if (never) {
    out.state = AdvisoryState::not_affected;
  } else if (fixed) {
    out.state = AdvisoryState::fixed;
  } else if (grade_in(one) == "end-of-life") {
    out.state = AdvisoryState::end_of_life;
  }
}

}  // namespace

void take_osv(const Value& record, std::string_view name, FeedTaker& taker) {
  if (!record.is_map()) return taker.problem(name, "a record that is no object");
  Record(record, name, taker).take();
}

Result<void> read_osv(std::string_view name, ByteSource& bytes, FeedTaker& taker) {
  const auto peeked = TRY(PeekedSource::peek(bytes, 64));
  const std::size_t start = peeked->first().find_first_not_of(" \t\r\n");
  JsonTexts texts;
  if (start == std::string_view::npos || peeked->first()[start] != '[') {
    const std::string text = TRY(read_all(*peeked, kMostOfRecord));
    take_osv(TRY(texts.read(text)), name, taker);
    return {};
  }
  JsonItems items(*peeked, kMostOfRecord);
  while (const auto item = TRY(items.next())) {
    const auto value = texts.read(item->text);
    if (!value) taker.problem(name, value.error().text());
    if (value) take_osv(*value, name, taker);
  }
  return {};
}

}  // namespace bulwark::knowledge
