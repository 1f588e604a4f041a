// SPDX-License-Identifier: Apache-2.0
// The products that a CSAF document of Red Hat names: which package, for which release.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "formats/value.h"

namespace bulwark::knowledge {

struct CsafProduct {
  std::string ecosystem;  ///< "Red Hat:8"; empty: it is for no operating system
  std::string package;
  std::string version;  ///< with its epoch; empty: of every version
  std::string architecture;
  std::string module;  ///< "ruby:2.5"
};

/// `root` must outlive it.
class CsafProducts {
 public:
  /// `limit`: branches are nested too deep.
  static Result<CsafProducts> of(const formats::Value& root);
  /// nullopt: the document does not tell what this id is.
  std::optional<CsafProduct> find(std::string_view id) const;

 private:
  using Texts = std::map<std::string, std::string, std::less<>>;
  Result<void> take_branches(const formats::Value& tree);
  void take_product(const formats::Value& product);
  void take_relations(const formats::Value& tree);

  Texts platforms_;  ///< id -> ecosystem, "" where it is none
  Texts purls_;
  std::map<std::string, std::pair<std::string, std::string>, std::less<>> relations_;
};

}  // namespace bulwark::knowledge
