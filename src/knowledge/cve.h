// SPDX-License-Identifier: Apache-2.0
// Cve: what is known of one vulnerability of Kubernetes' own programs and of what a cluster is
// built with: which versions of which component have it, which mend it, and how bad it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::knowledge {

/// By CVSS' own limits; `unknown`: nobody has said.
enum class CveSeverity : std::uint8_t { critical, high, medium, low, none, unknown };
/// "critical", ...
std::string_view name_of(CveSeverity severity);
/// Upper and lower case are the same; "moderate" is medium. Nothing for every other word.
std::optional<CveSeverity> cve_severity_from(std::string_view word);

/// Versions of one component in a row, as OSV's events bound them. All are texts as they were told.
struct CveSpan {
  std::string from = "0";  ///< the first that is affected; "0": from the beginning
  std::string fixed{};     ///< the first that is not any more; empty: see `last`
  std::string last{};      ///< the last that is; empty, with `fixed` empty: there is no end
  std::string limit{};     ///< OSV's "limit": versions from here on are not meant
  bool operator==(const CveSpan&) const = default;
};

struct CveAffected {
  std::string component;  ///< as component_from() names it: "kubelet", "ingress-nginx"
  std::vector<CveSpan> spans{};
  std::vector<std::string> versions{};  ///< named one by one (OSV's "versions")
  std::vector<std::string> fixed_in{};  ///< versions that mend it, where no span says so
  bool operator==(const CveAffected&) const = default;
};

/// Texts are empty where the source does not say.
struct Cve {
  std::string id = {};  ///< "CVE-2025-1974"; an advisory's own id where there is no CVE
  std::vector<std::string> aliases = {};
  std::string title = {};
  std::string details = {};
  std::string published = {}, modified = {}, withdrawn = {};  ///< RFC 3339, or a day
  CveSeverity severity = CveSeverity::unknown;
  std::string cvss = {};        ///< the vector: "CVSS:3.1/AV:N/..."
  std::optional<double> score;  ///< of the vector, or as the source tells it
  std::vector<CveAffected> affected = {};
  std::string mitigation = {};
  std::vector<std::string> sources = {};  ///< URLs
  std::string status = {};                ///< of the official feed: "fixed", "open", "unknown"
  std::uint64_t issue = 0;                ///< of kubernetes/kubernetes; 0: not told
  /// Why versions are not known, or not all of them. Nobody is "not affected" by such a one because
  /// no span holds his version.
  std::vector<std::string> unread = {};

  bool ranges_known() const { return !affected.empty() && unread.empty(); }
  bool operator==(const Cve&) const = default;
};

/// One item that could not be read; the others are not lost for it.
struct CveProblem {
  std::string item;  ///< its id, or where it stands: "items[3]", "vulns/x.json"
  std::string reason;
  bool operator==(const CveProblem&) const = default;
};

struct CveSet {
  std::string name;   ///< where it comes from, as the user named it
  std::string as_of;  ///< the day up to which it knows: "2026-11-30"; empty: not told
  std::vector<Cve> cves;
  std::vector<CveProblem> problems;
};

/// All "CVE-2023-2727" in a text, in its order, each once, at most 200. An id of the feed may hold
/// several.
std::vector<std::string> cve_ids_in(std::string_view text);

/// Sorted by year and number; ids that are no CVEs come last. Of an id that is there twice the
/// affected versions are joined.
void sort_cves(CveSet& set);

}  // namespace bulwark::knowledge
