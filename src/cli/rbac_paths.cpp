// SPDX-License-Identifier: Apache-2.0
// `bulwark rbac paths`: who can get from what he is to cluster-admin, to a node, or to some object.
#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/rbac_ask.h"
#include "cli/rbac_flags.h"
#include "cli/rbac_paths_answer.h"
#include "cli/say.h"
#include "policy/catalogue.h"

namespace bulwark::cli {
namespace {

namespace paths = analyzers::attack_paths;

constexpr std::int64_t kMostPaths = 100;
constexpr std::size_t kCuts = 5;

struct Flags {
  RbacFlags picture;
  std::string from, to = "cluster-admin";
  std::int64_t most = 0;  ///< of each source; 0: one of all sources, three of one
  bool system = false;
  bool network = false;
};

Result<void> check(const Flags& flags) {
  if (flags.most < 0 || flags.most > kMostPaths)
    return fail(ErrorCode::malformed,
                fmt::format("--paths {}: it is 1 to {}", flags.most, kMostPaths));
  return {};
}

std::vector<std::uint32_t> dangling(const analyzers::rbac::Model& model) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < model.bindings().size(); ++i) {
    if (model.bindings()[i].dangling()) out.push_back(i);
  }
  return out;
}

Result<PathsAnswer> answer_of(const Flags& flags, const scan::RbacPicture& picture) {
  const std::uint32_t minor = picture.minor.value_or(policy::kNewestMinor);
  PathsAnswer answer;
  answer.analysis = paths::Analysis::build(picture.inventory, picture.cluster, *picture.model,
                                           {.minor = minor, .network = flags.network});
  const paths::Analysis& analysis = *answer.analysis;
  answer.target = TRY(analysis.find(flags.to));
  answer.distances = paths::distances_to(analysis.graph(), answer.target);
  std::vector<paths::VertexId> sources = analysis.sources(flags.system);
  answer.left_out = analysis.sources(true).size() - sources.size();
  if (!flags.from.empty()) {
    sources = {TRY(analysis.find(flags.from))};
    if (sources.front() == answer.target)
      return fail(ErrorCode::malformed, "--from and --to are the same");
    answer.one_source = true;
  }
  std::erase(sources, answer.target);
  answer.asked = sources.size();
  const std::int64_t most = flags.most != 0 ? flags.most : answer.one_source ? 3 : 1;
  for (const paths::VertexId source : sources) answer.add(source, static_cast<std::size_t>(most));
  answer.cuts = paths::best_cuts(
      analysis.graph(), answer.target, sources,
      [&](const paths::Edge& edge) { return analysis.book().causes(edge); }, kCuts);
  answer.doubts = doubts_of(picture, analyzers::rbac::Scope::anywhere, "",
                            dangling(*picture.model));
  add_path_doubts(picture, answer.doubts);
  const auto& unknown = analysis.unknown();
  answer.doubts.unknown.insert(answer.doubts.unknown.end(), unknown.begin(), unknown.end());
  if (analysis.cut_short())
    answer.doubts.unknown.emplace_back(
        "rights that are limited to names, or connections between pods, are too many: some are "
        "left out");
  answer.of_manifests = picture.cluster.empty();
  return answer;
}

std::string text_of(const Flags& flags, const PathsAnswer& answer) {
  if (flags.picture.output == "json") return paths_json(answer);
  return flags.picture.output == "html" ? paths_page(answer) : paths_table(answer);
}

// What is not in the picture may be in the part of it that was not read.
int code_of(const Error& error, const scan::RbacPicture& picture) {
  Doubts doubts = doubts_of(picture, analyzers::rbac::Scope::anywhere, "", {});
  add_path_doubts(picture, doubts);
  const bool hidden = error.code == ErrorCode::not_found && !doubts.unknown.empty();
  return hidden ? kNotEvaluated : kUsage;
}

int run(const Flags& flags, const Services& services) {
  if (const auto fits = check(flags); !fits) return complain(fits.error().text(), kUsage);
  const auto source = read_source(
      flags.picture, services,
      flags.network ? scan::RbacReading::network_paths : scan::RbacReading::attack_paths);
  if (!source) return complain_of_reading(source.error());
  const auto answer = answer_of(flags, *source->picture);
  if (!answer) return complain(answer.error().text(), code_of(answer.error(), *source->picture));
  const int printed = print_answer(text_of(flags, *answer));
  if (printed != kGood) return printed;
  const bool found = !answer->sources.empty();
  if (answer->one_source && found) return kFindings;
  if (!answer->doubts.unknown.empty() || (!found && !answer->doubts.others.empty()))
    return kNotEvaluated;
  return found ? kFindings : kGood;
}

}  // namespace

void add_paths_command(Command& rbac, const Services& services, Action& action) {
  Command command = rbac.add_subcommand(
      "paths", "Who can get to cluster-admin, to a node or to an object, step by step");
  const auto flags = std::make_shared<Flags>();
  flags->picture.outputs.emplace_back("html");
  command.add_option("--from", flags->from,
                     "One source, its paths step by step: anonymous, user/NAME, group/NAME, "
                     "serviceaccount/NAMESPACE/NAME, deployment/NAMESPACE/NAME, pod/..., "
                     "node/NAME (default: all, the shortest path of each)");
  command.add_option("--to", flags->to,
                     "cluster-admin (the default), node (root on any), secret/NAMESPACE/NAME, or "
                     "whatever --from takes");
  command
      .add_option("-k,--paths", flags->most,
                  "At most so many paths of each source (default: 1, with --from 3)")
      .type_name("UINT");
  command.add_flag("--system", flags->system,
                   "List what a cluster cannot do without too: the control plane's users, and "
                   "what is in namespaces named kube-...");
  command.add_flag("--network", flags->network,
                   "Whoever network policies let connect to a pod may take it over, "
                   "beginning with the internet (--from internet)");
  add_picture_flags(command, flags->picture);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
