// SPDX-License-Identifier: Apache-2.0
// The life of a scan, told in order.
#include <fmt/core.h>

#include <algorithm>
#include <thread>

#include "base/tasks.h"
#include "base/text.h"
#include "extractors/config/dockerfile_document.h"
#include "io/file_tree.h"
#include "io/read_file.h"
#include "policy/embedded.h"
#include "scan/analyses.h"
#include "scan/benchmark.h"
#include "scan/benchmark_file.h"
#include "scan/components.h"
#include "scan/config.h"
#include "scan/expected.h"
#include "scan/file_secrets.h"
#include "scan/findings.h"
#include "scan/fleet.h"
#include "scan/not_applicable.h"
#include "scan/owners.h"
#include "scan/probes.h"
#include "scan/published_nodes.h"
#include "scan/read_fields.h"
#include "scan/scan.h"
#include "scan/user_policy_review.h"
#include "scan/waivers.h"

namespace bulwark::scan {
namespace {

constexpr std::string_view kConfigName = "bulwark.yaml";
constexpr std::string_view kExpectedName = "expected.yaml";
constexpr std::size_t kLargestConfig = std::size_t{16} << 20;

std::string config_path(const ScanOptions& options) {
  return options.config_file.value_or(std::string(kConfigName));
}

Result<Config> load_config(const ScanOptions& options, policy::Catalogue& catalogue) {
  if (options.config_file && options.config_file->empty()) return Config();
  const std::string path = config_path(options);
  const Result<std::string> text = io::read_file(path, kLargestConfig);
  if (!text && !options.config_file && text.error().code == ErrorCode::not_found) return Config();
  if (!text) return std::unexpected(Error(text.error()).context("reading " + path));
  Result<Config> config = read_config(*text, catalogue);
  if (!config) return std::unexpected(std::move(config.error()).context(path));
  return config;
}

Result<std::vector<Expected>> load_expected(policy::Catalogue& catalogue) {
  for (const policy::EmbeddedFile& file : policy::embedded_knowledge()) {
    if (file.path == kExpectedName) return read_expected(file.text, catalogue);
  }
  return std::vector<Expected>();
}

policy::Selection with_config(policy::Selection selection, const Config& config) {
  selection.parameters = config.parameters;
  selection.also = config.enable;
  for (const std::string& glob : config.disable) {
    if (!is_policy_id(glob)) selection.exclude.push_back(glob);
  }
  return selection;
}

// Those of the configuration stand beside it.
Result<std::unique_ptr<UserPolicies>> load_policies(const ScanOptions& options,
                                                    const Config& config) {
  UserPolicyOptions load;
  load.paths = options.policies;
  const std::string path = config_path(options);
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
  for (const std::string& one : config.policies)
    load.paths.push_back(one.starts_with('/') ? one : folder + one);
  const auto reads_input = [](const std::vector<std::string>& paths) {
    return std::ranges::find(paths, "-") != paths.end();
  };
  if (reads_input(options.targets) && reads_input(load.paths))
    return fail(ErrorCode::malformed, "only targets or policies can be standard input");
  load.minor = options.selection.minor;
  load.seed = options.seed;
  load.search_path = options.search_path;
  load.stop = options.stop;
  return UserPolicies::read(load);
}

// What the configuration turns off need not be among the policies of this run.
policy::Selection with_policies(policy::Selection selection, const Config& config,
                                const UserPolicies& policies) {
  selection.beside = policies.ids();
  for (const std::string& glob : config.disable) {
    const bool known = std::ranges::any_of(
        selection.beside, [&](const std::string& id) { return glob_match(glob, id); });
    if (is_policy_id(glob) && known) selection.exclude.push_back(glob);
  }
  return selection;
}

sources::code::LoadOptions load_options(const ScanOptions& options, const policy::Chosen& chosen,
                                        std::size_t threads) {
  sources::code::LoadOptions load;
  // Nodes tell their addresses there, pods the digests of what they run.
  load.document.keep_status = reads_status(chosen) || options.probes.clusters ||
                              options.images.of_workloads;
  load.document.keep_server_metadata = reads_server_metadata(chosen);
  load.dockerfiles = {extractors::config::is_dockerfile_name,
                      [](std::string_view text, std::string_view path, formats::Builder& builder) {
                        auto read = extractors::config::dockerfile_document(text, path, builder);
                        return read ? Result<formats::Value>(read->root)
                                    : std::unexpected(std::move(read.error()));
                      }};
  load.values = options.helm_values;
  load.search_path = options.search_path;
  load.workers = static_cast<unsigned>(threads);
  load.seed = options.seed;
  load.stop = options.stop;
  load.progress = options.progress;
  return load;
}

// Everything that runs by default is asked.
bool is_whole(const policy::Selection& selection) {
  return selection.frameworks.empty() && selection.controls.empty() && selection.layers.empty() &&
         selection.exclude.empty() && !selection.own_documents;
}

std::deque<policy::Answers> evaluate_all(const Scan& scan, const Owners& owners,
                                         const ScanOptions& options, std::size_t threads) {
  const std::vector<policy::Question> questions = policy::group_questions(scan.chosen.controls);
  std::deque<policy::Answers> answers(scan.inventory.segments.size());
  for_each_parallel(answers.size(), threads, [&](std::size_t i) {
    const policy::EvaluationContext context{options.seed, owners.top[i], options.stop};
    answers[i] = policy::evaluate(questions, scan.inventory.segments[i], context);
  });
  return answers;
}

void begin_report(const ScanOptions& options, Scan& scan) {
  model::Report& report = scan.report;
  report.tool_version = options.tool_version;
  const std::size_t policies = scan.policies->controls().size();
  report.catalogue = scan.chosen.name;
  if (policies > 0)
    report.catalogue += fmt::format(" and {} {}", policies, policies == 1 ? "policy" : "policies");
  report.controls = scan.chosen.size() + policies;
  report.documents = scan.inventory.documents;
  report.empty = scan.inventory.empty;
  report.resources = scan.inventory.resources() - scan.inventory.origins.size();
  report.not_evaluated = scan.inventory.problems;
  report.inventory = &scan.inventory;
  for (const model::Segment& segment : scan.inventory.segments) {
    const formats::PoolCounts counts = segment.pool->counts();
    report.effort.values_asked += counts.asked;
    report.effort.values_distinct += counts.strings + counts.lists + counts.maps;
  }
}

// Documents of our own, of what objects tell and ports answer. Returns what is not known of it.
std::vector<std::string> add_what_is_told(const ScanOptions& options, model::Inventory& inventory) {
  std::vector<std::string> notices = add_published_nodes(inventory, options.seed);
  std::ranges::move(add_components(inventory, options.seed), std::back_inserter(notices));
  const ProbeInput input{options.live.clusters, options.today, options.seed, options.stop};
  std::ranges::move(add_probes(options.probes, input, inventory), std::back_inserter(notices));
  return notices;
}

// Files of folders that hold no Kubernetes object are not documents, but they are not silently
// passed over either. The configuration of this scan was read, though not as a manifest.
void tell_not_kubernetes(const ScanOptions& options, std::vector<std::string> files,
                         model::Report& report) {
  constexpr std::size_t kNamed = 3;
  const Result<std::string> config = io::real_path(config_path(options));
  std::erase_if(files, [&](const std::string& file) {
    const Result<std::string> real = config ? io::real_path(file) : config;
    return real && *real == *config;
  });
  if (files.empty()) return;
  const std::vector<std::string> named(
      files.begin(), files.begin() + static_cast<std::ptrdiff_t>(std::min(files.size(), kNamed)));
  report.notices.push_back(fmt::format(
      "{} {} no Kubernetes object and {} not scanned: {}{}", files.size(),
      files.size() == 1 ? "file holds" : "files hold", files.size() == 1 ? "was" : "were",
      join(named, ", "), files.size() > kNamed ? ", ..." : ""));
}

// Nothing that is stored tells who connected to a pod.
Result<void> tell_of_connections(const policy::Chosen& chosen, model::Report& report) {
  for (const policy::CompiledControl& control : chosen.of_connections) {
    std::string text = fmt::format(
        "{} is about requests, which a scan never sees: bulwark policy export writes it for the "
        "API server",
        control.file->control.id);
    if (chosen.size() == 0) return fail(ErrorCode::unsupported, std::move(text));
    report.notices.push_back(std::move(text));
  }
  return {};
}

// The first framework that is a list in an order of its own.
Result<void> judge_benchmarks(const ScanOptions& options, bool complete, const Unsure& unsure,
                              Scan& scan) {
  for (const std::string& framework : options.selection.frameworks) {
    const auto file = TRY(load_benchmark(framework, scan.catalogue));
    if (!file) continue;
    const AskedInput asked{scan.chosen,
                           scan.answers,
                           unsure,
                           complete,
                           options.selection.own_documents,
                           !options.selection.layers.empty()};
    scan.report.benchmark = TRY(
        judge_benchmark(scan.report, {scan.catalogue, *file, asked, options.seed, options.stop}));
    break;
  }
  return {};
}

}  // namespace

Result<void> load_catalogue(policy::Catalogue& catalogue) {
  for (const policy::EmbeddedFile& file : policy::embedded_controls()) {
    TRY_VOID(catalogue.add(file.path, file.text));
  }
  return {};
}

Result<policy::Chosen> choose_controls(const ScanOptions& options, policy::Catalogue& catalogue) {
  TRY_VOID(load_catalogue(catalogue));
  const Config config = TRY(load_config(options, catalogue));
  return catalogue.choose(with_config(options.selection, config));
}

Result<std::unique_ptr<Scan>> scan(const ScanOptions& options) {
  const std::size_t threads = options.threads != 0
                                  ? options.threads
                                  : std::max<std::size_t>(1, std::thread::hardware_concurrency());
  auto scan = std::make_unique<Scan>();
  FileSecretSearch secrets(options.targets,
                           {options.file_secrets, threads, options.seed, options.stop});
  if (is_whole(options.selection)) secrets.prepare();
  std::vector<std::string> targets = options.targets;
  ImageSearch images(
      targets, options.images,
      {threads, options.file_secrets, options.today, options.seed, options.stop, options.progress});
  TRY_VOID(check_probes(options.probes));
  TRY_VOID(load_catalogue(scan->catalogue));
  Config& config = scan->config;
  config = TRY(load_config(options, scan->catalogue));
  config.expected = config.expected && options.expected_platform;
  scan->expected = TRY(load_expected(scan->catalogue));
  scan->policies = TRY(load_policies(options, config));
  const policy::Selection selection = with_policies(with_config(options.selection, config), config,
                                                    *scan->policies);
  scan->chosen = TRY(scan->catalogue.choose(selection));
  TRY_VOID(tell_of_connections(scan->chosen, scan->report));
  scan->policies->choose(selection);

  const auto load = load_options(options, scan->chosen, threads);
  auto clusters = live_options(options.live, scan->catalogue, options.seed);
  const auto of_policies = scan->policies->types();
  clusters.read.also.insert(clusters.read.also.end(), of_policies.begin(), of_policies.end());
  clusters.read.document = load.document;
  clusters.read.progress = options.progress;
  const Brought brought = TRY(bring_in(targets, load, options.live, clusters,
                                       {options.seed, options.today}, scan->inventory));
  const std::vector<std::string> told = add_what_is_told(options, scan->inventory);
  secrets.add(scan->chosen, scan->inventory);
  const auto of_images = TRY(images.add(scan->chosen, options.live, scan->inventory));
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  // From here the inventory is const.
  const Owners owners = find_owners(scan->inventory, options.seed);
  scan->answers = evaluate_all(*scan, owners, options, threads);
  begin_report(options, *scan);
  scan->report.targets = brought.targets;
  std::ranges::copy(images.targets(), std::back_inserter(scan->report.targets));
  std::ranges::copy(told, std::back_inserter(scan->report.notices));
  std::ranges::copy(of_images, std::back_inserter(scan->report.notices));
  std::ranges::move(tell_not_applicable(scan->chosen, scan->inventory),
                    std::back_inserter(scan->report.notices));
  tell_not_kubernetes(options, brought.not_kubernetes, scan->report);
  collect_findings(scan->answers, owners, scan->report);
  collect_duplicate_keys(scan->chosen, scan->report);
  const bool complete = options.complete || config.complete;
  const Unsure unsure = collect_analyses(scan->chosen, {complete, selection.minor, options.today},
                                         scan->report);
  collect_policy_findings(*scan->policies, owners, {threads, options.seed, options.stop},
                          scan->report);
  secrets.collect(scan->chosen, scan->report);
  images.collect(scan->chosen, scan->report);
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  // From here no finding is added.
  apply_waivers(config, scan->expected, options.today, scan->report);
  leave_out_said_twice(scan->chosen, scan->report);
  sort_findings(scan->report);
  TRY_VOID(judge_benchmarks(options, complete, unsure, *scan));
  compare_clusters(scan->report, options.seed);
  return scan;
}

}  // namespace bulwark::scan
