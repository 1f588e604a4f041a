// SPDX-License-Identifier: Apache-2.0
// Side: one of the two pictures of a diff, with its objects, findings and gaps by what names them
// in both.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/report.h"

namespace bulwark::scan {

/// `report` must outlive this.
class Side {
 public:
  /// `with_clusters`: the name of the cluster is part of what objects are known by.
  Side(const model::Report& report, bool with_clusters);

  /// Objects that are compared, by what they are known by; of several with one name the order of
  /// their sources.
  using Objects = std::map<std::string, std::vector<const model::Resource*>>;
  const Objects& objects() const { return objects_; }

  /// What a finding is known by. One on an object that a controller made is known by the owner at
  /// the top.
  std::string key_of(const model::Finding& finding) const;
  /// The same of a gap; lines may move, and the target may be called otherwise.
  std::string key_of(const model::Problem& gap) const;

  /// The object here that a resource of the other side is, or one that stands for it; null when
  /// there is none.
  const model::Resource* counterpart(const Side& other, const model::Resource& resource) const;

  /// True when `resource` of the other side, which has no counterpart here, may be among what could
  /// not be read here.
  bool may_hide(const Side& other, const model::Resource& resource) const;
  /// True when this side is a picture of some namespaces only, and `resource` of the other side is
  /// not in them.
  bool leaves_out(const Side& other, const model::Resource& resource) const;
  /// True when that control could not be evaluated at that resource, which is of this side.
  bool left_open(const model::Control& control, const model::Resource& resource) const;

 private:
  std::string object_key(const model::Resource& resource) const;
  std::string subject_key(const model::Resource& resource) const;
  std::string place_of(std::string_view file) const;
  void find_owners_of_owners();
  void collect_objects();
  void collect_gaps();

  const model::Report& report_;
  bool with_clusters_;
  std::unordered_map<std::string, std::string> parents_;  ///< of objects that are owned themselves
  std::unordered_map<std::string, const model::Resource*> subjects_;
  Objects objects_;
  std::vector<const model::Problem*> unread_;                ///< gaps of the input
  std::unordered_map<std::string, std::size_t> judgements_;  ///< gaps at single objects
};

}  // namespace bulwark::scan
