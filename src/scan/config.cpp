// SPDX-License-Identifier: Apache-2.0
// Strict reading of bulwark.yaml.
#include "scan/config.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/day.h"
#include "base/text.h"
#include "formats/fields.h"
#include "formats/path.h"
#include "policy/catalogue.h"
#include "scan/user_policies.h"

namespace bulwark::scan {
namespace {

using formats::Fields;
using formats::Value;

std::unexpected<Error> wrong(std::string message) {
  return fail(ErrorCode::malformed, std::move(message));
}

// Dates are written bare in YAML and stay texts there.
Result<std::string> date_of(Fields& fields, std::string_view where) {
  std::string date = TRY(fields.text("expires"));
  if (!is_day(date))
    return wrong(fmt::format("{}.expires must be a date such as 2027-01-31", where));
  return date;
}

Result<Waiver> read_waiver(const Value& value, const std::string& where) {
  Fields fields = TRY(Fields::of(value, where));
  Waiver waiver;
  waiver.control = TRY(fields.optional_text("control"));
  waiver.gap = TRY(fields.optional_text("gap"));
  if (waiver.control.empty() == waiver.gap.empty())
    return wrong(where + " needs either 'control' or 'gap'");
  for (auto& [key, field] : {std::pair{"resource", &waiver.resource},
                             {"namespace", &waiver.name_space},
                             {"cluster", &waiver.cluster}}) {
    std::string text = TRY(fields.optional_text(key));
    if (!text.empty()) *field = std::move(text);
  }
  waiver.reason = TRY(fields.text("reason"));
  waiver.expires = TRY(date_of(fields, where));
  TRY_VOID(fields.finish());
  return waiver;
}

Result<AnnotationRule> read_annotation_rule(const Value& value, const std::string& where) {
  Fields fields = TRY(Fields::of(value, where));
  AnnotationRule rule;
  rule.control = TRY(fields.text("control"));
  const std::string severity = TRY(fields.optional_text("maxSeverity"));
  if (!severity.empty()) {
    const auto found = model::severity_from(severity);
    if (!found) return wrong(fmt::format("{}.maxSeverity '{}' is no severity", where, severity));
    rule.worst = *found;
  }
  TRY_VOID(fields.finish());
  return rule;
}

template <class Item, class Read>
Result<std::vector<Item>> read_list(Fields& fields, std::string_view key, Read read) {
  std::vector<Item> out;
  const Value* list = fields.optional(key);
  if (list == nullptr || list->is_null()) return out;
  if (!list->is_list()) return std::unexpected(fields.error(key, "must be a list"));
  for (std::size_t i = 0; i < list->size(); ++i) {
    out.push_back(TRY(read(list->items()[i], std::string(key) + formats::item_step(i))));
  }
  return out;
}

// One of a user's policy is taken as it is: which of them run is not the configuration's alone.
Result<void> check_control(const std::string& glob, const policy::Catalogue& catalogue) {
  if (is_policy_id(glob)) return {};
  const std::vector<std::string> ids = catalogue.ids();
  if (std::any_of(ids.begin(), ids.end(), [&](const auto& id) { return glob_match(glob, id); }))
    return {};
  return fail(ErrorCode::not_found,
              fmt::format("no control '{}'{}", glob, did_you_mean(glob, ids)));
}

// The site's keys take the place of the control's own; a key that the control does not have is a
// mistake.
Result<Value> merge_parameters(const Value& own, const Value& site, const std::string& id,
                               formats::Pool& pool) {
  std::vector<Value> values(own.values().begin(), own.values().end());
  for (std::size_t i = 0; i < site.size(); ++i) {
    const std::string_view key = site.shape()->keys[i];
    const int slot = own.is_map() ? own.shape()->slot(key) : -1;
    if (slot < 0)
      return wrong(fmt::format("parameters.{}: the control has no parameter '{}'", id, key));
    values[static_cast<std::size_t>(slot)] = site.values()[i];
  }
  return pool.map(own.shape(), values);
}

Result<void> read_parameters(Fields& fields, policy::Catalogue& catalogue, Config& config) {
  const Value* parameters = fields.optional("parameters");
  if (parameters == nullptr) return {};
  if (!parameters->is_map())
    return wrong("parameters must be a map of control id to its parameters");
  for (std::size_t i = 0; i < parameters->size(); ++i) {
    const std::string id(parameters->shape()->keys[i]);
    TRY_VOID(check_control(id, catalogue));
    const policy::ControlFile* file = catalogue.find(id);
    if (file == nullptr || !file->parameters.is_map())
      return wrong(fmt::format("control {} has no parameters", id));
    if (!parameters->values()[i].is_map())
      return wrong(fmt::format("parameters.{} must be a map", id));
    config.parameters[id] = TRY(
        merge_parameters(file->parameters, parameters->values()[i], id, catalogue.pool()));
  }
  return {};
}

Result<void> check_names(const Config& config, const policy::Catalogue& catalogue) {
  for (const Waiver& waiver : config.waivers) {
    if (!waiver.control.empty()) TRY_VOID(check_control(waiver.control, catalogue));
  }
  for (const AnnotationRule& rule : config.annotations)
    TRY_VOID(check_control(rule.control, catalogue));
  for (const std::string& glob : config.enable) {
    if (is_policy_id(glob))
      return wrong(fmt::format("enable: '{}' is no control; `policies` names files", glob));
    TRY_VOID(check_control(glob, catalogue));
  }
  for (const std::string& glob : config.disable) TRY_VOID(check_control(glob, catalogue));
  return {};
}

}  // namespace

std::string Waiver::title() const {
  std::string out = control.empty() ? fmt::format("waiver for the gap '{}'", gap)
                                    : "waiver for " + control;
  if (resource != "*") out += " on " + resource;
  if (name_space != "*") out += " in " + name_space;
  if (cluster != "*") out += " of cluster " + cluster;
  return out;
}

Result<Config> read_config(std::string_view text, policy::Catalogue& catalogue) {
  Config config;
  const Value document = TRY(catalogue.read_document(text));
  if (document.is_null()) return config;
  Fields fields = TRY(Fields::of(document, ""));
  config.waivers = TRY(read_list<Waiver>(fields, "waivers", read_waiver));
  config.annotations = TRY(
      read_list<AnnotationRule>(fields, "annotationWaivers", read_annotation_rule));
  config.enable = TRY(fields.texts("enable"));
  config.disable = TRY(fields.texts("disable"));
  config.policies = TRY(fields.texts("policies"));
  if (fields.optional("expectedPlatform") != nullptr)
    config.expected = TRY(fields.optional_bool("expectedPlatform"));
  config.complete = TRY(fields.optional_bool("complete"));
  TRY_VOID(read_parameters(fields, catalogue, config));
  TRY_VOID(fields.finish());
  TRY_VOID(check_names(config, catalogue));
  return config;
}

}  // namespace bulwark::scan
