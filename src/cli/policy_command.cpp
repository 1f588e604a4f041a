// SPDX-License-Identifier: Apache-2.0
// `bulwark policy list | explain ID | test | export | eval`: the catalogue, shown, tested and
// exported; admission policies, asked.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/control_pages.h"
#include "cli/exit_code.h"
#include "cli/policy_eval.h"
#include "cli/policy_export_command.h"
#include "cli/policy_test_command.h"
#include "formats/json_write.h"
#include "scan/scan.h"

namespace bulwark::cli {
namespace {

using policy::Catalogue;
using policy::ControlFile;

int list(const std::string& format) {
  Catalogue catalogue;
  if (const auto loaded = scan::load_catalogue(catalogue); !loaded)
    return complain(loaded.error().text(), kUsage);
  if (format == "markdown") {
    fmt::print("{}", control_pages(catalogue));
    return kGood;
  }
  if (format != "table")
    return complain(fmt::format("--format '{}' is neither table nor markdown", format), kUsage);
  fmt::print("{:<9}  {:<8}  {:<34}  {}\n", "LAYER", "SEVERITY", "CONTROL", "TITLE");
  std::size_t optional = 0;
  for (const ControlFile* file : sorted_controls(catalogue)) {
    const model::Control& control = file->control;
    optional += file->optional ? 1 : 0;
    fmt::print("{:<9}  {:<8}  {:<34}  {}{}\n", model::name(control.layer),
               model::name(control.severity), control.id, control.title,
               file->optional ? " (optional)" : "");
  }
  fmt::print(
      "\n{} controls, {} of them optional: they run with --control ID or `enable` in "
      "bulwark.yaml.\n",
      catalogue.controls().size(), optional);
  return kGood;
}

void print_rules(const ControlFile& file) {
  std::vector<std::string> subjects;
  for (const policy::SubjectKind& subject : file.subjects)
    subjects.push_back(subject_text(subject));
  if (!subjects.empty())
    fmt::print("\nLooks at\n  {}{}\n", join(subjects, "\n  "),
               file.each.empty() ? "" : ", each of " + file.each);
  if (!file.judges.empty()) fmt::print("\nJudges, over all objects together\n  {}\n", file.judges);
  for (const policy::NamedExpression& variable : file.variables) {
    fmt::print("\nvariables.{}\n  {}\n", variable.name, variable.expression.text);
  }
  for (const policy::Rule& rule : file.rules) {
    if (rule.since_minor > 0 || file.rules.size() > 1)
      fmt::print("\nFrom Kubernetes 1.{}", rule.since_minor);
    if (rule.when) fmt::print("\nApplies when\n  {}", rule.when->text);
    fmt::print("\nRequires (CEL)\n  {}\n", rule.require.text);
  }
}

int explain(const std::string& id) {
  Catalogue catalogue;
  if (const auto loaded = scan::load_catalogue(catalogue); !loaded)
    return complain(loaded.error().text(), kUsage);
  const ControlFile* file = catalogue.find(id);
  if (file == nullptr)
    return complain(fmt::format("no control '{}'{}", id, did_you_mean(id, catalogue.ids())),
                    kUsage);
  const model::Control& control = file->control;
  fmt::print("{}: {}\n{} layer, severity {}{}\n\nWhy\n  {}\n\nFix\n  {}\n", control.id,
             control.title, model::name(control.layer), model::name(control.severity),
             file->optional ? ", optional" : "", control.why, control.fix.text);
  for (const std::string& change : fix_changes(control.fix)) fmt::print("  {}\n", change);
  if (control.fix.by_machine()) fmt::print("  scan --fix={}\n", model::name(control.fix.grade));
  print_rules(*file);
  if (file->parameters.size() > 0) {
    fmt::print("\nParameters (bulwark.yaml, parameters.{})\n", control.id);
    for (std::size_t i = 0; i < file->parameters.size(); ++i) {
      fmt::print("  {}: {}\n", file->parameters.shape()->keys[i],
                 formats::json_text(file->parameters.values()[i]));
    }
  }
  if (!control.frameworks.empty()) fmt::print("\nFrameworks\n  {}\n", framework_text(control));
  if (!control.references.empty())
    fmt::print("\nReferences\n  {}\n", join(control.references, "\n  "));
  return kGood;
}

}  // namespace

void add_policy_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand(
      "policy", "Show and test the catalogue of controls, ask admission policies");
  command.require_subcommand(1);
  Command list_command = command.add_subcommand("list", "All controls, by layer and severity");
  const auto format = std::make_shared<std::string>("table");
  list_command.add_option("--format", *format, "table, or markdown: docs/controls.md");
  list_command.callback([&action, format] { action = [format] { return list(*format); }; });

  Command explain_command = command.add_subcommand("explain",
                                                   "One control: why, how to mend, its rule");
  const auto id = std::make_shared<std::string>();
  explain_command.add_option("ID", *id, "Id of the control").required();
  explain_command.callback([&action, id] { action = [id] { return explain(*id); }; });

  add_policy_test_command(command, services, action);
  add_policy_eval(command, services, action);
  add_policy_export_command(command, action);
}

}  // namespace bulwark::cli
