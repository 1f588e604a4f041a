// SPDX-License-Identifier: Apache-2.0
// Ports are asked side by side, and told in the order of their targets.
#include "scan/probes.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "base/tasks.h"
#include "base/text.h"
#include "scan/probe_document.h"

namespace bulwark::scan {
namespace {

using sources::endpoint::EndpointFacts;
using Reach = EndpointFacts::Reach;

// Beside those of readers; others count down from the highest.
constexpr std::uint16_t kPool = 0xFF00;
constexpr std::size_t kAtOnce = 16;
constexpr std::size_t kNamed = 5;

class AddingProbes {
 public:
  AddingProbes(const ProbeOptions& options, const ProbeInput& input, model::Inventory& inventory)
      : options_(options),
        input_(input),
        inventory_(inventory),
        segment_{std::make_unique<formats::Pool>(kPool, input.seed), {}},
        builder_(*segment_.pool) {}

  std::vector<std::string> run() {
    name_targets();
    ask();
    for (std::size_t i = 0; i < targets_.size(); ++i) tell(targets_[i], facts_[i]);
    tell_unknown();
    if (!segment_.resources.empty()) inventory_.segments.push_back(std::move(segment_));
    return std::move(notices_);
  }

 private:
  void name_targets() {
    if (!options_.addresses.empty()) {
      // Nothing of it can be read again as a text.
      const auto source = static_cast<std::uint32_t>(inventory_.sources.size());
      inventory_.sources.push_back(
          {.name = "--probe-address", .file = {}, .text = std::string(), .rendered = true});
      for (const std::string& text : options_.addresses) {
        auto request = parse_probe_address(text);
        if (request) targets_.push_back({*std::move(request), source, "--probe-address"});
      }
    }
    if (!options_.clusters) return;
    if (input_.clusters.empty())
      notices_.emplace_back("--probe asks what a live cluster names, and none was scanned");
    const std::size_t first = inventory_.clusters.size() - input_.clusters.size();
    for (std::size_t i = 0; i < input_.clusters.size(); ++i)
      take(targets_of_cluster(inventory_, inventory_.clusters[first + i].source,
                              input_.clusters[i]));
  }

  void take(std::vector<ProbeTarget> more) {
    const std::size_t room = options_.most - std::min(options_.most, targets_.size());
    if (more.size() > room) {
      problem(more.front().source,
              fmt::format("{} of {} endpoints", more.size() - room, more.size()), ErrorCode::limit,
              fmt::format("at most {} endpoints are probed in one scan: these were not",
                          options_.most));
      more.resize(room);
    }
    std::ranges::move(more, std::back_inserter(targets_));
  }

  void ask() {
    facts_.resize(targets_.size());
    sources::endpoint::ProbeLimits limits;
    limits.connection = options_.timeout;
    limits.end = std::chrono::steady_clock::now() + options_.budget;
    limits.stop = input_.stop;
    for_each_parallel(targets_.size(), kAtOnce, [&](std::size_t i) {
      if (std::chrono::steady_clock::now() < limits.end) {
        facts_[i] = probe(targets_[i].request, limits);
      } else {
        facts_[i].doubts.emplace_back("the time for all probes was over");
      }
    });
  }

  void tell(const ProbeTarget& target, const EndpointFacts& facts) {
    const std::string title = fmt::format("Endpoint {} ({})", target.request.address.text(),
                                          name(target.request.service));
    if (facts.reach == Reach::unknown) {
      const std::string why = facts.doubts.empty() ? "no answer" : facts.doubts.front();
      unknown_[{target.source, std::string(name(target.request.service)), why}].push_back(
          target.request.address.text());
      return;
    }
    model::Resource& made = segment_.resources.emplace_back();
    made.root = endpoint_document(target, facts, input_.today, certificates_, builder_);
    made.source = target.source;
    made.offset = segment_.resources.size();  // their order
    ++inventory_.documents;
    const bool by_user = inventory_.cluster_of(made).empty();
    if (facts.reach == Reach::closed && by_user)
      notices_.push_back(title + ": connection refused: nothing listens there, seen from here");
    if (!facts.doubts.empty())
      notices_.push_back(fmt::format("{}: {}", title, join(facts.doubts, "; ")));
  }

  // Those that have the same reason in one problem: behind a firewall all have.
  void tell_unknown() {
    for (auto& [key, addresses] : unknown_) {
      const auto& [source, service, why] = key;
      const std::size_t count = addresses.size();
      addresses.resize(std::min(count, kNamed));
      std::string what = fmt::format("{} at {}", service, join(addresses, ", "));
      if (count > kNamed) what += fmt::format(" and {} more", count - kNamed);
      problem(source, std::move(what), ErrorCode::timeout,
              why + ": whether it is open is not known from here");
    }
  }

  void problem(std::uint32_t source, std::string what, ErrorCode code, std::string reason) {
    model::Problem one;
    one.what = "probe: " + std::move(what);
    one.reason = std::move(reason);
    one.code = code;
    if (inventory_.sources[source].cluster) one.cluster = inventory_.sources[source].name;
    inventory_.problems.push_back(std::move(one));
  }

  const ProbeOptions& options_;
  const ProbeInput& input_;
  model::Inventory& inventory_;
  model::Segment segment_;
  formats::Builder builder_;
  formats::CertificateReader certificates_;
  std::vector<ProbeTarget> targets_;
  std::vector<EndpointFacts> facts_;
  std::map<std::tuple<std::uint32_t, std::string, std::string>, std::vector<std::string>> unknown_;
  std::vector<std::string> notices_;
};

}  // namespace

Result<void> check_probes(const ProbeOptions& options) {
  for (const std::string& text : options.addresses) TRY_VOID(parse_probe_address(text));
  return {};
}

std::vector<std::string> add_probes(const ProbeOptions& options, const ProbeInput& input,
                                    model::Inventory& inventory) {
  if (!options.wanted()) return {};
  return AddingProbes(options, input, inventory).run();
}

}  // namespace bulwark::scan
