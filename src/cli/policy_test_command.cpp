// SPDX-License-Identifier: Apache-2.0
// Files are told apart by their content: a table has `cases`, a manifest apiVersion or kind, and
// all else is a control. Manifests in a folder are what its tables name.
#include "cli/policy_test_command.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "cli/command_line.h"
#include "cli/control_pages.h"
#include "cli/exit_code.h"
#include "cli/scan_flags.h"
#include "formats/masking.h"
#include "formats/yaml.h"
#include "formats/yaml_split.h"
#include "io/file_tree.h"
#include "io/read_file.h"
#include "model/object.h"
#include "scan/analyses.h"
#include "scan/policy_expectation.h"
#include "scan/policy_table.h"
#include "scan/scan.h"

namespace bulwark::cli {
namespace {

using policy::Catalogue;
using policy::ControlFile;
using scan::CaseResult;
using scan::PolicyTable;

constexpr std::size_t kLargestFile = std::size_t{16} << 20;

/// What is to be tested.
struct Tests {
  Catalogue controls;
  std::vector<std::unique_ptr<PolicyTable>> tables;
};

struct Counts {
  std::size_t good = 0, bad = 0, unknown = 0;
};

enum class Holds : std::uint8_t { control, table, manifest };

// By the first document that is not empty. What cannot be read is told by who reads controls.
Holds look_into(std::string_view text) {
  const auto spans = formats::split_documents(text);
  const auto first = std::ranges::find_if(spans, [](const auto& span) { return !span.empty; });
  if (first == spans.end()) return Holds::control;
  formats::Pool pool(1, 0);
  formats::Builder builder(pool);
  const auto document = formats::YamlReader().read(text.substr(first->offset, first->length),
                                                   builder, {});
  if (!document || !document->root.is_map()) return Holds::control;
  if (PolicyTable::is_table(document->root)) return Holds::table;
  return model::hints_at_nothing(document->root) ? Holds::control : Holds::manifest;
}

struct Files {
  bool folder = false;
  std::vector<std::string> paths;
};

Result<Files> files_of(const std::string& path) {
  const io::PathFacts facts = TRY(io::look_at(path));
  if (facts.kind != io::PathKind::folder) return Files{false, {path}};
  io::TreeOptions options;
  options.wants_file = [](std::string_view name) {
    return name.ends_with(".yaml") || name.ends_with(".yml");
  };
  options.wants_folder = [](std::string_view name) { return !name.starts_with('.'); };
  const io::Tree tree = TRY(io::walk(path, options));
  Files out{true, {}};
  for (const io::TreeFile& file : tree.files) out.paths.push_back(file.path);
  for (const io::TreeGap& gap : tree.gaps)
    return std::unexpected(Error(gap.error).context("reading " + gap.path));
  return out;
}

Result<void> take_file(const std::string& file, bool of_folder, const scan::ScanOptions& options,
                       Tests& tests) {
  const Result<std::string> text = io::read_file(file, kLargestFile);
  if (!text) return std::unexpected(Error(text.error()).context("reading " + file));
  switch (look_into(*text)) {
    case Holds::control: return tests.controls.add(file, *text);
    case Holds::table:
      tests.tables.push_back(
          TRY(PolicyTable::read({file, options.seed, options.search_path, options.stop})));
      return {};
    case Holds::manifest: break;
  }
  if (of_folder) return {};
  return fail(ErrorCode::malformed, file + " is neither a control nor a table of cases");
}

Result<void> take_all(const std::vector<std::string>& paths, const scan::ScanOptions& options,
                      Tests& tests) {
  if (paths.empty()) return scan::load_catalogue(tests.controls);
  for (const std::string& path : paths) {
    const Files files = TRY(files_of(path));
    for (const std::string& file : files.paths)
      TRY_VOID(take_file(file, files.folder, options, tests));
  }
  if (tests.controls.controls().empty() && tests.tables.empty())
    return fail(ErrorCode::not_found, "no control file and no table of cases found there");
  return {};
}

Counts test_controls(const Catalogue& catalogue) {
  Counts counts;
  for (const ControlFile* file : sorted_controls(catalogue)) {
    const auto results = scan::run_examples(*file);
    if (!results) {
      ++counts.bad;
      fmt::print("FAIL {}: {}\n", file->control.id, results.error().text());
      continue;
    }
    for (const policy::ExampleResult& result : *results) {
      ++(result.good ? counts.good : counts.bad);
      if (result.good) continue;
      fmt::print("FAIL {}: examples[{}] should {}, but: {}\n", result.control, result.index,
                 result.expected_pass ? "pass" : "fail", result.outcome);
    }
  }
  fmt::print("{} controls, {} examples as they should be, {} not\n", catalogue.controls().size(),
             counts.good, counts.bad);
  return counts;
}

void print_case(const std::string& title, const CaseResult& result) {
  switch (result.is) {
    case CaseResult::Is::good:
      fmt::print("PASS {}{}\n", title, result.matched ? "" : " (no policy looks at the object)");
      return;
    case CaseResult::Is::unknown:
      fmt::print("UNKNOWN {}\n  {}\n", title, formats::mask_secrets(result.why));
      return;
    case CaseResult::Is::bad: break;
  }
  fmt::print("FAIL {}\n", title);
  for (const scan::Difference& one : result.differences) {
    if (!one.expected.empty())
      fmt::print("  {}: expected {}\n", one.field, formats::mask_secrets(one.expected));
    fmt::print("  {}: got {}\n", one.field, formats::mask_secrets(one.got));
  }
}

Counts test_table(const PolicyTable& table, admission::Evaluator& evaluator) {
  Counts counts;
  for (const std::string& gap : table.gaps()) fmt::print("NOT EVALUATED {}\n", gap);
  counts.unknown = table.gaps().size();
  for (const scan::PolicyCase& one : table.cases()) {
    const CaseResult result = scan::run_case(table, one, evaluator);
    print_case(fmt::format("{}: {}", table.file(), one.name), result);
    counts.good += result.is == CaseResult::Is::good ? 1 : 0;
    counts.bad += result.is == CaseResult::Is::bad ? 1 : 0;
    counts.unknown += result.is == CaseResult::Is::unknown ? 1 : 0;
  }
  return counts;
}

int test(const std::vector<std::string>& paths, const Services& services) {
  ScanFlags surroundings;
  surroundings.take(services);
  Tests tests;
  if (const auto taken = take_all(paths, surroundings.scan, tests); !taken)
    return complain(taken.error().text(), kUsage);
  Counts all;
  if (!tests.controls.controls().empty()) all = test_controls(tests.controls);
  Counts cases;
  admission::Evaluator evaluator;
  for (const auto& table : tests.tables) {
    if (services.stop.stop_requested()) return complain("interrupted", kInterrupted);
    const Counts counts = test_table(*table, evaluator);
    cases.good += counts.good;
    cases.bad += counts.bad;
    cases.unknown += counts.unknown;
  }
  if (!tests.tables.empty()) {
    fmt::print("{} {}, {} as expected, {} not, {} not evaluated\n", tests.tables.size(),
               tests.tables.size() == 1 ? "table" : "tables", cases.good, cases.bad, cases.unknown);
  }
  if (all.bad + cases.bad > 0) return kFindings;
  return cases.unknown > 0 ? kNotEvaluated : kGood;
}

}  // namespace

void add_policy_test_command(Command& policy, const Services& services, Action& action) {
  Command command = policy.add_subcommand(
      "test",
      "Run the examples of controls (default: the shipped ones), and tables of cases for admission "
      "policies");
  const auto paths = std::make_shared<std::vector<std::string>>();
  command.add_option("PATH", *paths, "Control files and tables, or folders of them");
  command.callback([&action, &services, paths] {
    action = [&services, paths] { return test(*paths, services); };
  });
}

}  // namespace bulwark::cli
