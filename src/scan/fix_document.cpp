// SPDX-License-Identifier: Apache-2.0
// All fixes at once where that holds; where it does not, one after another, each judged for itself.
#include "scan/fix_document.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "formats/path.h"
#include "formats/yaml_edit.h"
#include "scan/fix_edits.h"

namespace bulwark::scan {
namespace {

using formats::Edit;

// What one fix changes may be what another control looks at; a few rounds settle that.
constexpr int kMostRounds = 5;

struct Candidate {
  std::string key;
  std::vector<Edit> edits;
};

std::set<std::string> keys_of(const model::Report& report) {
  std::set<std::string> keys;
  for (const model::Finding& finding : report.findings) keys.insert(key_of(finding));
  for (const model::Problem& gap : report.not_evaluated) keys.insert("gap " + gap.what);
  return keys;
}

std::string refusal_of(const JudgedText& judged) {
  for (const model::Resource& resource : judged.inventory.segments[0].resources) {
    std::string why = why_refused(resource.root);
    if (!why.empty()) return why;
  }
  return {};
}

class Fixer {
 public:
  Fixer(std::string_view text, const DocumentKind& kind, const TextJudge& judge,
        const WantsFix& wants)
      : text_(text), kind_(kind), judge_(judge), wants_(wants) {}

  Result<FixedDocument> run() {
    now_ = TRY(judge_.judge(text_, kind_));
    before_ = keys_of(now_->report);
    refused_before_ = !refusal_of(*now_).empty();
    for (int round = 0; round < kMostRounds; ++round) {
      const std::vector<Candidate> all = candidates();
      if (all.empty()) break;
      if (take_all(all)) continue;
      for (const Candidate& one : all) take(one);
    }
    for (const Candidate& left : candidates())
      give_up(left.key, "the finding comes back again and again");
    return FixedDocument{std::move(text_), std::move(outcomes_)};
  }

 private:
  // Findings that are to be fixed and were not given up yet.
  std::vector<Candidate> candidates() {
    std::vector<Candidate> out;
    for (const model::Finding& finding : now_->report.findings) {
      const model::Control& control = finding.control();
      if (finding.waived != nullptr || !control.fix.by_machine() || !wants_(control)) continue;
      std::string key = key_of(finding);
      if (given_up_.contains(key)) continue;
      note(key, finding);
      Result<std::vector<Edit>> edits = edits_of(finding);
      if (!edits) {
        give_up(key, edits.error().message);
      } else if (edits->empty()) {
        give_up(key, "what the fix would set stands there already");
      } else {
        out.push_back({std::move(key), *std::move(edits)});
      }
    }
    return out;
  }

  void note(const std::string& key, const model::Finding& finding) {
    if (!known_.try_emplace(key, outcomes_.size()).second) return;
    std::string place = finding.path();
    if (finding.resource->list_item != model::Resource::kNotInList) {
      place = formats::join_path("items" + formats::item_step(finding.resource->list_item), place);
    }
    outcomes_.push_back(
        {&finding.control(), finding.resource->title(), finding.path(), std::move(place), {}});
  }

  void give_up(const std::string& key, std::string reason) {
    given_up_.insert(key);
    outcomes_[known_.at(key)].reason = std::move(reason);
  }

  bool take_all(const std::vector<Candidate>& all) {
    std::vector<Edit> edits;
    for (const Candidate& one : all) edits.insert(edits.end(), one.edits.begin(), one.edits.end());
    std::set<std::string> gone;
    for (const Candidate& one : all) gone.insert(one.key);
    return try_edits(edits, gone).empty();
  }

  void take(const Candidate& one) {
    if (!keys_of(now_->report).contains(one.key)) return;  // mended by an earlier one
    std::string why = try_edits(one.edits, {one.key});
    if (!why.empty()) give_up(one.key, std::move(why));
  }

  // Applies them when the result holds; else says why not, and nothing has changed.
  std::string try_edits(const std::vector<Edit>& edits, const std::set<std::string>& gone) {
    const auto format = kind_.json ? formats::TextFormat::json : formats::TextFormat::yaml;
    Result<std::string> text = formats::edit_text(text_, format, edits);
    if (!text) return text.error().text();
    Result<std::unique_ptr<JudgedText>> judged = judge_.judge(*text, kind_);
    if (!judged) return judged.error().text();
    if (std::string why = refusal_of(**judged); !why.empty() && !refused_before_) return why;
    for (const std::string& key : keys_of((*judged)->report)) {
      if (gone.contains(key)) return "the finding would still be there";
      if (!before_.contains(key))
        return fmt::format("it would bring a new finding: {}", key.substr(0, key.find(' ')));
    }
    text_ = *std::move(text);
    now_ = *std::move(judged);
    return {};
  }

  std::string text_;
  const DocumentKind& kind_;
  const TextJudge& judge_;
  const WantsFix& wants_;
  std::unique_ptr<JudgedText> now_;
  std::set<std::string> before_;
  bool refused_before_ = false;
  std::set<std::string> given_up_;
  std::map<std::string, std::size_t> known_;
  std::vector<FixOutcome> outcomes_;
};

}  // namespace

Result<FixedDocument> fix_document(std::string_view text, const DocumentKind& kind,
                                   const TextJudge& judge, const WantsFix& wants) {
  return Fixer(text, kind, judge, wants).run();
}

}  // namespace bulwark::scan
