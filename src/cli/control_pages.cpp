// SPDX-License-Identifier: Apache-2.0
// Writes the catalogue in Markdown.
#include "cli/control_pages.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/text.h"
#include "formats/json_write.h"

namespace bulwark::cli {
namespace {

using policy::ControlFile;

class Pages {
 public:
  explicit Pages(const policy::Catalogue& catalogue) : controls_(sorted_controls(catalogue)) {}

  std::string write() {
    add("# Controls\n\nPrinted by `bulwark policy list --format markdown`. What users of other "
        "scanners look for stands in\ncontrols-coverage.md. {} controls; optional ones run with "
        "`--control ID` or `enable` in bulwark.yaml.\n",
        controls_.size());
    for (const model::Layer layer : model::kLayers) table(layer);
    for (const ControlFile* file : controls_) section(*file);
    return std::move(out_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> text, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), text, std::forward<Args>(args)...);
  }

  void table(model::Layer layer) {
    add("\n## Layer {}\n\n| control | severity | what holds |\n|---|---|---|\n",
        model::name(layer));
    for (const ControlFile* file : controls_) {
      const model::Control& control = file->control;
      if (control.layer != layer) continue;
      add("| [{}](#{}) | {} | {}{} |\n", control.id, control.id, model::name(control.severity),
          control.title, file->optional ? " (optional)" : "");
    }
  }

  void section(const ControlFile& file) {
    const model::Control& control = file.control;
    add("\n### {}\n\n**{}** {} layer, severity {}{}.\n\n{}\n\n*Fix:* {}\n", control.id,
        control.title + ".", model::name(control.layer), model::name(control.severity),
        file.optional ? ", optional" : "", control.why, control.fix.text);
    const std::vector<std::string> changes = fix_changes(control.fix);
    if (!changes.empty()) add("\n    {}\n", join(changes, "\n    "));
    rules(file);
    if (!control.frameworks.empty()) add("\n*Frameworks:* {}\n", framework_text(control));
    for (std::size_t i = 0; i < file.parameters.size(); ++i) {
      add("\n*Parameter* `{}`: `{}`\n", file.parameters.shape()->keys[i],
          formats::json_text(file.parameters.values()[i]));
    }
    example(file);
  }

  void rules(const ControlFile& file) {
    std::vector<std::string> subjects;
    for (const policy::SubjectKind& subject : file.subjects)
      subjects.push_back(subject_text(subject));
    if (!subjects.empty())
      add("\n*Looks at:* {}{}\n", join(subjects, "; "),
          file.each.empty() ? "" : ", each of `" + file.each + "`");
    if (file.engine == policy::Engine::analyzer)
      return add("\n*Judges, over all objects together:* {}\n", file.judges);
    if (file.engine == policy::Engine::reader) return;
    add("\n```\n");
    for (const policy::NamedExpression& variable : file.variables)
      add("variables.{}: {}\n", variable.name, variable.expression.text);
    for (const policy::Rule& rule : file.rules) {
      if (rule.since_minor > 0) add("from Kubernetes 1.{}\n", rule.since_minor);
      if (rule.when) add("when: {}\n", rule.when->text);
      add("require: {}\n", rule.require.text);
    }
    add("```\n");
  }

  // The first that fails, since it shows what is meant.
  void example(const ControlFile& file) {
    const auto failing = std::find_if(file.examples.begin(), file.examples.end(),
                                      [](const policy::Example& one) { return !one.pass; });
    if (failing == file.examples.end()) return;
    add("\n*Fails:*\n\n```json\n{}\n```\n", formats::json_text(failing->value));
  }

  std::vector<const ControlFile*> controls_;
  std::string out_;
};

}  // namespace

std::vector<const policy::ControlFile*> sorted_controls(const policy::Catalogue& catalogue) {
  std::vector<const policy::ControlFile*> out;
  for (const policy::ControlFile& file : catalogue.controls()) out.push_back(&file);
  std::sort(out.begin(), out.end(), [](const auto* a, const auto* b) {
    return std::tuple(a->control.layer, a->control.severity, std::string_view(a->control.id)) <
           std::tuple(b->control.layer, b->control.severity, std::string_view(b->control.id));
  });
  return out;
}

std::vector<std::string> fix_changes(const model::Fix& fix) {
  std::vector<std::string> out;
  for (const auto& [path, value] : fix.set)
    out.push_back(value == "null" ? path + " (removed)" : fmt::format("{}: {}", path, value));
  for (const auto& [path, texts] : fix.keep)
    out.push_back(fmt::format("{}: at most {}", path, join(texts, ", ")));
  return out;
}

std::string framework_text(const model::Control& control) {
  std::vector<std::string> parts;
  for (const model::FrameworkId& id : control.frameworks)
    parts.push_back(fmt::format("{} {}", id.framework, id.id));
  return join(parts, ", ");
}

std::string subject_text(const policy::SubjectKind& subject) {
  switch (subject.of) {
    case policy::SubjectKind::Of::pod: return "pods, in every kind that carries a pod spec";
    case policy::SubjectKind::Of::containers:
      return "containers (also init and ephemeral), in every kind with a pod spec";
    case policy::SubjectKind::Of::connection:
      return "CONNECT " + subject.resource + ", seen by an admission policy only";
    case policy::SubjectKind::Of::resource: break;
  }
  return subject.group.empty()
             ? fmt::format("{}/{}", subject.version, subject.resource)
             : fmt::format("{}/{}/{}", subject.group, subject.version, subject.resource);
}

std::string control_pages(const policy::Catalogue& catalogue) { return Pages(catalogue).write(); }

}  // namespace bulwark::cli
