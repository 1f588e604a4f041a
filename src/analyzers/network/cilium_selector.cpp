// SPDX-License-Identifier: Apache-2.0
// `app`, `any:app` and `k8s:app` are labels of pods; of other sources a pod has none.
#include "analyzers/network/cilium_selector.h"

#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using Operator = LabelExpression::Operator;

constexpr std::string_view kNamespace = "io.kubernetes.pod.namespace";
constexpr std::string_view kOfNamespace = "io.cilium.k8s.namespace.labels.";
constexpr std::string_view kServiceAccount = "io.cilium.k8s.policy.serviceaccount";
constexpr std::string_view kCluster = "io.cilium.k8s.policy.cluster";

struct Key {
  std::string_view source, name;
  bool is_of_pod() const { return source.empty() || source == "any" || source == "k8s"; }
  bool is_namespace() const { return is_of_pod() && name == kNamespace; }
};

Key split(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {"", text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

LabelExpression nobody() { return LabelExpression::of(Operator::in, LabelOwner::own, "", {}); }

LabelExpression in_namespace(std::string_view name) {
  return LabelExpression::of(Operator::in, LabelOwner::namespace_name, "", {std::string(name)});
}

class SelectorReader {
 public:
  SelectorReader(RuleReader& reader, const Value& selector, const std::string& path)
      : selector_(selector) {
    reader.check_selector(&selector, path);
  }

  void read(bool fixed_namespace) {
    if (const Value* labels = selector_.find("matchLabels"); labels != nullptr) {
      for (std::size_t i = 0; i < labels->size(); ++i) {
        const std::string_view key = labels->shape()->keys[i];
        // A policy of a namespace stays there, whatever else it says.
        if (fixed_namespace && split(key).source == "k8s" && split(key).is_namespace()) continue;
        add(key, Operator::in, {std::string(labels->text(key))});
      }
    }
    for (const Value& one : formats::items_of(selector_, "matchExpressions")) {
      std::vector<std::string> values;
      for (const Value& value : formats::items_of(one, "values")) {
        if (value.is_string()) values.emplace_back(value.as_string());
      }
      const std::string_view op = one.text("operator");
      if (op == "In" || op == "NotIn")
        add(one.text("key"), op == "In" ? Operator::in : Operator::not_in, std::move(values));
      if (op == "Exists") add(one.text("key"), Operator::has, {});
      if (op == "DoesNotExist") add_negated(one.text("key"));
    }
  }

  CiliumSelector out;
  bool names_namespace = false, names_namespace_labels = false;

 private:
  LabelExpression made(std::string_view text, Operator op, std::vector<std::string> values) {
    const Key key = split(text);
    if (!key.is_of_pod()) {
      out.is_reserved = out.is_reserved || key.source == "reserved" || key.source == "cidr";
      return op == Operator::not_in ? LabelExpression() : nobody();
    }
    if (key.is_namespace()) {
      names_namespace = true;
      return LabelExpression::of(op, LabelOwner::namespace_name, "", std::move(values));
    }
    if (key.name.starts_with(kOfNamespace)) {
      names_namespace_labels = true;
      return LabelExpression::of(op, LabelOwner::name_space,
                                 std::string(key.name.substr(kOfNamespace.size())),
                                 std::move(values));
    }
    if (key.name == kServiceAccount)
      return LabelExpression::of(op, LabelOwner::service_account_name, "", std::move(values));
    if (key.name == kCluster) {
      out.is_part = out.is_part || op != Operator::has;
      return {};
    }
    return LabelExpression::of(op, LabelOwner::own, std::string(key.name), std::move(values));
  }

  void add(std::string_view key, Operator op, std::vector<std::string> values) {
    LabelExpression one = made(key, op, std::move(values));
    out.expression = LabelExpression::both(std::move(out.expression), std::move(one));
  }

  void add_negated(std::string_view key) {
    LabelExpression one;
    one.op = Operator::negation;
    one.parts.push_back(made(key, Operator::has, {}));
    out.expression = LabelExpression::both(std::move(out.expression), std::move(one));
  }

  const Value& selector_;
};

}  // namespace

CiliumSelector read_cilium_subjects(RuleReader& reader, const Value& selector,
                                    const std::string& path, std::string_view name_space) {
  SelectorReader one(reader, selector, path);
  one.read(/*fixed_namespace=*/!name_space.empty());
  if (!name_space.empty())
    one.out.expression = LabelExpression::both(in_namespace(name_space),
                                               std::move(one.out.expression));
  return std::move(one.out);
}

CiliumSelector read_cilium_peers(RuleReader& reader, const Value& selector, const std::string& path,
                                 std::string_view name_space) {
  SelectorReader one(reader, selector, path);
  one.read(/*fixed_namespace=*/false);
  const bool own = !name_space.empty() && !one.names_namespace && !one.names_namespace_labels &&
                   !one.out.is_reserved;
  if (own)
    one.out.expression = LabelExpression::both(in_namespace(name_space),
                                               std::move(one.out.expression));
  return std::move(one.out);
}

}  // namespace bulwark::analyzers::network
