// SPDX-License-Identifier: Apache-2.0
// Goes through validating policies, bindings and parameters in order; the first denial gives code
// and message.
#include "admission/review.h"

#include <fmt/core.h>

#include <algorithm>

#include "admission/mutating_review.h"
#include "admission/params.h"
#include "admission/reads.h"
#include "base/text.h"
#include "formats/json_object.h"

namespace bulwark::admission {
namespace {

using formats::Value;

constexpr std::size_t kMostFailures = 50;  // in the annotation
constexpr std::size_t kLongestAnnotation = std::size_t{10} << 10;
constexpr std::string_view kFailureKey = "validation.policy.admission.k8s.io/validation_failure";

int code_of(std::string_view reason) {
  if (reason == "Forbidden") return 403;
  if (reason == "RequestEntityTooLarge") return 413;
  if (reason == "Unauthorized") return 401;
  return 422;
}

class Review {
 public:
  Review(const PolicySet& policies, const Request& request, Evaluator& evaluator,
         std::vector<TraceOfPolicy>* trace)
      : policies_(policies),
        request_(request),
        inputs_(request_),
        evaluator_(evaluator),
        trace_(trace) {}

  Verdict run() {
    if (!is_exempt()) {
      run_mutating_policies({policies_, request_, inputs_, evaluator_, trace_}, out_);
      if (!is_settled()) {
        for (const ValidatingPolicy& policy : policies_.validating()) ask(policy);
      }
    }
    if (!failures_.empty()) out_.annotations[std::string(kFailureKey)] = failures_json();
    conclude();
    return std::move(out_);
  }

 private:
  // Policies do not guard themselves: else nobody could mend a wrong one. Nor what asks who
  // somebody is and what he may do: without that no cluster works.
  bool is_exempt() const {
    const auto& [group, version, kind] = request_.kind;
    if (group == "admissionregistration.k8s.io")
      return kind.starts_with("ValidatingAdmissionPolicy") ||
             kind.starts_with("MutatingAdmissionPolicy");
    return (group == "authentication.k8s.io" || group == "authorization.k8s.io") &&
           kind.ends_with("Review");
  }

  // Nobody validates what was denied, or what is not known.
  bool is_settled() const {
    return out_.is == Verdict::Is::denied ||
           std::ranges::any_of(out_.decisions, [](const Decision& decision) {
             return decision.outcome.is == Outcome::Is::unknown;
           });
  }

  void ask(const ValidatingPolicy& policy) {
    const Match matched = match(policy.match, request_);
    if (matched.is == Match::Is::no) return;
    ++out_.policies;
    if (matched.is == Match::Is::unknown)
      return decide({&policy, nullptr, {Outcome::Is::unknown, matched.why, {}, 0}});
    annotations_.clear();
    for (const Binding* binding : policies_.bindings_of(policy)) ask(policy, *binding);
    for (const auto& [key, values] : annotations_)
      out_.annotations[policy.name + "/" + key] = join(values, ", ");
  }

  void ask(const ValidatingPolicy& policy, const Binding& binding) {
    if (binding.match) {
      const Match matched = match(*binding.match, request_);
      if (matched.is == Match::Is::no) return;
      if (matched.is == Match::Is::unknown)
        return decide({&policy, &binding, {Outcome::Is::unknown, matched.why, {}, 0}});
    }
    if (lacks_secret_values(policy, request_))
      return decide({&policy, &binding, {Outcome::Is::unknown, std::string(kSecretValues), {}, 0}});
    const Result<std::vector<Value>> params = collect_params(policy, binding, request_,
                                                             policies_.others());
    if (!params) {
      const std::string why = "failed to configure binding: " + params.error().message;
      Decision decision{&policy, &binding, {Outcome::Is::error, why, {}, 0}};
      decision.ignored = !policy.fails_closed;
      if (!decision.ignored) deny(decision);
      return decide(std::move(decision));
    }
    for (const Value& value : *params) ask(policy, binding, value);
  }

  void ask(const ValidatingPolicy& policy, const Binding& binding, const Value& params) {
    std::vector<Step>* steps = nullptr;
    if (trace_ != nullptr)
      steps = &trace_->emplace_back(TraceOfPolicy{&policy, &binding, {}}).steps;
    Evaluation evaluation = evaluator_.evaluate(policy, {inputs_, params, steps});
    for (Outcome& outcome : evaluation.outcomes) {
      if (outcome.is == Outcome::Is::admits) continue;
      Decision decision{&policy, &binding, std::move(outcome)};
      decision.ignored = decision.outcome.is == Outcome::Is::error && !policy.fails_closed;
      if (!decision.ignored && decision.outcome.is != Outcome::Is::unknown) act(decision);
      decide(std::move(decision));
    }
    for (const auto& [key, value] : evaluation.annotations) publish(key, value);
    for (Outcome& outcome : evaluation.annotation_errors) {
      Decision decision{&policy, &binding, std::move(outcome)};
      decision.ignored = decision.outcome.is == Outcome::Is::error && !policy.fails_closed;
      // Whatever the binding's actions are.
      if (!decision.ignored && decision.outcome.is == Outcome::Is::error) deny(decision);
      decide(std::move(decision));
    }
  }

  void act(const Decision& decision) {
    const Binding& binding = *decision.binding;
    const Outcome& outcome = decision.outcome;
    for (const std::string& action : binding.actions) {
      if (action == "Deny") deny(decision);
      if (action == "Warn") {
        out_.warnings.push_back(fmt::format(
            "Validation failed for ValidatingAdmissionPolicy '{}' with binding '{}': {}",
            decision.policy->name, binding.name, outcome.message));
      }
      if (action == "Audit") {
        failures_.push_back(formats::JsonObject()
                                .text("message", outcome.message)
                                .text("policy", binding.policy)
                                .text("binding", binding.name)
                                .number("expressionIndex", outcome.index)
                                .raw("validationActions", formats::json_list(binding.actions))
                                .take());
      }
    }
  }

  void deny(const Decision& decision) {
    if (out_.is == Verdict::Is::denied) return;
    out_.is = Verdict::Is::denied;
    out_.reason = decision.outcome.reason.empty() ? "Invalid" : decision.outcome.reason;
    out_.code = code_of(out_.reason);
    out_.message = fmt::format(
        "ValidatingAdmissionPolicy '{}' with binding '{}' denied request: {}",
        decision.policy->name, decision.binding->name, decision.outcome.message);
  }

  void decide(Decision decision) { out_.decisions.push_back(std::move(decision)); }

  void publish(const std::string& key, const std::string& value) {
    std::vector<std::string>& values = annotations_[key];
    std::string cut = value.substr(0, kLongestAnnotation);
    if (std::ranges::find(values, cut) == values.end()) values.push_back(std::move(cut));
  }

  std::string failures_json() const {
    const auto most = failures_.begin() +
                      static_cast<std::ptrdiff_t>(std::min(failures_.size(), kMostFailures));
    return "[" + join(std::vector<std::string>(failures_.begin(), most), ",") + "]";
  }

  // A denial stands, whatever is not known besides; an admission does not.
  void conclude() {
    if (out_.is == Verdict::Is::denied) return;
    std::vector<std::string> unknown = not_evaluated(out_);
    if (unknown.empty()) return;
    out_.is = Verdict::Is::unknown;
    out_.message = std::move(unknown.front());
  }

  const PolicySet& policies_;
  Request request_;  ///< as mutating policies leave it
  Inputs inputs_;
  Evaluator& evaluator_;
  std::vector<TraceOfPolicy>* trace_;
  Verdict out_;
  std::vector<std::string> failures_;
  std::map<std::string, std::vector<std::string>> annotations_;
};

}  // namespace

std::vector<std::string> not_evaluated(const Verdict& verdict) {
  std::vector<std::string> out;
  for (const auto& [policy, binding, outcome, ignored] : verdict.decisions) {
    if (outcome.is != Outcome::Is::unknown) continue;
    std::string text = fmt::format("{} '{}': {}", name(policy->kind), policy->name,
                                   outcome.message);
    if (std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
  }
  return out;
}

Verdict review(const PolicySet& policies, const Request& request, Evaluator& evaluator,
               std::vector<TraceOfPolicy>* trace) {
  return Review(policies, request, evaluator, trace).run();
}

}  // namespace bulwark::admission
