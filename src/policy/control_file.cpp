// SPDX-License-Identifier: Apache-2.0
// Reads a control from its document, key by key.
#include "policy/control_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/text.h"
#include "formats/fields.h"
#include "formats/json_write.h"
#include "formats/path.h"
#include "model/own_documents.h"

namespace bulwark::policy {
namespace {

using formats::Fields;
using formats::Value;

constexpr std::string_view kConnect = "CONNECT ";

std::unexpected<Error> wrong(std::string message) {
  return fail(ErrorCode::malformed, std::move(message));
}

Result<void> read_metadata(Fields& fields, model::Control& control) {
  control.id = TRY(fields.text("id"));
  control.title = TRY(fields.text("title"));
  const std::string layer = TRY(fields.text("layer"));
  const auto found_layer = model::layer_from(layer);
  if (!found_layer)
    return wrong(fmt::format("layer '{}' is none of cloud, cluster, container, code", layer));
  control.layer = *found_layer;
  const std::string severity = TRY(fields.text("severity"));
  const auto found_severity = model::severity_from(severity);
  if (!found_severity)
    return wrong(
        fmt::format("severity '{}' is none of critical, high, medium, low, info", severity));
  control.severity = *found_severity;
  control.why = TRY(fields.text("why"));
  control.references = TRY(fields.texts("references"));
  return {};
}

Result<void> read_keep(const Fields& fix, const Value& keep, model::Fix& out) {
  if (!keep.is_map()) return std::unexpected(fix.error("keep", "must be a map of path to texts"));
  Fields lists = TRY(Fields::of(keep, "fix.keep"));
  for (std::size_t i = 0; i < keep.size(); ++i) {
    const std::string path(keep.shape()->keys[i]);
    TRY_VOID(formats::parse_path(path));
    out.keep.emplace_back(path, TRY(lists.texts(path)));
  }
  return {};
}

Result<void> read_change(Fields& fix, model::Fix& out) {
  if (const Value* set = fix.optional("set")) {
    if (!set->is_map()) return std::unexpected(fix.error("set", "must be a map of path to value"));
    for (std::size_t i = 0; i < set->size(); ++i) {
      std::string path(set->shape()->keys[i]);
      TRY_VOID(formats::parse_path(path));
      out.set.emplace_back(std::move(path), formats::json_text(set->values()[i]));
    }
  }
  if (const Value* keep = fix.optional("keep")) TRY_VOID(read_keep(fix, *keep, out));
  const std::string grade = TRY(fix.optional_text("grade"));
  if (out.by_machine() == grade.empty())
    return std::unexpected(fix.error("grade", "stands beside set and keep, and nowhere else"));
  if (!grade.empty() && grade != "inert" && grade != "tested")
    return std::unexpected(fix.error("grade", "is inert or tested"));
  out.grade = grade == "inert" ? model::FixGrade::inert : model::FixGrade::tested;
  const std::string level = TRY(fix.optional_text("level"));
  if (!level.empty() && level != "pod")
    return std::unexpected(fix.error("level", "can only be pod"));
  out.on_pod = !level.empty();
  return {};
}

Result<void> read_fix(Fields& fields, model::Control& control) {
  const Value* value = TRY(fields.required("fix"));
  Fields fix = TRY(Fields::of(*value, "fix"));
  control.fix.text = TRY(fix.text("text"));
  TRY_VOID(read_change(fix, control.fix));
  return fix.finish();
}

Result<void> read_frameworks(Fields& fields, model::Control& control) {
  const Value* value = fields.optional("frameworks");
  if (value == nullptr) return {};
  Fields frameworks = TRY(Fields::of(*value, "frameworks"));
  for (std::size_t i = 0; i < value->size(); ++i) {
    const std::string_view name = value->shape()->keys[i];
    const std::vector<std::string> ids = TRY(frameworks.texts(name));
    for (const std::string& id : ids) control.frameworks.push_back({std::string(name), id});
  }
  std::sort(control.frameworks.begin(), control.frameworks.end(), [](const auto& a, const auto& b) {
    return std::tie(a.framework, a.id) < std::tie(b.framework, b.id);
  });
  return {};
}

Result<std::optional<Expression>> optional_expression(Fields& fields, std::string_view key,
                                                      std::string_view where) {
  std::string text = TRY(fields.optional_text(key));
  if (text.empty()) return std::optional<Expression>();
  return std::optional(Expression{std::move(text), formats::join_path(where, key)});
}

Result<Rule> read_rule(Fields& fields, std::string_view where) {
  Rule rule;
  rule.when = TRY(optional_expression(fields, "when", where));
  rule.require = {TRY(fields.text("require")), formats::join_path(where, "require")};
  return rule;
}

Result<void> read_rules(Fields& fields, ControlFile& file) {
  const Value* versions = fields.optional("versions");
  if (versions == nullptr) {
    file.rules.push_back(TRY(read_rule(fields, "")));
    return {};
  }
  if (fields.optional("require") != nullptr)
    return wrong("'require' and 'versions' exclude each other");
  if (!versions->is_list() || versions->size() == 0)
    return wrong("versions must be a list that is not empty");
  const auto common = TRY(optional_expression(fields, "when", ""));
  for (std::size_t i = 0; i < versions->size(); ++i) {
    const std::string where = "versions" + formats::item_step(i);
    Fields entry = TRY(Fields::of(versions->items()[i], where));
    const std::string since = TRY(entry.text("since"));
    Rule rule = TRY(read_rule(entry, where));
    rule.since_minor = TRY(parse_minor(since));
    if (!rule.when) rule.when = common;
    TRY_VOID(entry.finish());
    if (!file.rules.empty() && rule.since_minor <= file.rules.back().since_minor) {
      return wrong("versions must be in ascending order");
    }
    file.rules.push_back(std::move(rule));
  }
  return {};
}

Result<void> read_variables(Fields& fields, ControlFile& file) {
  const Value* variables = fields.optional("variables");
  if (variables == nullptr) return {};
  if (!variables->is_list()) return wrong("variables must be a list");
  for (std::size_t i = 0; i < variables->size(); ++i) {
    const std::string where = "variables" + formats::item_step(i);
    Fields entry = TRY(Fields::of(variables->items()[i], where));
    NamedExpression variable;
    variable.name = TRY(entry.text("name"));
    variable.expression = {TRY(entry.text("expression")), where + ".expression"};
    TRY_VOID(entry.finish());
    file.variables.push_back(std::move(variable));
  }
  return {};
}

Result<void> read_examples(Fields& fields, ControlFile& file) {
  const Value* examples = fields.optional("examples");
  if (examples == nullptr) return {};
  if (!examples->is_list()) return wrong("examples must be a list");
  for (std::size_t i = 0; i < examples->size(); ++i) {
    Fields entry = TRY(Fields::of(examples->items()[i], "examples" + formats::item_step(i)));
    const Value* pass = entry.optional("pass");
    const Value* failing = entry.optional("fail");
    if ((pass == nullptr) == (failing == nullptr)) {
      return wrong(fmt::format("examples[{}] must have either 'pass' or 'fail'", i));
    }
    Example example{pass != nullptr, pass != nullptr ? *pass : *failing, std::nullopt};
    const std::string version = TRY(entry.optional_text("version"));
    if (!version.empty()) example.minor = TRY(parse_minor(version));
    TRY_VOID(entry.finish());
    file.examples.push_back(example);
  }
  return {};
}

Result<void> read_subject_kinds(Fields& fields, ControlFile& file) {
  const std::vector<std::string> subjects = TRY(fields.texts("for"));
  if (subjects.empty()) return wrong("'for' is missing");
  for (const std::string& text : subjects) file.subjects.push_back(TRY(parse_subject(text)));
  for (const SubjectKind& subject : file.subjects) {
    if ((subject.of == SubjectKind::Of::connection) != is_about_connections(file))
      return wrong("'for' names either connections or objects");
  }
  return {};
}

Result<void> read_subjects(Fields& fields, ControlFile& file) {
  TRY_VOID(read_subject_kinds(fields, file));
  file.each = TRY(fields.optional_text("each"));
  TRY_VOID(formats::parse_path(file.each));
  file.at = TRY(fields.texts("at"));
  for (const std::string& path : file.at) TRY_VOID(formats::parse_path(path));
  return {};
}

// The objects that an example of an analyzer's control is made of.
Result<ControlFile> read_for_analyzer(Fields& fields, ControlFile file) {
  file.engine = Engine::analyzer;
  file.judges = TRY(fields.text("judges"));
  TRY_VOID(read_subject_kinds(fields, file));
  file.optional = TRY(fields.optional_bool("optional"));
  TRY_VOID(read_examples(fields, file));
  for (std::size_t i = 0; i < file.examples.size(); ++i) {
    if (!file.examples[i].value.is_list())
      return wrong(fmt::format("examples[{}] must be a list of objects", i));
  }
  TRY_VOID(fields.finish());
  return file;
}

}  // namespace

bool is_about_connections(const ControlFile& file) {
  return !file.subjects.empty() && file.subjects.front().of == SubjectKind::Of::connection;
}

bool is_about_own_documents(const ControlFile& file) {
  return !file.subjects.empty() && file.subjects.front().group == model::kOwnGroup;
}

Result<SubjectKind> parse_subject(std::string_view text) {
  if (text == "pod") return SubjectKind{SubjectKind::Of::pod, {}, {}, {}};
  if (text == "pod.containers") return SubjectKind{SubjectKind::Of::containers, {}, {}, {}};
  if (text.starts_with(kConnect)) {
    const std::string_view target = text.substr(kConnect.size());
    if (!target.contains('/'))
      return wrong(fmt::format("'for: {}' names no subresource such as pods/exec", text));
    return SubjectKind{SubjectKind::Of::connection, "", "v1", std::string(target)};
  }
  std::vector<std::string> parts = split(text, '/');
  if (parts.size() == 2) parts.insert(parts.begin(), "");
  if (parts.size() != 3 || parts[1].empty() || parts[2].empty()) {
    return wrong(
        fmt::format("'for: {}' is neither pod, pod.containers, group/version/resource nor CONNECT "
                    "resource/subresource",
                    text));
  }
  return SubjectKind{SubjectKind::Of::resource, parts[0], parts[1], parts[2]};
}

Result<std::uint32_t> parse_minor(std::string_view text) {
  std::string_view rest = text;
  if (rest.starts_with('v')) rest.remove_prefix(1);
  std::uint32_t minor = 0;
  const bool one = rest.starts_with("1.");
  if (one) rest.remove_prefix(2);
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), minor);
  if (!one || error != std::errc{} || end != rest.data() + rest.size() || minor > 999) {
    return wrong(fmt::format("'{}' is not a Kubernetes version such as 1.27", text));
  }
  return minor;
}

Result<ControlFile> read_control_file(const Value& document) {
  Fields fields = TRY(Fields::of(document, ""));
  ControlFile file;
  TRY_VOID(read_metadata(fields, file.control));
  TRY_VOID(read_fix(fields, file.control));
  TRY_VOID(read_frameworks(fields, file.control));
  const std::string engine = TRY(fields.optional_text("engine"));
  if (engine == "reader") {
    file.engine = Engine::reader;
    TRY_VOID(fields.finish());
    return file;
  }
  if (engine == "analyzer") return read_for_analyzer(fields, std::move(file));
  if (!engine.empty() && engine != "cel")
    return wrong("engine is cel (the default), reader or analyzer");
  TRY_VOID(read_subjects(fields, file));
  TRY_VOID(read_variables(fields, file));
  TRY_VOID(read_rules(fields, file));
  file.message = TRY(optional_expression(fields, "message", ""));
  if (const Value* parameters = fields.optional("parameters")) {
    if (!parameters->is_map()) return wrong("parameters must be a map");
    file.parameters = *parameters;
  }
  file.optional = TRY(fields.optional_bool("optional"));
  file.overrides = TRY(fields.texts("overrides"));
  TRY_VOID(read_examples(fields, file));
  TRY_VOID(fields.finish());
  return file;
}

}  // namespace bulwark::policy
