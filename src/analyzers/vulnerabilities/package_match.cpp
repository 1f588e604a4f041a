// SPDX-License-Identifier: Apache-2.0
// The words of several publishers on one vulnerability become one row: they are joined by the names
// they give it.
#include "analyzers/vulnerabilities/package_match.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "analyzers/vulnerabilities/applies.h"
#include "knowledge/ecosystem.h"
#include "knowledge/ids.h"

namespace bulwark::analyzers::vulnerabilities {
namespace {

using knowledge::AdvisoryView;
using knowledge::EntryView;
using model::AdvisoryState;
using model::PackageNames;
using model::Vulnerability;

struct Candidate {
  EntryView entry;
  AdvisoryView advisory;
  bool by_source = false;
  RangeAnswer answer;
};

// Which state tells a user most about what to do.
int rank(AdvisoryState state) {
  switch (state) {
    case AdvisoryState::fixed: return 0;
    case AdvisoryState::affected: return 1;
    case AdvisoryState::will_not_fix: return 2;
    case AdvisoryState::under_investigation: return 3;
    case AdvisoryState::end_of_life: return 4;
    case AdvisoryState::not_affected:
    case AdvisoryState::unknown: return 5;
  }
  return 5;
}

struct Group {
  std::vector<const Candidate*> candidates;
  std::vector<std::string_view> names;
};

class PackageMatch {
 public:
  PackageMatch(const knowledge::Database& database, const std::string& ecosystem,
               const model::Package& package)
      : database_(database),
        ecosystem_(ecosystem),
        package_(package),
        scheme_(knowledge::scheme_of(ecosystem)),
        several_fixes_(scheme_ == formats::VersionScheme::redhat) {}

  PackageAnswer answer();

 private:
  void ask(const std::string& name, const std::string& version, bool by_source);
  void consider(Candidate candidate, const std::string& version);
  RangeAnswer evaluate_entry(const EntryView& entry, const std::string& version);
  void names_of(const AdvisoryView& advisory, std::vector<std::string_view>& out) const;
  void group(const Candidate& candidate);
  void join(const Candidate& candidate, std::vector<std::string_view> names);
  void merge(std::size_t from, std::size_t into);
  Vulnerability row(const Group& group) const;
  void name(const Group& group, Vulnerability& out) const;
  void describe(const Candidate& one, Vulnerability& out) const;
  void take_fix(const RangeAnswer& answer, Vulnerability& out) const;
  std::string why(const Candidate& one) const;

  const knowledge::Database& database_;
  const std::string& ecosystem_;
  const model::Package& package_;
  std::optional<formats::VersionScheme> scheme_;
  /// Red Hat mends one CVE per minor release: having any of the fixes is enough.
  bool several_fixes_;
  std::vector<Candidate> candidates_;
  std::set<std::string_view> settled_;  ///< ids that a passed fix, or "not affected", settles
  std::vector<Group> groups_;
  std::unordered_map<std::string_view, std::size_t> group_of_;
  std::vector<knowledge::EventView> events_;
  std::vector<std::string_view> names_;
  PackageAnswer out_;
};

PackageAnswer PackageMatch::answer() {
  const std::string own = knowledge::canonical_package(ecosystem_,
                                                       knowledge::name_within(package_));
  const std::string version = comparable_version(ecosystem_, package_.version);
  const std::string& source = package_.source_name;
  ask(own, version, false);
  if (knowledge::is_distribution(ecosystem_)) {
    const std::string& built_of = package_.source_version;
    ask(source.empty() ? own : source, built_of.empty() ? version : built_of, true);
  }
  for (const Candidate& one : candidates_) group(one);
  for (const Group& one : groups_) {
    if (!one.candidates.empty()) out_.rows.push_back(row(one));
  }
  return std::move(out_);
}

void PackageMatch::ask(const std::string& name, const std::string& version, bool by_source) {
  const knowledge::EntrySpan span = database_.find(ecosystem_, name);
  for (std::uint32_t i = span.first; i < span.last; ++i) {
    Candidate one;
    one.entry = database_.entry(i);
    one.by_source = by_source;
    // Where both names are the same, `any` was asked for by the package's own already.
    const bool own_name = one.entry.names == PackageNames::any && by_source &&
                          name == package_.name;
    const bool wanted = by_source ? one.entry.names != PackageNames::binary
                                  : one.entry.names != PackageNames::source;
    const bool language = !knowledge::is_distribution(ecosystem_);
    if ((wanted || language) && !own_name && applies(database_, one.entry, package_))
      consider(one, version);
  }
}

RangeAnswer PackageMatch::evaluate_entry(const EntryView& entry, const std::string& version) {
  if (version.empty()) return {Verdict::unknown, {}};
  database_.events(entry, events_);
  RangeAnswer out = evaluate(scheme_, version, events_);
  if (out.verdict == Verdict::affected) return out;
  if (database_.contains(entry.versions, version)) return {Verdict::affected, entry.fixed_version};
  if (entry.versions_unknown) out.verdict = Verdict::unknown;
  return out;
}

void PackageMatch::consider(Candidate one, const std::string& version) {
  const bool told_not = one.entry.state == AdvisoryState::not_affected;
  if (told_not) ++out_.not_affected;
  one.answer = told_not ? RangeAnswer{} : evaluate_entry(one.entry, version);
  const bool harmless = one.answer.verdict == Verdict::not_affected;
  if (harmless && !several_fixes_) return;
  one.advisory = database_.advisory(one.entry.advisory);
  if (one.advisory.withdrawn != 0) return;
  if (!harmless) {
    candidates_.push_back(one);
    return;
  }
  if (told_not && one.by_source) return;  // of a source: some binary may still have it
  names_of(one.advisory, names_);
  settled_.insert(names_.begin(), names_.end());
}

void PackageMatch::names_of(const AdvisoryView& advisory,
                            std::vector<std::string_view>& out) const {
  database_.texts(advisory.covers != 0 ? advisory.covers : advisory.aliases, out);
  if (advisory.covers == 0) out.push_back(advisory.id);
}

void PackageMatch::group(const Candidate& candidate) {
  names_of(candidate.advisory, names_);
  if (candidate.advisory.covers == 0) return join(candidate, names_);
  const std::vector<std::string_view> covered = names_;
  for (const std::string_view one : covered) join(candidate, {one});
}

void PackageMatch::join(const Candidate& candidate, std::vector<std::string_view> names) {
  const auto settled = [this](std::string_view one) { return settled_.contains(one); };
  if (std::ranges::any_of(names, settled)) return;
  std::size_t into = groups_.size();
  for (const std::string_view one : names) {
    const auto found = group_of_.find(one);
    if (found != group_of_.end()) into = std::min(into, found->second);
  }
  if (into == groups_.size()) groups_.emplace_back();
  for (const std::string_view one : names) {
    const auto [found, added] = group_of_.try_emplace(one, into);
    if (added) groups_[into].names.push_back(one);
    if (!added && found->second != into) merge(found->second, into);
  }
  groups_[into].candidates.push_back(&candidate);
}

// A record that gives one vulnerability two names joins what stood apart so far.
void PackageMatch::merge(std::size_t from, std::size_t into) {
  Group& gone = groups_[from];
  Group& stays = groups_[into];
  for (const std::string_view one : gone.names) {
    group_of_[one] = into;
    stays.names.push_back(one);
  }
  stays.candidates.insert(stays.candidates.end(), gone.candidates.begin(), gone.candidates.end());
  gone = {};
}

Vulnerability PackageMatch::row(const Group& group) const {
  const auto before = [](const Candidate* a, const Candidate* b) {
    const bool known_a = a->answer.verdict == Verdict::affected;
    const bool known_b = b->answer.verdict == Verdict::affected;
    if (known_a != known_b) return known_a;
    return rank(a->entry.state) < rank(b->entry.state);
  };
  const Candidate& first = **std::ranges::min_element(group.candidates, before);
  Vulnerability out;
  out.ecosystem = ecosystem_;
  out.why = why(first);
  out.state = first.answer.verdict == Verdict::unknown ? AdvisoryState::unknown : first.entry.state;
  name(group, out);
  describe(first, out);
  for (const Candidate* one : group.candidates) {
    if (one != &first) describe(*one, out);
    take_fix(one->answer, out);
  }
  if (out.severity == model::VulnerabilitySeverity::unknown && out.cvss)
    out.severity = model::severity_of_score(*out.cvss);
  // A range that ends without a fix for this version is no fix.
  if (out.state == AdvisoryState::fixed && out.fixed_version.empty())
    out.state = AdvisoryState::affected;
  return out;
}

void PackageMatch::name(const Group& group, Vulnerability& out) const {
  std::vector<std::string_view> names = group.names;
  std::ranges::sort(names);
  const auto cve = std::ranges::find_if(names, knowledge::is_cve);
  out.id = cve == names.end() ? group.candidates.front()->advisory.id : *cve;
  for (const std::string_view one : names) {
    if (one != out.id) out.aliases.emplace_back(one);
    if (!out.exploitation && knowledge::is_cve(one)) out.exploitation = database_.exploitation(one);
  }
}

// What an earlier candidate told stays.
void PackageMatch::describe(const Candidate& one, Vulnerability& out) const {
  const AdvisoryView& advisory = one.advisory;
  std::vector<std::string_view> texts;
  database_.texts(advisory.notices, texts);
  texts.insert(texts.begin(), advisory.id);
  for (const std::string_view told : texts) {
    if (told != out.id && std::ranges::find(out.advisories, told) == out.advisories.end())
      out.advisories.emplace_back(told);
  }
  if (out.severity == model::VulnerabilitySeverity::unknown) out.severity = one.entry.severity;
  if (out.severity == model::VulnerabilitySeverity::unknown) out.severity = advisory.severity;
  if (out.cvss_vector.empty() && !advisory.cvss_vector.empty()) {
    out.cvss_vector = advisory.cvss_vector;
    out.cvss = model::cvss_base_score(out.cvss_vector);
  }
  if (out.summary.empty()) out.summary = advisory.summary;
  if (out.urls.empty()) {
    database_.texts(advisory.urls, texts);
    out.urls.assign(texts.begin(), texts.end());
  }
  if (out.parts.empty()) {
    database_.texts(one.entry.parts, texts);
    out.parts.assign(texts.begin(), texts.end());
  }
}

void PackageMatch::take_fix(const RangeAnswer& answer, Vulnerability& out) const {
  if (answer.verdict != Verdict::affected || answer.fixed.empty()) return;
  const bool nearer = out.fixed_version.empty() ||
                      (scheme_ &&
                       formats::compare_versions(*scheme_, answer.fixed, out.fixed_version) ==
                           std::weak_ordering::less);
  if (nearer) out.fixed_version = answer.fixed;
}

std::string PackageMatch::why(const Candidate& one) const {
  const bool other = one.by_source && !package_.source_name.empty() &&
                     package_.source_name != package_.name;
  const std::string& version = one.by_source && !package_.source_version.empty()
                                   ? package_.source_version
                                   : package_.version;
  const std::string what = other ? fmt::format("its source {} {}", package_.source_name, version)
                                 : fmt::format("{} {}", knowledge::name_within(package_), version);
  if (one.answer.verdict == Verdict::unknown) {
    if (version.empty()) return fmt::format("{}: no version is told", what);
    return fmt::format("{} cannot be compared with the versions that {} tells", what,
                       one.advisory.id);
  }
  if (!one.answer.fixed.empty())
    return fmt::format("{} is before {}, which mends it", what, one.answer.fixed);
  return fmt::format("{} is among the versions that {} tells", what, one.advisory.id);
}

}  // namespace

PackageAnswer match_package(const knowledge::Database& database, const std::string& ecosystem,
                            const model::Package& package) {
  return PackageMatch(database, ecosystem, package).answer();
}

}  // namespace bulwark::analyzers::vulnerabilities
