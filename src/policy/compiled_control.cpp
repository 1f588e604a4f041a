// SPDX-License-Identifier: Apache-2.0
// Compiles a control's expressions and joins what they read.
#include "policy/compiled_control.h"

#include <fmt/core.h>

#include <algorithm>

#include "cel/environment.h"
#include "formats/path.h"

namespace bulwark::policy {
namespace {

// In the order of Slot.
Result<cel::Environment> base_environment() {
  cel::EnvironmentOptions options;
  options.kubernetes_minor = kCelMinor;
  cel::Environment environment(options);
  for (const char* name : {"object", "pod", "container"}) {
    TRY_VOID(environment.declare(name, cel::Type::dyn()));
  }
  TRY_VOID(environment.declare("containerType", cel::Type::string()));
  TRY_VOID(environment.declare("item", cel::Type::dyn()));
  for (const char* name : {"params", "request", "namespaceObject"}) {
    TRY_VOID(environment.declare(name, cel::Type::dyn()));
  }
  return environment;
}

Result<cel::Program> compile(const Expression& expression, const cel::Environment& environment) {
  Result<cel::Program> program = cel::compile(expression.text, environment);
  if (program) return program;
  Error error = std::move(program).error();
  error.message = fmt::format("{}:{}: {}", expression.field, error.where, error.message);
  error.where.clear();
  return std::unexpected(std::move(error));
}

bool covers(const cel::ReadPath& wide, const cel::ReadPath& narrow) {
  return wide.slot == narrow.slot && wide.steps.size() <= narrow.steps.size() &&
         std::equal(wide.steps.begin(), wide.steps.end(), narrow.steps.begin());
}

void add_read(std::vector<cel::ReadPath>& reads, const cel::ReadPath& path) {
  for (const cel::ReadPath& known : reads) {
    if (covers(known, path)) return;
  }
  std::erase_if(reads, [&](const cel::ReadPath& known) { return covers(path, known); });
  reads.push_back(path);
}

// A variable is read through its own program; parameters are the same for every subject.
void add_reads(const CompiledControl& control, const cel::Program& program,
               std::vector<cel::ReadPath>& reads) {
  for (const cel::ReadPath& path : program.reads()) {
    const auto slot = static_cast<std::size_t>(path.slot);
    if (slot >= kFirstVariable) {
      add_reads(control, control.variables.at(slot - kFirstVariable), reads);
    } else if (slot != kParams) {
      add_read(reads, path);
    }
  }
}

// Which of several places a finding points to depends on which of them exist.
void add_places(const std::vector<std::string>& places, std::vector<cel::ReadPath>& reads) {
  if (places.size() < 2) return;
  for (const std::string& place : places) {
    const auto steps = formats::parse_path(place);
    if (!steps) continue;  // read_control_file has checked it
    cel::ReadPath path;
    path.slot = kItem;
    for (const formats::PathStep& step : *steps) {
      cel::ReadStep& read = path.steps.emplace_back();
      read.kind = cel::ReadStep::Kind::field;
      read.field = step.key;
    }
    path.steps.emplace_back().kind = cel::ReadStep::Kind::presence;
    add_read(reads, path);
  }
}

void join_reads(CompiledControl& control) {
  for (const auto& program : {&control.when, &control.require, &control.message}) {
    if (*program) add_reads(control, **program, control.reads);
  }
  add_places(control.file->at, control.reads);
  std::sort(control.reads.begin(), control.reads.end());
}

bool reads_request(const CompiledControl& control) {
  return std::ranges::any_of(control.reads, [](const cel::ReadPath& path) {
    return path.slot == kRequest || path.slot == kNamespaceObject;
  });
}

bool is_dyn_or(const cel::Type& type, const cel::Type& wanted) {
  return type == cel::Type::dyn() || type == wanted;
}

}  // namespace

const Rule* rule_at(const ControlFile& file, std::uint32_t minor) {
  const Rule* found = nullptr;
  for (const Rule& rule : file.rules) {
    if (rule.since_minor <= minor) found = &rule;
  }
  return found;
}

Result<CompiledControl> compile_control(const ControlFile& file, const Rule& rule,
                                        formats::Value parameters) {
  CompiledControl control;
  control.file = &file;
  control.rule = &rule;
  control.parameters = parameters;
  cel::Environment environment = TRY(base_environment());
  for (const NamedExpression& variable : file.variables) {
    cel::Program program = TRY(compile(variable.expression, environment));
    TRY_VOID(environment.declare_field("variables", variable.name, program.result_type()));
    control.variables.push_back(std::move(program));
  }
  if (rule.when) control.when = TRY(compile(*rule.when, environment));
  control.require = TRY(compile(rule.require, environment));
  if (file.message) control.message = TRY(compile(*file.message, environment));
  for (const auto& program : {&control.when, &control.require}) {
    if (*program && !is_dyn_or((*program)->result_type(), cel::Type::boolean())) {
      return fail(ErrorCode::malformed, "'when' and 'require' must give a bool");
    }
  }
  if (control.message && !is_dyn_or(control.message->result_type(), cel::Type::string())) {
    return fail(ErrorCode::malformed, "'message' must give a string");
  }
  join_reads(control);
  if (!is_about_connections(file) && reads_request(control))
    return fail(ErrorCode::malformed, "only a control about connections sees a request");
  return control;
}

}  // namespace bulwark::policy
