// SPDX-License-Identifier: Apache-2.0
// The rules about many objects, each under the id of its control.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "analyzers/references/findings.h"
#include "analyzers/references/picture.h"
#include "analyzers/references/types.h"

namespace bulwark::analyzers::references {

/// Where one rule writes.
class Judge {
 public:
  Judge(const Picture& picture, std::string_view control, Findings& findings)
      : picture_(picture), control_(control), findings_(findings) {}

  void found(const model::Resource& resource, std::string path, std::string message,
             std::uint32_t instances = 1) {
    findings_.found.push_back(
        {control_, &resource, std::move(path), std::move(message), instances});
  }
  void unknown(std::string what) { findings_.add_unknown(control_, std::move(what)); }

  /// The objects of that name. Where there is none it is a finding, or unknown when the picture is
  /// only a part. `message` says what refers to it: "its claim data leads to no".
  const Picture::Objects& refer(const Type& type, std::string_view name_space,
                                std::string_view name, const model::Resource& from,
                                std::string path, std::string_view message,
                                std::uint32_t instances = 1);
  /// The same for a policy, quota or budget that some place should have: nobody names it.
  void lacks(const Type& type, std::string_view name_space, const model::Resource& from,
             std::string path, std::string_view message, std::uint32_t instances = 1);
  /// The same for a selector that selects nothing of what is in the picture.
  void selects_nothing(bool known, const model::Resource& from, std::string path,
                       std::string message);

  const Picture& picture() const { return picture_; }

 private:
  const Picture& picture_;
  std::string_view control_;
  Findings& findings_;
};

struct Rule {
  std::string_view control;
  void (*ask)(Judge& judge);
};

std::span<const Rule> pod_rules();
std::span<const Rule> routing_rules();
std::span<const Rule> selection_rules();
std::span<const Rule> availability_rules();
std::span<const Rule> access_rules();
std::span<const Rule> namespace_rules();

}  // namespace bulwark::analyzers::references
