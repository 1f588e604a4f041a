// SPDX-License-Identifier: Apache-2.0
// `bulwark policy list | explain ID | test | export | eval`: the catalogue, shown, tested and
// exported; admission policies, asked.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"
#include "cli/command.h"
#include "cli/control_pages.h"
#include "cli/exit_code.h"
#include "cli/policy_eval.h"
#include "cli/policy_export_command.h"
#include "formats/json_write.h"
#include "io/file_tree.h"
#include "io/read_file.h"
#include "policy/examples.h"
#include "scan/references.h"
#include "scan/scan.h"

namespace bulwark::cli {
namespace {

using policy::Catalogue;
using policy::ControlFile;

constexpr std::size_t kLargestControl = std::size_t{1} << 20;

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
  for (const auto& [path, value] : control.fix.set)
    fmt::print("  {}: {}\n", path, value == "null" ? "(removed)" : value);
  for (const auto& [path, texts] : control.fix.keep)
    fmt::print("  {}: at most {}\n", path, join(texts, ", "));
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

Result<std::vector<std::string>> control_files(const std::string& path) {
  const io::PathFacts facts = TRY(io::look_at(path));
  if (facts.kind != io::PathKind::folder) return std::vector{path};
  io::TreeOptions options;
  options.wants_file = [](std::string_view name) {
    return name.ends_with(".yaml") || name.ends_with(".yml");
  };
  options.wants_folder = [](std::string_view name) { return !name.starts_with('.'); };
  const io::Tree tree = TRY(io::walk(path, options));
  std::vector<std::string> files;
  for (const io::TreeFile& file : tree.files) files.push_back(file.path);
  for (const io::TreeGap& gap : tree.gaps) {
    return std::unexpected(Error(gap.error).context("reading " + gap.path));
  }
  return files;
}

// The controls of a user's folder or file, or the shipped ones.
Result<void> load_for_test(Catalogue& catalogue, const std::vector<std::string>& paths) {
  if (paths.empty()) return scan::load_catalogue(catalogue);
  for (const std::string& path : paths) {
    const std::vector<std::string> files = TRY(control_files(path));
    for (const std::string& file : files) {
      const Result<std::string> text = io::read_file(file, kLargestControl);
      if (!text) return std::unexpected(Error(text.error()).context("reading " + file));
      TRY_VOID(catalogue.add(file, *text));
    }
  }
  if (catalogue.controls().empty())
    return fail(ErrorCode::not_found, "no control file found there");
  return {};
}

int test(const std::vector<std::string>& paths) {
  Catalogue catalogue;
  if (const auto loaded = load_for_test(catalogue, paths); !loaded)
    return complain(loaded.error().text(), kUsage);
  std::size_t good = 0;
  std::size_t bad = 0;
  for (const ControlFile* file : sorted_controls(catalogue)) {
    const auto results = scan::run_examples(*file);
    if (!results) {
      ++bad;
      fmt::print("FAIL {}: {}\n", file->control.id, results.error().text());
      continue;
    }
    for (const policy::ExampleResult& result : *results) {
      ++(result.good ? good : bad);
      if (result.good) continue;
      fmt::print("FAIL {}: examples[{}] should {}, but: {}\n", result.control, result.index,
                 result.expected_pass ? "pass" : "fail", result.outcome);
    }
  }
  fmt::print("{} controls, {} examples as they should be, {} not\n", catalogue.controls().size(),
             good, bad);
  return bad == 0 ? kGood : kFindings;
}

}  // namespace

void add_policy_command(CLI::App& app, const Services& services, Action& action) {
  CLI::App* command = app.add_subcommand(
      "policy", "Show and test the catalogue of controls, ask admission policies");
  command->require_subcommand(1);
  CLI::App* list_command = command->add_subcommand("list", "All controls, by layer and severity");
  const auto format = std::make_shared<std::string>("table");
  list_command->add_option("--format", *format, "table, or markdown: docs/controls.md");
  list_command->callback([&action, format] { action = [format] { return list(*format); }; });

  CLI::App* explain_command = command->add_subcommand("explain",
                                                      "One control: why, how to mend, its rule");
  const auto id = std::make_shared<std::string>();
  explain_command->add_option("ID", *id, "Id of the control")->required();
  explain_command->callback([&action, id] { action = [id] { return explain(*id); }; });

  CLI::App* test_command = command->add_subcommand(
      "test", "Run the examples of control files (default: the shipped ones)");
  const auto paths = std::make_shared<std::vector<std::string>>();
  test_command->add_option("PATH", *paths, "Control files, or folders of them");
  test_command->callback([&action, paths] { action = [paths] { return test(*paths); }; });

  add_policy_eval(*command, services, action);
  add_policy_export_command(*command, action);
}

}  // namespace bulwark::cli
