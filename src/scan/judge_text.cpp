// SPDX-License-Identifier: Apache-2.0
// A scan of one document, without files and without owners.
#include "scan/judge_text.h"

#include <fmt/core.h>

#include "formats/json.h"
#include "formats/yaml.h"
#include "model/object.h"
#include "scan/findings.h"
#include "scan/read_fields.h"
#include "scan/waivers.h"

namespace bulwark::scan {
namespace {

using formats::Value;

Result<Value> read(std::string_view text, bool json, const formats::DocumentOptions& options,
                   formats::Builder& builder) {
  if (json) {
    std::string padded(text);
    padded.append(formats::kJsonPadding, ' ');
    const auto document = formats::JsonReader().read(
        std::string_view(padded).substr(0, text.size()), builder, options);
    if (document) return document->root;
    if (document.error().code != ErrorCode::unsupported) return std::unexpected(document.error());
  }
  const formats::Document document = TRY(formats::YamlReader().read(text, builder, options));
  return document.root;
}

void add(const Value& root, std::uint32_t list_item, model::Segment& segment) {
  if (model::why_no_object(root)) return;
  model::Resource& resource = segment.resources.emplace_back();
  resource.root = root;
  resource.list_item = list_item;
}

void add_all(const Value& root, const DocumentKind& kind, model::Segment& segment) {
  const model::ListItems list = model::list_items(root);
  if (!list.is_list)
    return add(model::with_type(root, kind.api_version, kind.kind, *segment.pool),
               model::Resource::kNotInList, segment);
  if (list.items == nullptr) return;
  for (std::uint32_t i = 0; i < list.items->size(); ++i) {
    add(model::with_type(list.items->items()[i], root.text("apiVersion"), root.text("kind"),
                         *segment.pool),
        i, segment);
  }
}

}  // namespace

std::string key_of(const model::Finding& finding) {
  return fmt::format("{} {} {}", finding.control().id, finding.resource->list_item, finding.path());
}

TextJudge::TextJudge(const Scan& scan, const ScanOptions& options)
    : scan_(scan), options_(options), questions_(policy::group_questions(scan.chosen.controls)) {}

Result<std::unique_ptr<JudgedText>> TextJudge::judge(std::string_view text,
                                                     const DocumentKind& kind) const {
  auto judged = std::make_unique<JudgedText>();
  model::Segment& segment = judged->inventory.segments.emplace_back();
  segment.pool = std::make_unique<formats::Pool>(1, options_.seed);
  formats::Builder builder(*segment.pool);
  formats::DocumentOptions document;
  document.keep_status = reads_status(scan_.chosen);
  document.keep_server_metadata = reads_server_metadata(scan_.chosen);
  const Value root = TRY(read(text, kind.json, document, builder));
  judged->inventory.sources.emplace_back().name = kind.source;
  add_all(root, kind, segment);

  const policy::EvaluationContext context{options_.seed, {}, options_.stop};
  judged->answers.push_back(policy::evaluate(questions_, segment, context));
  Owners owners;
  owners.top.emplace_back(segment.resources.size(), 0);
  judged->report.inventory = &judged->inventory;
  collect_findings(judged->answers, owners, judged->report);
  apply_waivers(scan_.config, scan_.expected, options_.today, judged->report);
  sort_findings(judged->report);
  return judged;
}

}  // namespace bulwark::scan
