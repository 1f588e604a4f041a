// SPDX-License-Identifier: Apache-2.0
// Translates a control's expressions. A policy sees one object; a control's subjects within it
// become loops, its variables become the policy's where they are the same for all subjects, and are
// written out where they are not.
#include "policy/export.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <deque>

#include "cel/lexer.h"
#include "formats/path.h"
#include "policy/export_check.h"
#include "policy/export_literal.h"
#include "policy/export_rules.h"
#include "policy/export_text.h"
#include "policy/subjects.h"

namespace bulwark::policy {
namespace {

constexpr std::string_view kPodExpression =
    "object.kind == 'Pod' ? dyn(object) : object.kind == 'PodTemplate' ? dyn(object).template : "
    "object.kind == 'CronJob' ? dyn(object).spec.jobTemplate.spec.template : "
    "dyn(object).spec.template";
constexpr std::string_view kOwnPod = "variables.pod";
/// Names that mean something else, or nothing, to a policy.
constexpr std::array<std::string_view, 3> kOfSubject{"item", "container", "containerType"};
constexpr std::array<std::string_view, 7> kMeaning{
    "object", "pod", "item", "params", "container", "containerType", "variables"};

/// One expression of a control, with its names.
struct Part {
  std::string text;
  NamesOfExpression names;
  bool of_subject = false;  ///< differs from subject to subject

  bool uses(std::string_view name) const {
    return std::any_of(names.free.begin(), names.free.end(),
                       [&](const FreeName& free) { return free.name == name; });
  }
};

/// A loop over a list: `list`.all(`variable`, ...).
struct Loop {
  std::string variable;
  std::string list;
};

/// One kind of subject: the loops that lead to it, and what the control's names become within.
struct Form {
  std::vector<Loop> loops;
  Replacements names;
};

std::string field_of(std::string base, const std::string& path) {
  const auto steps = formats::parse_path(path);
  if (!steps) return base;  // read_control_file has checked it
  for (const formats::PathStep& step : *steps) {
    const bool name = formats::key_step(step.key) == step.key && !step.key.contains('-') &&
                      !cel::is_reserved(step.key);
    base += name ? ".?" + step.key : "[?'" + step.key + "']";
  }
  // A list may be null on the wire (the rules of an aggregated ClusterRole): then it has no items.
  return base + ".optFlatMap(list_, optional.ofNonZeroValue(list_)).orValue([])";
}

class Exporter {
 public:
  explicit Exporter(const CompiledControl& control) : control_(control), file_(*control.file) {}

  Result<ExportedPolicy> run(std::uint32_t kube_minor) {
    policy_.control = &control_;
    policy_.rules = TRY(export_rules(control_));
    policy_.match_condition = TRY(export_match_condition(control_));
    TRY_VOID(read_parts());
    TRY_VOID(find_forms());
    add_subject_variables();
    add_own_variables();
    for (const Form& form : forms_) add_validation(form);
    TRY_VOID(fit_expressions(policy_, kube_minor));
    return std::move(policy_);
  }

 private:
  Result<Part> part(const std::string& text) {
    Part out{text, TRY(names_of(text)), false};
    for (const std::string_view name : kMeaning) {
      if (!out.names.bound.contains(name)) continue;
      return fail(ErrorCode::unsupported, fmt::format("a macro declares '{}' anew", name));
    }
    for (const FreeName& free : out.names.free) {
      const auto variable = std::find_if(variables_.begin(), variables_.end(), [&](const auto& v) {
        return "variables." + v.first == free.name;
      });
      out.of_subject |= variable != variables_.end() && variable->second.of_subject;
    }
    for (const std::string_view name : kOfSubject) out.of_subject |= out.uses(name);
    uses_params_ |= out.uses("params");
    uses_type_ |= out.uses("containerType");
    uses_container_ |= out.uses("container");
    uses_pod_ |= out.uses("pod");
    return out;
  }

  Result<void> read_parts() {
    for (const NamedExpression& variable : file_.variables) {
      Part read = TRY(part(variable.expression.text));
      variables_.emplace_back(variable.name, std::move(read));
    }
    if (control_.rule->when) when_ = TRY(part(control_.rule->when->text));
    require_ = TRY(part(control_.rule->require.text));
    if (file_.message) message_ = TRY(part(file_.message->text));
    return {};
  }

  // The names that a subject brings, and a loop where there may be several of it.
  Result<void> find_forms() {
    std::vector<SubjectKind::Of> kinds;
    for (const SubjectKind& subject : file_.subjects) {
      if (std::find(kinds.begin(), kinds.end(), subject.of) == kinds.end())
        kinds.push_back(subject.of);
    }
    for (const SubjectKind::Of kind : kinds) {
      const bool containers = kind == SubjectKind::Of::containers;
      const bool has_pod = containers || kind == SubjectKind::Of::pod;
      if ((!containers && (uses_container_ || uses_type_)) || (!has_pod && uses_pod_)) {
        return fail(ErrorCode::unsupported, "it names what not all of its subjects have");
      }
      forms_.push_back(form(kind));
    }
    return {};
  }

  Form form(SubjectKind::Of kind) const {
    Form form;
    form.names = {{"pod", std::string(kOwnPod)}, {"params", "variables.params"}};
    std::string subject(kOwnPod);
    if (kind == SubjectKind::Of::resource || kind == SubjectKind::Of::connection) {
      // The server checks each kind against its own schema: a field of one is none of the other's.
      subject = file_.subjects.size() > 1 ? "dyn(object)" : "object";
      form.names.emplace("object", subject);
    }
    if (kind == SubjectKind::Of::containers) {
      if (uses_type_) form.loops.push_back({"containerType", "['regular', 'init', 'ephemeral']"});
      subject = file_.each.empty() ? "item" : "container";
      form.loops.push_back(
          {subject, uses_type_ ? "variables.containers[containerType]" : "variables.containers"});
      form.names.emplace("container", subject);
    }
    if (!file_.each.empty()) {
      form.loops.push_back({"item", field_of(subject, file_.each)});
      subject = "item";
    }
    form.names.emplace("item", subject);
    return form;
  }

  void add(std::string name, std::string expression) {
    policy_.variables.push_back({std::move(name), std::move(expression)});
  }

  // What every control may name: its parameters, the pod, its containers.
  void add_subject_variables() {
    if (uses_params_) add("params", cel_literal(control_.parameters));
    const SubjectKind::Of first = file_.subjects.front().of;
    if (first == SubjectKind::Of::resource || first == SubjectKind::Of::connection) return;
    add("pod", std::string(kPodExpression));
    const bool containers = std::any_of(
        file_.subjects.begin(), file_.subjects.end(),
        [](const auto& subject) { return subject.of == SubjectKind::Of::containers; });
    if (!containers) return;
    std::string all;
    for (const ContainerList& list : kContainerLists) {
      const std::string one = fmt::format("{}.?spec.?{}.orValue([])", kOwnPod, list.field);
      all += fmt::format("{}{}",
                         all.empty()  ? ""
                         : uses_type_ ? ", "
                                      : " + ",
                         uses_type_ ? fmt::format("'{}': {}", list.name, one) : one);
    }
    add("containers", uses_type_ ? "{" + all + "}" : all);
  }

  // A control's variable is the policy's where every subject gives it the same value.
  void add_own_variables() {
    const bool one_subject = forms_.size() == 1 && forms_.front().loops.empty();
    for (const auto& [name, variable] : variables_) {
      const std::string full = "variables." + name;
      if (!variable.of_subject || one_subject) {
        std::string own = name;
        while (is_taken(own)) own += '_';
        add(own, replace_names(variable.text, variable.names, forms_.front().names));
        for (Form& form : forms_) form.names[full] = "variables." + own;
      } else {
        for (Form& form : forms_)
          form.names[full] = "(" + replace_names(variable.text, variable.names, form.names) + ")";
      }
    }
  }

  bool is_taken(std::string_view name) const {
    return std::any_of(policy_.variables.begin(), policy_.variables.end(),
                       [&](const ExportedVariable& variable) { return variable.name == name; });
  }

  void add_validation(const Form& form) {
    std::string good = replace_names(require_.text, require_.names, form.names);
    if (when_) {
      good = fmt::format("({}) ? ({}) : true", replace_names(when_->text, when_->names, form.names),
                         good);
    }
    ExportedValidation validation{good, {}};
    for (auto loop = form.loops.rbegin(); loop != form.loops.rend(); ++loop) {
      validation.expression = fmt::format("{}.all({}, {})", loop->list, loop->variable,
                                          validation.expression);
    }
    if (message_) validation.message_expression = message(form, good);
    policy_.validations.push_back(std::move(validation));
  }

  // One sentence for each subject that failed.
  std::string message(const Form& form, const std::string& good) const {
    std::string text = replace_names(message_->text, message_->names, form.names);
    bool innermost = true;
    for (auto loop = form.loops.rbegin(); loop != form.loops.rend(); ++loop) {
      text = innermost ? fmt::format("{0}.filter({1}, !({2})).map({1}, {3}).join('; ')", loop->list,
                                     loop->variable, good, text)
                       : fmt::format("{0}.map({1}, {2}).filter(text, text != '').join('; ')",
                                     loop->list, loop->variable, text);
      innermost = false;
    }
    return text;
  }

  const CompiledControl& control_;
  const ControlFile& file_;
  ExportedPolicy policy_;
  std::vector<std::pair<std::string, Part>> variables_;
  std::optional<Part> when_, message_;
  Part require_;
  std::vector<Form> forms_;
  bool uses_params_ = false, uses_type_ = false, uses_container_ = false, uses_pod_ = false;
};

}  // namespace

Result<ExportedPolicy> export_control(const CompiledControl& control, std::uint32_t kube_minor) {
  return Exporter(control).run(kube_minor);
}

}  // namespace bulwark::policy
