// SPDX-License-Identifier: Apache-2.0
// A small report built by hand, for the tests of the formats.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_write.h"
#include "model/locator.h"
#include "model/report.h"
#include "outputs/format.h"

namespace bulwark::outputs {

/// Every resource that is in no cluster stands in one file, whose lines the test gives; a finding's
/// place is the line that holds the last key of its path.
class SampleLocator : public model::Locator {
 public:
  std::string file = "deploy/cart.yaml";
  std::vector<std::string> lines;

  const model::Inventory* inventory = nullptr;

  model::Place locate(const model::Resource& resource, std::string_view path) override {
    model::Place place;
    if (!inventory->cluster_of(resource).empty()) return place;
    place.file = file;
    const std::string key = std::string(path.substr(path.find_last_of('.') + 1)) + ":";
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::size_t column = lines[i].find(key);
      if (column == std::string::npos) continue;
      place.line = place.end_line = static_cast<std::uint32_t>(i + 1);
      place.column = static_cast<std::uint32_t>(column + 1);
      place.end_column = static_cast<std::uint32_t>(lines[i].size());
      return place;
    }
    return place;
  }
  model::CodeFrame frame(const model::Resource& /*resource*/, const model::Place& place,
                         std::uint32_t context) override {
    model::CodeFrame out;
    const std::size_t first = place.line > context ? place.line - context : 1;
    out.first_line = static_cast<std::uint32_t>(first);
    for (std::size_t i = first; i <= lines.size() && i <= std::size_t{place.line} + context; ++i) {
      out.lines.push_back(lines[i - 1]);
    }
    return out;
  }
};

class SampleReport {
 public:
  SampleReport() {
    report.tool_version = "1.2.3";
    report.targets = {"deploy"};
    report.catalogue = "98 controls";
    report.controls = 98;
    report.inventory = locator.inventory = &inventory;
    locator.lines = {
        "kind: Deployment",      "spec:", "  containers:", "  - name: cart", "    privileged: true",
        "    image: cart:latest"};
  }
  SampleReport(const SampleReport&) = delete;
  SampleReport& operator=(const SampleReport&) = delete;

  model::Control& control(std::string id, model::Severity severity,
                          model::Layer layer = model::Layer::container) {
    model::Control control;
    control.id = std::move(id);
    control.title = "Title of " + control.id;
    control.layer = layer;
    control.severity = severity;
    control.why = "Why it matters.";
    control.fix.text = "Set it to false.";
    control.fix.set = {{"securityContext.privileged", "false"}};
    control.frameworks = {{"attack", "T1610"}, {"attack", "T1611"}, {"pss", "baseline"}};
    control.references = {"https://kubernetes.io/docs"};
    return controls_.emplace_back(std::move(control));
  }

  /// Another cluster; its number is what resource() takes as its source.
  std::uint32_t cluster(std::string name) {
    if (inventory.sources.empty()) inventory.sources.emplace_back().name = "deploy";
    model::Source& source = inventory.sources.emplace_back();
    source.name = std::move(name);
    source.cluster = true;
    const auto number = static_cast<std::uint32_t>(inventory.sources.size() - 1);
    inventory.clusters.push_back({number, "v1.37.2", "2026-11-24T10:30:00Z", {}});
    return number;
  }

  const model::Resource& resource(std::string_view kind, std::string_view name_space,
                                  std::string_view name, std::uint32_t source = 0) {
    std::string text = R"({"apiVersion":"apps/v1","kind":)" + quoted(kind) +
                       R"(,"metadata":{"name":)" + quoted(name) + R"(,"namespace":)" +
                       quoted(name_space) + "}}";
    const std::size_t size = text.size();
    text.resize(size + formats::kJsonPadding);
    const auto document = reader_.read(std::string_view(text).substr(0, size), builder_, {});
    model::Resource& out = resources_.emplace_back();
    out.root = document->root;
    out.offset = resources_.size();
    out.source = source;
    ++report.resources;
    ++report.documents;
    return out;
  }

  model::Finding& finding(const model::Control& control, const model::Resource& resource,
                          std::string message, std::string path = "privileged") {
    model::FindingDetail detail;
    detail.control = &control;
    detail.message = std::move(message);
    detail.path = std::move(path);
    model::Finding out;
    out.detail = &report.details.emplace_back(std::move(detail));
    out.resource = &resource;
    out.item = &report.items.emplace_back("spec.containers[0]");
    return report.findings.emplace_back(out);
  }

  model::Problem& problem(std::string what, std::string reason) {
    model::Problem out;
    out.what = std::move(what);
    out.reason = std::move(reason);
    out.file = "deploy/broken.yaml";
    out.line = 3;
    out.column = 1;
    out.document = true;
    ++report.documents;
    return report.not_evaluated.emplace_back(std::move(out));
  }

  std::string write(std::string_view format, const Options& options = {}) {
    io::StringSink sink;
    const auto chosen = output_format(format);
    if (!chosen || !write_report(**chosen, report, locator, options, sink)) return "did not write";
    return sink.text();
  }

  model::Inventory inventory;
  model::Report report;
  SampleLocator locator;

 private:
  static std::string quoted(std::string_view text) {
    std::string out;
    formats::write_json_string(out, text);
    return out;
  }

  formats::Pool pool_{1, 42};
  formats::Builder builder_{pool_};
  formats::JsonReader reader_;
  std::deque<model::Control> controls_;
  std::deque<model::Resource> resources_;
};

/// Two controls, three findings (one of them waived), one gap, one notice.
inline void fill(SampleReport& sample) {
  const model::Control& privileged = sample.control("privileged-container",
                                                    model::Severity::critical);
  const model::Control& latest = sample.control("latest-tag", model::Severity::low);
  const model::Resource& cart = sample.resource("Deployment", "shop", "cart");
  const model::Resource& agent = sample.resource("DaemonSet", "kube-system", "agent");
  sample.finding(privileged, cart, "container 'cart' runs privileged").instances = 4;
  model::Waived waived;
  waived.by = model::Waived::By::expected;
  waived.reason = "the platform's own agent";
  sample.finding(privileged, agent, "container 'agent' runs privileged")
      .waived = &sample.report.waivers.emplace_back(std::move(waived));
  sample.finding(latest, cart, "image 'cart:latest' moves", "image");
  sample.problem("deploy/broken.yaml:3:1", "a mapping ends too early");
  sample.report.notices = {"the waiver of latest-tag expired on 2026-01-31"};
  sample.report.empty = 1;
  ++sample.report.documents;
}

/// A benchmark with a recommendation of every verdict, about what fill() has filled.
inline void fill_benchmark(SampleReport& sample) {
  using model::BenchmarkVerdict;
  const model::Finding& finding = sample.report.findings.front();
  const auto one = [](std::string number, BenchmarkVerdict verdict, std::string reason) {
    model::Recommendation out;
    out.title = "Title of " + number;
    out.number = std::move(number);
    out.verdict = verdict;
    out.reason = std::move(reason);
    return out;
  };
  model::Recommendation failed = one("5.2.2", BenchmarkVerdict::fail, "");
  failed.controls = {&finding.control()};
  failed.evidence_count = 4;
  failed.waived = 1;
  for (int i = 0; i < 4; ++i)
    failed.evidence.push_back(
        {&finding.control(), finding.resource, finding.path(), finding.detail->message});
  model::Recommendation manual = one("5.6.1", BenchmarkVerdict::manual, "a person has to judge it");
  manual.evidence_count = 30;
  manual.evidence.push_back({nullptr, finding.resource, "", "is there"});
  model::Benchmark benchmark{"cis-1.12", "CIS Kubernetes Benchmark 1.12", {}};
  benchmark.sections.push_back(
      {"1.2",
       "API server",
       {one("1.2.1", BenchmarkVerdict::not_evaluated, "no API server was read"),
        one("1.2.2", BenchmarkVerdict::not_evaluated, "no API server was read")}});
  benchmark.sections.push_back(
      {"5.2", "Pod security", {one("5.2.1", BenchmarkVerdict::pass, ""), failed, manual}});
  sample.report.benchmark = std::move(benchmark);
}

/// Two clusters with an object of the same name, found wanting in both, and one in a file.
inline void fill_clusters(SampleReport& sample) {
  const model::Control& control = sample.control("privileged-container", model::Severity::critical);
  for (const char* name : {"prod", "arn:aws:eks:eu-west-1:123456789012:cluster/staging"}) {
    const model::Resource& cart = sample.resource("Deployment", "shop", "cart",
                                                  sample.cluster(name));
    sample.finding(control, cart, "container 'cart' runs privileged", "securityContext.privileged");
  }
  sample.finding(control, sample.resource("Pod", "", "p"), "container 'p' runs privileged");
  model::Problem& gap = sample.problem("secrets", "jane may not list them");
  gap.file.clear();
  gap.line = gap.column = 0;
  gap.document = false;
  gap.cluster = "prod";
  --sample.report.documents;
}

}  // namespace bulwark::outputs
