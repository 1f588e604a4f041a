// SPDX-License-Identifier: Apache-2.0
// A verdict for each number, and what shows it.
#include "scan/benchmark.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/question.h"

namespace bulwark::scan {
namespace {

using model::BenchmarkVerdict;
using model::Recommendation;

constexpr std::size_t kMostEvidence = 20;  // of one recommendation; findings are in the report

// Of a control that answers several numbers each finding is about some of them.
bool is_about(const BenchmarkEntry& entry, const model::Finding& finding) {
  const auto only = entry.only.find(finding.control().id);
  if (only == entry.only.end()) return true;
  return std::ranges::any_of(only->second, [&](const std::string& text) {
    return finding.detail->message.contains(text);
  });
}

class Judging {
 public:
  Judging(const model::Report& report, const BenchmarkInput& input)
      : report_(report), input_(input), asked_(report, input.asked) {
    for (const policy::ControlFile& file : input.catalogue.controls()) {
      for (const model::FrameworkId& id : file.control.frameworks) {
        if (id.framework == input.file.name) by_number_[id.id].push_back(&file);
      }
    }
    for (const model::Finding& finding : report.findings)
      findings_[&finding.control()].push_back(&finding);
  }

  Result<model::Benchmark> run() {
    model::Benchmark out{input_.file.name, input_.file.title, {}};
    for (const BenchmarkPart& part : input_.file.parts) {
      model::BenchmarkSection& section = out.sections.emplace_back();
      section.number = part.number;
      section.title = part.title;
      for (const BenchmarkEntry& entry : part.entries)
        section.recommendations.push_back(TRY(judge(entry)));
    }
    return out;
  }

 private:
  Result<Recommendation> judge(const BenchmarkEntry& entry) {
    Recommendation out;
    out.number = entry.number;
    out.title = entry.title;
    out.automated = entry.automated;
    const auto files = by_number_.find(entry.number);
    if (files != by_number_.end()) {
      std::ranges::sort(files->second, {},
                        [](const policy::ControlFile* file) { return file->control.id; });
      for (const policy::ControlFile* file : files->second) out.controls.push_back(&file->control);
    }
    if (take_findings(entry, out)) return out;
    if (!entry.manual.empty()) {
      TRY_VOID(collect(entry, out));
    } else if (files != by_number_.end()) {
      take_answers(entry, files->second, out);
    } else {
      out.reason = "no control answers it";
      out.open = true;
    }
    return out;
  }

  bool take_findings(const BenchmarkEntry& entry, Recommendation& out) const {
    for (const model::Control* control : out.controls) {
      const auto found = findings_.find(control);
      if (found == findings_.end()) continue;
      for (const model::Finding* finding : found->second) {
        if (!is_about(entry, *finding)) continue;
        if (finding->waived != nullptr) {
          ++out.waived;
        } else if (++out.evidence_count <= kMostEvidence) {
          out.evidence.push_back(
              {control, finding->resource, finding->path(), finding->detail->message});
        }
      }
    }
    if (out.evidence_count > 0) out.verdict = BenchmarkVerdict::fail;
    return out.evidence_count > 0;
  }

  void take_answers(const BenchmarkEntry& entry,
                    const std::vector<const policy::ControlFile*>& files,
                    Recommendation& out) const {
    std::size_t missing = 0;
    for (const policy::ControlFile* file : files) {
      const Asked asked = asked_.of(*file);
      const bool spare = std::ranges::count(entry.beside, file->control.id) > 0;
      if (asked.answered || (spare && asked.absent)) continue;
      out.open = out.open || asked.open;
      if (++missing > 1) continue;
      out.reason = files.size() > 1 ? file->control.id + ": " + asked.why_not : asked.why_not;
    }
    if (missing > 1)
      out.reason += fmt::format("; {} more {}", missing - 1, missing == 2 ? "control" : "controls");
    if (missing == 0) out.verdict = BenchmarkVerdict::pass;
  }

  // What a person needs to judge it. Where none of it was read there is nothing to judge.
  Result<void> collect(const BenchmarkEntry& entry, Recommendation& out) {
    Asked missing{.answered = true};
    for (const policy::ControlFile& file : entry.evidence) {
      policy::CompiledControl control = TRY(
          policy::compile_control(file, file.rules.front(), file.parameters));
      show(std::move(control), out);
      const Asked asked = asked_.shown(file);
      if (!asked.answered && missing.answered) missing = asked;
    }
    const bool manual = out.evidence_count > 0 || missing.answered;
    if (manual) out.verdict = BenchmarkVerdict::manual;
    out.reason = manual ? entry.manual : missing.why_not;
    out.open = !manual && missing.open;
    return {};
  }

  // In the order of the sources, whichever worker read what.
  void show(policy::CompiledControl control, Recommendation& out) const {
    std::deque<policy::CompiledControl> controls;
    controls.push_back(std::move(control));
    const std::vector<policy::Question> questions = policy::group_questions(controls);
    std::vector<model::Evidence> all;
    for (const model::Segment& segment : report_.inventory->segments) {
      const policy::Answers answers = policy::evaluate(questions, segment,
                                                       {input_.seed, {}, input_.stop});
      for (const policy::Hit& hit : answers.hits)
        all.push_back(evidence_of(hit, segment.resources[hit.resource]));
    }
    std::ranges::sort(all, {}, [](const model::Evidence& one) {
      return std::tuple(one.resource->source, one.resource->offset, one.resource->list_item,
                        std::string_view(one.path));
    });
    out.evidence_count += all.size();
    all.resize(std::min(all.size(), kMostEvidence - std::min(out.evidence.size(), kMostEvidence)));
    std::ranges::move(all, std::back_inserter(out.evidence));
  }

  static model::Evidence evidence_of(const policy::Hit& hit, const model::Resource& resource) {
    const policy::Outcome& outcome = *hit.outcome;
    return {nullptr, &resource, policy::item_path(resource, hit.item, outcome.control->file->each),
            outcome.error.empty() ? outcome.detail.message : "not known: " + outcome.error};
  }

  const model::Report& report_;
  const BenchmarkInput& input_;
  AskedControls asked_;
  std::map<std::string, std::vector<const policy::ControlFile*>> by_number_;
  std::map<const model::Control*, std::vector<const model::Finding*>> findings_;
};

}  // namespace

Result<model::Benchmark> judge_benchmark(const model::Report& report, const BenchmarkInput& input) {
  return Judging(report, input).run();
}

}  // namespace bulwark::scan
