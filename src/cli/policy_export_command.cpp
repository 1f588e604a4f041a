// SPDX-License-Identifier: Apache-2.0
// Writes policies to standard output, and to standard error what cannot be one and why.
#include "cli/policy_export_command.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/text.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "cli/scan_flags.h"
#include "policy/export_yaml.h"

namespace bulwark::cli {
namespace {

using policy::PolicyAction;

/// What the command line said.
struct ExportFlags {
  scan::ScanOptions scan;
  std::string config;
  std::string kube_version = "1.34";
  std::vector<std::string> actions{"Warn"};
  std::string failure_policy = "Fail";
  std::vector<std::string> excluded_namespaces;
};

const std::vector<std::string> kActions{"Deny", "Warn", "Audit"};
const std::vector<std::string> kFailurePolicies{"Fail", "Ignore"};

Result<std::size_t> index_in(const std::vector<std::string>& words, const std::string& word,
                             std::string_view flag) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  return fail(ErrorCode::malformed, fmt::format("{} '{}' is none of {}{}", flag, word,
                                                join(words, ", "), did_you_mean(word, words)));
}

Result<policy::ExportBinding> binding_of(const ExportFlags& flags) {
  policy::ExportBinding binding;
  std::set<PolicyAction> actions;
  for (const std::string& word : flags.actions)
    actions.insert(static_cast<PolicyAction>(TRY(index_in(kActions, word, "--action"))));
  binding.actions.assign(actions.begin(), actions.end());
  if (actions.contains(PolicyAction::deny) && actions.contains(PolicyAction::warn)) {
    return fail(ErrorCode::malformed, "--action Deny and Warn exclude each other in Kubernetes");
  }
  binding.fail_closed = TRY(index_in(kFailurePolicies, flags.failure_policy, "--failure-policy")) ==
                        0;
  binding.excluded_namespaces = flags.excluded_namespaces;
  return binding;
}

Result<std::uint32_t> minor_of(const std::string& version) {
  const std::uint32_t minor = TRY(policy::parse_minor(version));
  if (minor < policy::kOldestExportMinor || minor > policy::kNewestMinor) {
    return fail(ErrorCode::unsupported,
                fmt::format("--kube-version {}: policies are written for 1.{}, the first with "
                            "ValidatingAdmissionPolicy as v1, to 1.{}",
                            version, policy::kOldestExportMinor, policy::kNewestMinor));
  }
  return minor;
}

/// How many were written, and what was left out.
struct Written {
  std::size_t policies = 0;
  std::vector<std::string> left_out;
  std::vector<std::string> notes;
};

Written write_all(const policy::Chosen& chosen, std::uint32_t minor,
                  const policy::ExportBinding& binding) {
  Written written;
  const auto write = [&](const policy::CompiledControl& control) {
    const auto exported = policy::export_control(control, minor);
    if (exported) {
      fmt::print("{}", policy::policy_yaml(*exported, binding));
      ++written.policies;
      if (!exported->note.empty())
        written.notes.push_back(fmt::format("{}: {}", control.file->control.id, exported->note));
    } else {
      written.left_out.push_back(
          fmt::format("{}: {}", control.file->control.id, exported.error().text()));
    }
  };
  std::ranges::for_each(chosen.controls, write);
  std::ranges::for_each(chosen.of_connections, write);
  for (const policy::ControlFile* file : chosen.by_reader) {
    written.left_out.push_back(file->control.id +
                               ": it is about the text of a file, which the API server never sees");
  }
  return written;
}

int export_policies(ExportFlags flags) {
  if (!flags.config.empty()) flags.scan.config_file = flags.config;
  const auto minor = minor_of(flags.kube_version);
  if (!minor) return complain(minor.error().text(), kUsage);
  const auto binding = binding_of(flags);
  if (!binding) return complain(binding.error().text(), kUsage);
  policy::Catalogue catalogue;
  const auto chosen = scan::choose_controls(flags.scan, catalogue);
  if (!chosen) return complain(chosen.error().text(), kUsage);
  const Written written = write_all(*chosen, *minor, *binding);
  for (const std::string& reason : written.left_out) say("bulwark: not exported: {}\n", reason);
  say("bulwark: {} policies for Kubernetes 1.{} and newer; {} of {} controls left out\n",
      written.policies, *minor, written.left_out.size(),
      written.policies + written.left_out.size());
  return written.policies > 0 ? kGood : kUsage;
}

}  // namespace

void add_policy_export_command(Command& policy, Action& action) {
  Command command = policy.add_subcommand(
      "export", "Controls as ValidatingAdmissionPolicies with bindings, for kubectl apply -f -");
  const auto flags = std::make_shared<ExportFlags>();
  add_selection_flags(command, flags->scan.selection);
  command.add_option("--config", flags->config,
                     "Configuration (default: bulwark.yaml, where there is one)");
  command.add_option("--kube-version", flags->kube_version,
                     "The oldest API server that must take them: 1.30 to 1.37 (default: 1.34)");
  command
      .add_option("--action", flags->actions,
                  "What a finding leads to: Deny, Warn, Audit; more than once (default: Warn)")
      .allow_extra_args(false);
  command.add_option("--failure-policy", flags->failure_policy,
                     "What cannot be evaluated: Fail (as a finding) or Ignore (default: Fail)");
  command
      .add_option("--exclude-namespace", flags->excluded_namespaces,
                  "Not in this namespace; more than once")
      .allow_extra_args(false);
  command.callback([&action, flags] { action = [flags] { return export_policies(*flags); }; });
}

}  // namespace bulwark::cli
