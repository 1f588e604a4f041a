// SPDX-License-Identifier: Apache-2.0
// Answers of `bulwark rbac who-can` and `can-i`, for people and for programs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/explain.h"
#include "analyzers/rbac/question.h"
#include "scan/rbac.h"
#include "sources/cluster/access_review.h"

namespace bulwark::cli {

/// Why an answer may not be the whole one.
struct Doubts {
  std::vector<std::string> unknown;   ///< what was not read, or is not in the picture
  std::vector<std::string> dangling;  ///< bindings to roles that do not exist: no doubt, but a risk
  std::vector<std::string> others;    ///< authorizers beside RBAC that are known to be asked
};

/// `name_space`: of the question, where its scope is one. `dangling`: bindings that apply and grant
/// a role which is not in the picture.
Doubts doubts_of(const scan::RbacPicture& picture, analyzers::rbac::Scope scope,
                 std::string_view name_space, const std::vector<std::uint32_t>& dangling);
/// The same of all that somebody may: what the Node authorizer allows is no list.
void add_node_doubt(const analyzers::rbac::Identity& identity, Doubts& doubts);
/// All of one question. Whatever is in doubt does not touch a yes.
Doubts doubts_about(const scan::RbacPicture& picture, const analyzers::rbac::Attributes& asked,
                    const analyzers::rbac::Decision& decision);
/// Whether it is not known: nothing that was read allows it, and something else may.
bool is_open(analyzers::rbac::Verdict is, const Doubts& doubts);

/// A list of grants, one a line.
std::string chains_json(const std::vector<analyzers::rbac::Chain>& chains);

struct WhoCan {
  const analyzers::rbac::Question& question;
  std::vector<analyzers::rbac::Chain> chains;
  std::uint64_t subjects = 0;  ///< distinct ones
  bool of_manifests = false;
  Doubts doubts;
};
std::string who_can_table(const WhoCan& answer);
std::string who_can_json(const WhoCan& answer);

struct CanI {
  const analyzers::rbac::Question& question;
  const analyzers::rbac::Identity& identity;
  analyzers::rbac::Verdict is = analyzers::rbac::Verdict::no;
  bool master = false;
  bool of_manifests = false;
  std::optional<analyzers::rbac::Chain> by{};
  std::string by_node{};  ///< why the Node authorizer allows it, when nothing else does
  std::vector<analyzers::rbac::Chain> named{};  ///< to which names it is allowed, when not to this
  Doubts doubts{};
  std::optional<sources::cluster::AccessAnswer> server{};  ///< its answer, when it was asked
};
std::string can_i_text(const CanI& answer);
std::string can_i_json(const CanI& answer);

/// What somebody is granted in a namespace.
struct Granted {
  const analyzers::rbac::Identity& identity;
  std::string name_space;  ///< empty: in all of them
  bool master = false;
  std::vector<analyzers::rbac::Chain> chains;
  Doubts doubts;
};
std::string granted_table(const Granted& granted);
std::string granted_json(const Granted& granted);

/// `"allowed":true,"via":{...}`: what is added to a question of a batch. `via` is null when nothing
/// allows it, `allowed` is when that is not known.
std::string batch_members(const analyzers::rbac::Model& model,
                          const analyzers::rbac::Decision& decision, const Doubts& doubts);

}  // namespace bulwark::cli
