// SPDX-License-Identifier: Apache-2.0
// Reads strictly. Files are named relative to the table; all documents go into one inventory, since
// values of several pools meet in expressions.
#include "scan/policy_table.h"

#include <fmt/core.h>

#include <utility>

#include "admission/scope.h"
#include "base/text.h"
#include "cel/environment.h"
#include "formats/path.h"
#include "formats/yaml.h"
#include "io/read_file.h"
#include "model/object.h"
#include "policy/control_file.h"
#include "scan/policy_expectation.h"
#include "sources/code/load.h"

namespace bulwark::scan {
namespace {

using admission::Operation;
using admission::Request;
using formats::Fields;
using formats::Value;
using model::Resource;

constexpr std::size_t kLargestTable = std::size_t{16} << 20;
constexpr std::string_view kDefault = "default";  // where kubectl puts what names no namespace

Result<std::optional<admission::User>> read_user(Fields& fields) {
  admission::User user;
  user.name = TRY(fields.optional_text("user"));
  user.uid = TRY(fields.optional_text("uid"));
  user.groups = TRY(fields.texts("groups"));
  if (const Value* extra = fields.optional("extra")) {
    if (!extra->is_map()) return std::unexpected(fields.error("extra", "must be a map"));
    Fields entries = TRY(Fields::of(*extra, "extra"));
    for (std::size_t i = 0; i < extra->size(); ++i) {
      const std::string_view key = extra->shape()->keys[i];
      user.extra.emplace_back(key, TRY(entries.texts(key)));
    }
  }
  if (!user.name.empty()) return std::optional(std::move(user));
  if (user.uid.empty() && user.groups.empty() && user.extra.empty())
    return std::optional<admission::User>();
  return std::unexpected(fields.error("user", "must be there beside groups, uid and extra"));
}

Result<Operation> read_operation(Fields& fields) {
  const std::string text = TRY(fields.optional_text("operation"));
  if (text.empty()) return Operation::create;
  if (const auto operation = admission::operation_from(text)) return *operation;
  return std::unexpected(fields.error("operation", "must be CREATE, UPDATE, DELETE or CONNECT"));
}

}  // namespace

Result<std::unique_ptr<PolicyTable>> PolicyTable::read(const PolicyTableOptions& options) {
  std::unique_ptr<PolicyTable> table(new PolicyTable(options));
  Result<Value> document = table->read_document();
  const Result<void> read = document ? table->read_table(*document)
                                     : std::unexpected(std::move(document.error()));
  if (read) return table;
  if (read.error().code == ErrorCode::cancelled) return std::unexpected(read.error());
  return std::unexpected(Error(read.error()).context(options.file));
}

Result<Value> PolicyTable::read_document() {
  const std::string text = TRY(io::read_file(options_.file, kLargestTable));
  formats::DocumentOptions how;
  how.resource = false;
  const formats::Document document = TRY(formats::YamlReader().read(text, builder_, how));
  if (!document.repeated_keys.empty()) {
    return fail(ErrorCode::malformed,
                fmt::format("the key '{}' comes twice", document.repeated_keys.front().key));
  }
  return document.root;
}

Result<void> PolicyTable::read_table(const Value& document) {
  Fields table = TRY(Fields::of(document, ""));
  TRY_VOID(read_policies(table));
  namespaces_ = TRY(load(table, "namespaces"));
  TRY_VOID(read_cases(table));
  return table.finish();
}

Result<void> PolicyTable::read_policies(Fields& table) {
  const std::string version = TRY(table.optional_text("kubeVersion"));
  int minor = cel::kNewestKubernetesMinor;
  if (!version.empty()) minor = static_cast<int>(TRY(policy::parse_minor(version)));
  policies_.emplace(minor);
  TRY_VOID(table.required("policies"));
  const Documents policies = TRY(load(table, "policies"));
  const Documents params = TRY(load(table, "params"));
  for (const Documents* documents : {&policies, &params}) {
    for (const Resource* one : *documents)
      policies_->add(one->root, inventory_.sources[one->source].name);
  }
  policies_->finish();
  for (std::string& text : unusable_texts(inventory_, policies, *policies_))
    gaps_.push_back(std::move(text));
  if (policies_->empty() && gaps_.empty())
    return std::unexpected(table.error("policies", "has no admission policy"));
  return {};
}

Result<void> PolicyTable::read_cases(Fields& table) {
  const Value* cases = TRY(table.required("cases"));
  if (!cases->is_list() || cases->size() == 0)
    return std::unexpected(table.error("cases", "must be a list of cases"));
  for (std::size_t i = 0; i < cases->size(); ++i)
    TRY_VOID(read_case(cases->items()[i], "cases" + formats::item_step(i)));
  return {};
}

Result<void> PolicyTable::read_case(const Value& value, const std::string& path) {
  Fields fields = TRY(Fields::of(value, path));
  PolicyCase& one = cases_.emplace_back();
  one.name = TRY(fields.text("name"));
  TRY_VOID(read_objects(fields, one));
  Request& request = one.request;
  request.subresource = TRY(fields.optional_text("subresource"));
  request.dry_run = TRY(fields.optional_bool("dryRun"));
  Result<std::optional<admission::User>> user = read_user(fields);
  if (!user) return std::unexpected(std::move(user.error()));
  request.user = std::move(*user);
  TRY_VOID(read_expected(fields, one));
  return fields.finish();
}

// A verdict alone, or a map of what is expected.
Result<void> PolicyTable::read_expected(Fields& fields, PolicyCase& one) {
  const Value* value = TRY(fields.required("expect"));
  const std::string path = fields.path() + ".expect";
  if (value->is_string()) {
    one.expect.verdict = TRY(verdict_from(value->as_string(), path));
    return {};
  }
  Fields expect = TRY(Fields::of(*value, path));
  if (value->size() == 0) return fail(ErrorCode::malformed, path + " expects nothing");
  one.expect = TRY(read_expectation(expect));
  one.expect.object = TRY(object(expect, "object"));
  TRY_VOID(expect.finish());
  if (one.expect.object == nullptr) return {};
  if (one.request.object == nullptr)
    return std::unexpected(expect.error("object", "is expected of what is deleted"));
  if (one.expect.verdict == admission::Verdict::Is::unknown)
    return std::unexpected(expect.error("object", "is expected where nothing is known"));
  if (admission::lives_in_namespace(one.request.kind))
    one.expect.object = in_namespace(one.expect.object, one.request.name_space);
  return {};
}

const Value* PolicyTable::in_namespace(const Value* object, std::string_view name_space) {
  if (object == nullptr) return nullptr;
  return &objects_.emplace_back(admission::in_namespace(*object, name_space, pool_));
}

Result<void> PolicyTable::read_objects(Fields& fields, PolicyCase& one) {
  const Operation operation = TRY(read_operation(fields));
  const Value* resource = TRY(object(fields, "resource"));
  const Value* old = TRY(object(fields, "old"));
  if (resource == nullptr) return std::unexpected(fields.error("resource", "is missing"));
  if ((operation == Operation::update) != (old != nullptr))
    return std::unexpected(fields.error("old", "belongs to an UPDATE, and must be there"));
  one.request = Request::about(*resource, operation);
  if (old != nullptr) one.request.old_object = old;
  return place(fields, one);
}

// Its namespace: who names none goes where the case says.
Result<void> PolicyTable::place(Fields& fields, PolicyCase& one) {
  Request& request = one.request;
  std::string name_space = TRY(fields.optional_text("namespace"));
  if (name_space.empty()) name_space = kDefault;
  if (request.name_space.empty() && admission::lives_in_namespace(request.kind)) {
    request.name_space = name_space;
    for (const Value** object : {&request.object, &request.old_object})
      *object = in_namespace(*object, name_space);
  }
  request.name_space_object = TRY(object(fields, "namespaceObject"));
  for (const Resource* known : namespaces_) {
    if (request.name_space_object == nullptr && known->kind() == "Namespace" &&
        known->name() == request.name_space)
      request.name_space_object = &known->root;
  }
  return {};
}

// A file with one object, or the object itself; null when there is none.
Result<const Value*> PolicyTable::object(Fields& fields, std::string_view key) {
  const Value* value = fields.optional(key);
  if (value == nullptr) return value;
  if (value->is_map()) {
    if (const auto why = model::why_no_object(*value))
      return std::unexpected(fields.error(key, "is no object: " + *why));
    return value;
  }
  if (!value->is_string()) return std::unexpected(fields.error(key, "must be a file or an object"));
  const std::string name(value->as_string());
  const Result<Documents> documents = load_file(name);
  if (!documents)
    return std::unexpected(fields.error(key, "cannot be read: " + documents.error().text()));
  if (documents->size() != 1) {
    return std::unexpected(fields.error(
        key, fmt::format("{} has {} objects, and a case is about one", name, documents->size())));
  }
  return &documents->front()->root;
}

Result<Documents> PolicyTable::load(Fields& fields, std::string_view key) {
  Documents out;
  const std::vector<std::string> names = TRY(fields.texts(key));
  for (const std::string& name : names) {
    const Result<Documents> documents = load_file(name);
    if (!documents)
      return std::unexpected(fields.error(key, "cannot be read: " + documents.error().text()));
    out.insert(out.end(), documents->begin(), documents->end());
  }
  return out;
}

std::string PolicyTable::path_of(const std::string& name) const {
  const std::size_t slash = options_.file.rfind('/');
  if (name.starts_with('/') || slash == std::string::npos) return name;
  return options_.file.substr(0, slash + 1) + name;
}

Result<Documents> PolicyTable::load_file(const std::string& name) {
  if (const auto known = loaded_.find(name); known != loaded_.end()) return known->second;
  sources::code::LoadOptions load;
  load.workers = 1;
  load.seed = options_.seed;
  load.search_path = options_.search_path;
  load.stop = options_.stop;
  load.secret_values = true;
  const std::size_t first = inventory_.segments.size();
  const std::string path = path_of(name);
  TRY_VOID(sources::code::load(std::span(&path, 1), load, inventory_));
  for (const model::Problem& problem : inventory_.problems)
    return fail(problem.code, problem.what + ": " + problem.reason);
  Documents out = documents_from(inventory_, first);
  return loaded_[name] = out;
}

}  // namespace bulwark::scan
