// SPDX-License-Identifier: Apache-2.0
// Asked: whether a control that found nothing was really asked, so that silence is no pass.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/report.h"
#include "policy/catalogue.h"
#include "policy/evaluation.h"
#include "scan/analyses.h"

namespace bulwark::scan {

/// What is to be known about a scan beside its report.
struct AskedInput {
  const policy::Chosen& chosen;
  const std::deque<policy::Answers>& answers;
  const Unsure& unsure;
  bool complete = false;       ///< the manifests are everything
  bool own_documents = false;  ///< only what a node tells was asked
  bool narrowed = false;       ///< only some layers were
};

/// How it went for one control, its findings left aside.
struct Asked {
  bool answered = false;
  std::string why_not{};
  bool open = false;    ///< not answered, though nobody asked to leave it out
  bool absent = false;  ///< not answered, since there is nothing that it is about
};

/// Answered is a control that met something to judge, or whose objects were all read and are none;
/// where nothing of it is unknown. Of documents of our own that are not there nobody knows whether
/// they should be. `report` and what the input refers to must outlive it.
class AskedControls {
 public:
  AskedControls(const model::Report& report, const AskedInput& input);

  Asked of(const policy::ControlFile& file) const;

  /// Whether there was anything that could be shown to a person, by the types alone.
  Asked shown(const policy::ControlFile& evidence) const;

 private:
  struct Count {
    std::uint64_t subjects = 0;
    bool applied = false;
  };

  void read_types();
  void count_answers();
  void sort_gaps();
  bool is_there(const policy::SubjectKind& subject) const;
  bool met_something(const policy::ControlFile& file) const;
  const model::Problem* hiding_image(const policy::ControlFile& file) const;
  const model::Problem* hiding(const policy::ControlFile& file) const;
  Asked of_packages() const;
  Asked of_own_documents(const policy::ControlFile& file) const;
  Asked of_objects(const policy::ControlFile& file) const;

  const model::Report& report_;
  const AskedInput& input_;
  bool all_read_ = false;  ///< a whole cluster, or all manifests there are
  bool has_pods_ = false;
  std::set<std::string_view> chosen_;
  std::set<std::pair<std::string_view, std::string_view>> types_;  ///< apiVersion and kind
  std::map<std::string_view, Count> counts_;                       ///< by control
  std::map<std::string_view, std::vector<const model::Problem*>> unjudged_;  ///< by control
  std::vector<const model::Problem*> unread_;
  std::vector<const model::Problem*> image_gaps_;
};

}  // namespace bulwark::scan
