// SPDX-License-Identifier: Apache-2.0
// View: a report as it may be shown. Formats see nothing else, so none of them can print a secret.
//
// Every text that came from the user's input is masked here and made valid UTF-8. The catalogue's
// own texts (titles, reasons, fixes) pass as they are. What a format does beyond that is its own
// escaping.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/locator.h"
#include "model/report.h"

namespace bulwark::outputs {

struct ShownWaiver {
  std::string_view by;  ///< "waiver", "annotation", "expected"
  std::string reason;
  std::string expires;  ///< empty: never
};

/// One finding, ready to be printed.
struct Shown {
  const model::Control* control = nullptr;
  std::string cluster, api_version, kind, name_space, name;
  model::Place place;  ///< line 0 when unknown
  std::string path, message, fingerprint;
  std::vector<std::string> affects;  ///< what else has it: "Deployment shop/cart"
  std::uint32_t instances = 1;
  std::optional<ShownWaiver> waived;

  /// "Deployment shop/cart"
  std::string title() const;
  /// "prod: Deployment shop/cart"; without a cluster the same as title().
  std::string full_title() const;
  /// "deploy/cart.yaml:31", or the path in the object where no file is known.
  std::string where() const;
};

/// A cluster of the report and the unwaived findings in it.
struct ShownCluster {
  std::string name, server_version, taken_at;
  std::vector<std::string> namespaces{};  ///< what alone was read; empty: the whole cluster
  std::array<std::uint64_t, model::kSeverities.size()> counts{};  ///< by severity
  std::uint64_t resources = 0;
};

/// How one cluster differs from the others; see model::Oddity.
struct ShownOddity {
  const model::Control* control = nullptr;
  std::string cluster;
  bool missing = false;  ///< in this cluster alone; otherwise it is found in this cluster alone
  bool whole = false, uncertain = false;
  std::uint64_t objects = 0;
  std::vector<std::string> examples;

  /// "image-tag: only prod has it: Deployment shop/cart and 2 more"
  std::string sentence() const;
};

/// Lines of a file around a finding.
struct Frame {
  std::uint32_t first_line = 0;
  std::vector<std::string> lines;
  std::uint32_t focus = 0;  ///< the line that the finding is about
};

class View {
 public:
  /// Both must outlive the view.
  View(const model::Report& report, model::Locator& locator);

  std::string_view tool_version() const { return report_.tool_version; }
  const std::vector<std::string>& targets() const { return targets_; }
  std::string_view catalogue() const { return report_.catalogue; }
  std::uint64_t controls() const { return report_.controls; }
  std::uint64_t documents() const { return report_.documents; }
  std::uint64_t empty() const { return report_.empty; }
  std::uint64_t resources() const { return report_.resources; }
  /// Documents that were met and could not be read.
  std::uint64_t unread() const { return unread_; }
  const model::Tally& tally() const { return tally_; }
  const std::vector<ShownCluster>& clusters() const { return clusters_; }
  const std::vector<ShownOddity>& oddities() const { return oddities_; }
  std::uint64_t oddities_left_out() const { return report_.fleet.left_out; }
  /// What they are told under.
  std::string_view oddities_heading() const;
  /// Each finding is then shown with the name of its cluster, also where room is scarce.
  bool several_clusters() const { return clusters_.size() > 1; }

  std::size_t size() const { return report_.findings.size(); }
  /// What needs no masking and no place.
  const model::Finding& finding(std::size_t i) const { return report_.findings[i]; }
  Shown at(std::size_t i);
  /// Of its resource, with the cluster's name where there are several.
  std::string title(std::size_t i) const { return title(*finding(i).resource); }
  std::string title(const model::Resource& resource) const;
  std::string cluster_of(const model::Resource& resource) const;
  /// Cluster and namespace of everything that was read; the namespace is empty where there is none.
  std::set<std::pair<std::string, std::string>> namespaces() const;
  /// `before` and `after` lines around the finding; empty when its source has no lines.
  Frame frame(std::size_t i, std::uint32_t before, std::uint32_t after);
  /// Numbers of the findings in the order of files: in this order their places are found fastest.
  std::vector<std::size_t> in_file_order() const;
  /// Finds every place now, in the order of files, for a format that shows all in another order.
  void locate_all();

  const std::vector<model::Problem>& not_evaluated() const { return not_evaluated_; }
  const std::vector<std::string>& notices() const { return notices_; }
  /// Its reasons and messages may be shown as they are; null where no benchmark was asked for.
  const model::Benchmark* benchmark() const { return benchmark_ ? &*benchmark_ : nullptr; }
  model::Place place_of(const model::Evidence& evidence);

 private:
  const model::Place& place(std::size_t i);
  const std::string& clean(std::string_view name);
  void count_clusters();
  void clean_oddities();
  void clean_benchmark();

  const model::Report& report_;
  model::Locator& locator_;
  model::Tally tally_;
  std::uint64_t unread_ = 0;
  std::vector<std::string> targets_;
  std::vector<ShownCluster> clusters_;
  std::vector<ShownOddity> oddities_;
  std::vector<model::Problem> not_evaluated_;
  std::vector<std::string> notices_;
  std::optional<model::Benchmark> benchmark_;
  std::vector<model::Place> places_;  ///< of all findings after locate_all(), else empty
  model::Place last_place_;
  std::size_t last_ = SIZE_MAX;
  std::unordered_map<const model::FindingDetail*, std::string> messages_;
  std::unordered_map<std::string, std::string> names_;  ///< kinds, namespaces, paths: few, and met
                                                        ///< often
};

/// "waiver", "annotation" or "expected".
std::string_view waived_by(const model::Waived& waived);

/// What was not evaluated, and in which cluster.
std::string gap_title(const model::Problem& problem);

/// Masked and valid UTF-8: for a message, for a name.
std::string clean_text(std::string_view text);
std::string clean_name(std::string_view name);

}  // namespace bulwark::outputs
