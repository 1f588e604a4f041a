// SPDX-License-Identifier: Apache-2.0
// Wraps examples into whole objects and asks their control about them.
#include "policy/examples.h"

#include <deque>

#include "policy/asker.h"
#include "policy/evaluation.h"

namespace bulwark::policy {
namespace {

using formats::Builder;
using formats::Value;

// Rebuilds `value` as the API server would see it: without nulls. Depth is bounded by the reader
// that made it.
void copy_without_nulls(Builder& builder, const Value& value) {
  if (value.is_list()) {
    builder.begin_list();
    for (const Value& item : value.items()) copy_without_nulls(builder, item);
    builder.end_list();
  } else if (value.is_map()) {
    builder.begin_map();
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value.values()[i].is_null()) continue;
      builder.key(value.shape()->keys[i]);
      copy_without_nulls(builder, value.values()[i]);
    }
    builder.end_map();
  } else if (value.is_string()) {
    builder.string(value.as_string());
  } else {
    builder.scalar(value);
  }
}

void begin_pod(Builder& builder) {
  builder.begin_map();
  builder.key("apiVersion");
  builder.string("v1");
  builder.key("kind");
  builder.string("Pod");
}

}  // namespace

Value without_nulls(Builder& builder, const Value& value) {
  copy_without_nulls(builder, value);
  return builder.finish();
}

namespace {

// A fragment {metadata?, spec} becomes a Pod, a container becomes the one container of a Pod.
Value whole_object(Builder& builder, const ControlFile& file, const Value& fragment) {
  if (fragment.find("apiVersion") != nullptr ||
      file.subjects.front().of == SubjectKind::Of::resource) {
    return without_nulls(builder, fragment);
  }
  begin_pod(builder);
  const bool is_container = file.subjects.front().of == SubjectKind::Of::containers;
  const Value* metadata = is_container ? nullptr : fragment.find("metadata");
  builder.key("metadata");
  if (metadata != nullptr) {
    copy_without_nulls(builder, *metadata);
  } else {
    builder.begin_map();
    builder.key("name");
    builder.string("example");
    builder.end_map();
  }
  builder.key("spec");
  if (is_container) {
    builder.begin_map();
    builder.key("containers");
    builder.begin_list();
    copy_without_nulls(builder, fragment);
    builder.end_list();
    builder.end_map();
  } else {
    const Value* spec = fragment.find("spec");
    copy_without_nulls(builder, spec != nullptr ? *spec : Value());
  }
  builder.end_map();
  return builder.finish();
}

// {object, request, namespaceObject}: what the API server tells a policy of a connection.
Verdict ask_of_connection(const CompiledControl& control, const Value& example) {
  std::vector<Value> slots(kFirstVariable);
  const auto part = [&](std::string_view name) {
    const Value* value = example.find(name);
    return value == nullptr ? Value() : *value;
  };
  slots[kObject] = slots[kItem] = part("object");
  slots[kRequest] = part("request");
  slots[kNamespaceObject] = part("namespaceObject");
  return Asker().ask(control, slots);
}

ExampleResult run_connection(const CompiledControl& control, const Example& example,
                             ExampleResult result) {
  const Verdict verdict = ask_of_connection(control, example.value);
  if (verdict.is == Verdict::Is::fails) result.outcome = verdict.message;
  if (verdict.is == Verdict::Is::unknown) {
    result.outcome = "error: " + verdict.error;
  } else {
    result.good = (verdict.is == Verdict::Is::holds) == example.pass;
  }
  return result;
}

Result<ExampleResult> run_example(const ControlFile& file, std::size_t index,
                                  const ExampleChange& change) {
  const Example& example = file.examples[index];
  ExampleResult result{file.control.id, index, example.pass, false, "holds"};
  const Rule* rule = rule_at(file, example.minor.value_or(kNewestMinor));
  if (rule == nullptr) {
    result.good = example.pass;
    result.outcome = "the control does not exist in that version";
    return result;
  }
  std::deque<CompiledControl> control;
  control.push_back(TRY(compile_control(file, *rule, file.parameters)));
  if (is_about_connections(file)) return run_connection(control.front(), example, result);
  model::Segment segment{std::make_unique<formats::Pool>(1, 0), {}};
  Builder builder(*segment.pool);
  Value object = whole_object(builder, file, example.value);
  if (change) object = change(object, *segment.pool);
  segment.resources.push_back({.root = object});
  const Answers answers = evaluate(group_questions(control), segment, {});
  for (const Hit& hit : answers.hits) {
    if (!hit.outcome->error.empty()) {
      result.outcome = "error: " + hit.outcome->error;
      return result;
    }
    result.outcome = hit.outcome->detail.message;
  }
  for (const Unasked& unasked : answers.unasked) {
    result.outcome = "error: " + unasked.reason;
    return result;
  }
  if (answers.asked == 0 && !example.pass)
    result.outcome = "the control was not asked: its subject is not there";
  result.good = answers.hits.empty() == example.pass;
  return result;
}

}  // namespace

Result<std::vector<ExampleResult>> run_examples(const ControlFile& file,
                                                const ExampleChange& change) {
  std::vector<ExampleResult> results;
  for (std::size_t i = 0; i < file.examples.size(); ++i)
    results.push_back(TRY(run_example(file, i, change)));
  return results;
}

}  // namespace bulwark::policy
