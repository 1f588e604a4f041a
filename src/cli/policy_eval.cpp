// SPDX-License-Identifier: Apache-2.0
// Flags to PolicyReviewOptions, verdicts to text or JSON, the worst of them to an exit code.
#include "cli/policy_eval.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "admission/review.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/policy_eval_output.h"
#include "cli/say.h"
#include "cli/scan_flags.h"
#include "policy/control_file.h"
#include "scan/policy_review.h"

namespace bulwark::cli {
namespace {

using admission::TraceOfPolicy;
using admission::Verdict;

struct Flags {
  scan::PolicyReviewOptions review;
  std::string operation = "CREATE";
  std::string kube_version = fmt::format("1.{}", cel::kNewestKubernetesMinor);
  std::string output = "table";
  std::string user, uid;
  std::vector<std::string> groups, extra;
  bool explain = false;
};

Result<void> take_user(Flags& flags) {
  if (flags.user.empty()) {
    if (flags.uid.empty() && flags.groups.empty() && flags.extra.empty()) return {};
    return fail(ErrorCode::malformed, "--group, --uid and --extra say more of a --user");
  }
  admission::User user{flags.user, flags.uid, flags.groups, {}};
  for (const std::string& text : flags.extra) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorCode::malformed, "--extra is KEY=VALUE, not '" + text + "'");
    const std::string key = text.substr(0, equals);
    const auto same = [&](const auto& entry) { return entry.first == key; };
    auto at = std::ranges::find_if(user.extra, same);
    if (at == user.extra.end()) at = user.extra.insert(at, {key, {}});
    at->second.push_back(text.substr(equals + 1));
  }
  flags.review.user = std::move(user);
  return {};
}

Result<void> take(Flags& flags, const Services& services) {
  const auto operation = admission::operation_from(flags.operation);
  if (!operation)
    return fail(ErrorCode::malformed, "--operation is CREATE, UPDATE, DELETE or CONNECT");
  flags.review.operation = *operation;
  const std::uint32_t minor = TRY(policy::parse_minor(flags.kube_version));
  flags.review.kubernetes_minor = static_cast<int>(minor);
  if (flags.output != "table" && flags.output != "json" && flags.output != "jsonl")
    return fail(ErrorCode::malformed, "-o is table, json or jsonl");
  ScanFlags surroundings;
  surroundings.take(services);
  flags.review.seed = surroundings.scan.seed;
  flags.review.search_path = surroundings.scan.search_path;
  flags.review.stop = services.stop;
  return take_user(flags);
}

/// A denial counts before what is not known: the answer is no either way.
int exit_code(std::size_t denied, std::size_t unknown) {
  if (denied > 0) return kFindings;
  return unknown > 0 ? kNotEvaluated : kGood;
}

int run(Flags& flags, const Services& services) {
  if (const auto taken = take(flags, services); !taken)
    return complain(taken.error().text(), kUsage);
  const auto read = scan::PolicyReview::read(flags.review);
  if (!read) return complain(read.error().text(), kUsage);
  const scan::PolicyReview& review = **read;
  for (const std::string& gap : review.gaps()) say("bulwark: {}\n", gap);
  admission::Evaluator evaluator;
  std::size_t denied = 0;
  std::size_t unknown = review.gaps().size();
  std::vector<std::string> list;
  for (std::size_t i = 0; i < review.requests().size(); ++i) {
    if (services.stop.stop_requested()) return complain("interrupted", kInterrupted);
    std::vector<TraceOfPolicy> traces;
    std::vector<TraceOfPolicy>* wanted = flags.explain ? &traces : nullptr;
    const admission::Request& request = review.requests()[i];
    const Verdict verdict = admission::review(review.policies(), request, evaluator, wanted);
    const EvalAnswer answer{verdict, request, review.places()[i], wanted};
    denied += verdict.is == Verdict::Is::denied ? 1 : 0;
    unknown += verdict.is == Verdict::Is::unknown ? 1 : 0;
    if (flags.output == "table") {
      fmt::print("{}", eval_text(answer));
    } else {
      const std::string json = eval_json(answer);
      if (flags.output == "jsonl") fmt::print("{}\n", json);
      if (flags.output == "json") list.push_back(json);
    }
  }
  if (flags.output == "json") fmt::print("[{}]\n", join(list, ","));
  return exit_code(denied, unknown);
}

}  // namespace

void add_policy_eval(Command& policy, const Services& services, Action& action) {
  Command command = policy.add_subcommand(
      "eval",
      "Ask Validating- and MutatingAdmissionPolicies about objects, as the API server would");
  const auto flags = std::make_shared<Flags>();
  scan::PolicyReviewOptions& review = flags->review;
  command
      .add_option("--policy", review.policies,
                  "Policies, bindings, parameters and the CustomResourceDefinitions that "
                  "mutations need: a file, a folder, or -")
      .required();
  command
      .add_option("--resource", review.resources,
                  "Objects to ask about: a file, a folder, or -; on DELETE those to delete")
      .required();
  command.add_option("--old", review.old_resources,
                     "On UPDATE, the objects as they were, in the same order");
  command.add_option("--namespace-object", review.namespaces, "The namespaces of the objects");
  command.add_option("--params", review.parameters, "More objects that a paramRef may name");
  command.add_option("-n,--namespace", review.name_space,
                     "The namespace of objects that name none");
  command.add_option("--operation", flags->operation, "CREATE, UPDATE, DELETE or CONNECT");
  command.add_option("--subresource", review.subresource, "Of the request: scale, status, ...");
  command.add_flag("--dry-run", review.dry_run, "The request is a dry run");
  command.add_option("--user", flags->user, "Who asks");
  command.add_option("--group", flags->groups, "A group of the user");
  command.add_option("--uid", flags->uid, "The user's uid");
  command.add_option("--extra", flags->extra, "KEY=VALUE, of the user");
  command.add_option("--kube-version", flags->kube_version, "The API server's version, as 1.N");
  command.add_option("-o,--output", flags->output, "table, json, or jsonl: one JSON object a line");
  command.add_flag("--explain", flags->explain, "Every expression with its value and cost");
  command.callback([&action, &services, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
