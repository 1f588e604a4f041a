// SPDX-License-Identifier: Apache-2.0
// Lists definitions and keeps nothing of them but the answer.
#include "sources/cluster/custom_types.h"

#include <optional>
#include <random>
#include <vector>

#include "sources/cluster/lister.h"

namespace bulwark::sources::cluster {
namespace {

// Definitions are only looked at.
class Passing : public Receiver {
 public:
  Workspace& workspace(unsigned /*worker*/) override { return workspace_; }
  void take(unsigned /*worker*/, std::span<const formats::Value> /*objects*/) override {}

 private:
  formats::Pool pool_{1, std::random_device{}()};
  Workspace workspace_{pool_};
};

}  // namespace

Result<CustomTypes> custom_types(ApiClient& client, const Discovery& discovery,
                                 const std::stop_token& stop) {
  std::vector<WantedType> types = wanted_types(discovery, {}, {});
  const std::optional<WantedType> definitions = take_out(types, kDefinitions);
  if (!definitions) return CustomTypes();
  Passing passing;
  ReadOptions options;
  options.workers = 1;
  options.stop = stop;
  Lister lister(client, options, passing);
  CustomTypes custom = list_definitions(lister, *definitions);
  if (stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  const std::vector<model::Problem> problems = lister.take_problems();
  if (problems.empty()) return custom;
  return fail(problems[0].code, problems[0].what + ": " + problems[0].reason);
}

}  // namespace bulwark::sources::cluster
