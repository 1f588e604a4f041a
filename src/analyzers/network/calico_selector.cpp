// SPDX-License-Identifier: Apache-2.0
// By recursive descent: `||` binds less than `&&`, that less than `!`. As Calico has it, a space or
// a tab is a gap, a text has no escapes, `not in`, `starts with` and `ends with` may be one word,
// and a set may be empty or end in a comma.
#include "analyzers/network/calico_selector.h"

#include <fmt/core.h>

#include <utility>

namespace bulwark::analyzers::network {
namespace {

using Operator = LabelExpression::Operator;

constexpr std::size_t kMostKeyBytes = 512;
constexpr std::string_view kNamespace = "projectcalico.org/namespace";
constexpr std::string_view kServiceAccount = "projectcalico.org/serviceaccount";
constexpr std::string_view kOrchestrator = "projectcalico.org/orchestrator";
constexpr std::string_view kName = "projectcalico.org/name";
constexpr std::string_view kOfNamespace = "pcns.", kOfServiceAccount = "pcsa.";

bool in_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '/' || c == '-';
}

struct Key {
  LabelOwner owner = LabelOwner::own;
  std::string_view key;
};

Key of_namespace(std::string_view key) {
  return key == kName ? Key{LabelOwner::namespace_name, ""} : Key{LabelOwner::name_space, key};
}

Key of_service_account(std::string_view key) {
  return key == kName ? Key{LabelOwner::service_account_name, ""}
                      : Key{LabelOwner::service_account, key};
}

// Pods carry the labels of their namespace and service account under a prefix.
Key resolve(std::string_view key, CalicoSelects what) {
  if (what == CalicoSelects::namespaces) return of_namespace(key);
  if (what == CalicoSelects::service_accounts) return of_service_account(key);
  if (key == kNamespace) return {LabelOwner::namespace_name, ""};
  if (key == kServiceAccount) return {LabelOwner::service_account_name, ""};
  if (key == kOrchestrator) return {LabelOwner::orchestrator, ""};
  if (key.starts_with(kOfNamespace)) return of_namespace(key.substr(kOfNamespace.size()));
  if (key.starts_with(kOfServiceAccount))
    return of_service_account(key.substr(kOfServiceAccount.size()));
  return {LabelOwner::own, key};
}

class Parser {
 public:
  Parser(std::string_view text, CalicoSelects what, const CalicoSelectorLimits& limits)
      : text_(text), what_(what), limits_(limits) {}

  Result<LabelExpression> read() {
    if (text_.size() > limits_.bytes)
      return fail(ErrorCode::limit, fmt::format("is longer than {} bytes", limits_.bytes));
    skip_gap();
    if (at_ == text_.size()) return LabelExpression();
    LabelExpression out = TRY(any_of(0));
    skip_gap();
    if (at_ != text_.size()) return wrong("nothing more");
    return out;
  }

 private:
  Error wrong_at(std::string_view expected) const {
    return {ErrorCode::malformed, fmt::format("expects {} at byte {}", expected, at_ + 1), {}};
  }
  Result<LabelExpression> wrong(std::string_view expected) const {
    return std::unexpected(wrong_at(expected));
  }

  void skip_gap() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  bool take(std::string_view token) {
    skip_gap();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  // Words with or without a gap between them, up to the end of the last.
  bool take_words(std::initializer_list<std::string_view> words) {
    const std::size_t before = at_;
    for (const std::string_view word : words) {
      if (!take(word)) {
        at_ = before;
        return false;
      }
    }
    std::size_t after = at_;
    // Of several words, what follows a gap counts too.
    if (words.size() > 1) {
      while (after < text_.size() && (text_[after] == ' ' || text_[after] == '\t')) ++after;
    }
    if (after == text_.size() || !in_key(text_[after])) return true;
    at_ = before;
    return false;
  }

  Result<LabelExpression> joined(std::size_t depth, std::string_view token, Operator op,
                                 Result<LabelExpression> (Parser::*next)(std::size_t)) {
    LabelExpression out;
    out.parts.push_back(TRY((this->*next)(depth)));
    while (take(token)) out.parts.push_back(TRY((this->*next)(depth)));
    if (out.parts.size() == 1) return LabelExpression(std::move(out.parts.front()));
    out.op = op;
    return out;
  }

  Result<LabelExpression> any_of(std::size_t depth) {
    return joined(depth, "||", Operator::disjunction, &Parser::all_of);
  }

  Result<LabelExpression> all_of(std::size_t depth) {
    return joined(depth, "&&", Operator::conjunction, &Parser::one);
  }

  Result<LabelExpression> one(std::size_t depth) {
    bool negated = false;
    while (take("!")) negated = !negated;
    LabelExpression out = TRY(plain(depth));
    if (!negated) return out;
    LabelExpression not_it;
    not_it.op = Operator::negation;
    not_it.parts.push_back(std::move(out));
    return not_it;
  }

  Result<LabelExpression> plain(std::size_t depth) {
    if (take("(")) {
      if (depth == limits_.depth)
        return fail(ErrorCode::limit, fmt::format("is nested more than {} deep", limits_.depth));
      LabelExpression out = TRY(any_of(depth + 1));
      if (!take(")")) return wrong("')'");
      return out;
    }
    if (take("has(")) {
      const Key key = resolve(TRY(this->key()), what_);
      if (!take(")")) return wrong("')'");
      return LabelExpression::of(Operator::has, key.owner, std::string(key.key));
    }
    if (take("all(")) return closed(in_namespace());
    if (take("global(")) {
      if (what_ != CalicoSelects::namespaces)
        return fail(ErrorCode::malformed, "global() is for the namespaceSelector of a rule");
      LabelExpression out;
      out.op = Operator::negation;
      out.parts.push_back(in_namespace());
      return closed(std::move(out));
    }
    return comparison();
  }

  // In a selector of namespaces, all() is what is in any.
  LabelExpression in_namespace() const {
    if (what_ != CalicoSelects::namespaces) return {};
    return LabelExpression::of(Operator::has, LabelOwner::namespace_name, "");
  }

  Result<LabelExpression> closed(LabelExpression out) {
    if (!take(")")) return wrong("')'");
    return out;
  }

  Result<std::string_view> key() {
    skip_gap();
    const std::size_t begin = at_;
    while (at_ < text_.size() && in_key(text_[at_])) ++at_;
    if (at_ == begin) return std::unexpected(wrong_at("a label"));
    if (at_ - begin > kMostKeyBytes) return fail(ErrorCode::limit, "has a label that is too long");
    return text_.substr(begin, at_ - begin);
  }

  Result<LabelExpression> comparison() {
    const Key key = resolve(TRY(this->key()), what_);
    const auto made = [&](Operator op, std::vector<std::string> values) {
      return LabelExpression::of(op, key.owner, std::string(key.key), std::move(values));
    };
    if (take("==")) return made(Operator::in, {TRY(quoted())});
    if (take("!=")) return made(Operator::not_in, {TRY(quoted())});
    skip_gap();
    if (take_words({"contains"})) return made(Operator::contains, {TRY(quoted())});
    if (take_words({"starts", "with"})) return made(Operator::starts_with, {TRY(quoted())});
    if (take_words({"ends", "with"})) return made(Operator::ends_with, {TRY(quoted())});
    if (take_words({"not", "in"})) return made(Operator::not_in, TRY(set()));
    if (take_words({"in"})) return made(Operator::in, TRY(set()));
    return wrong("an operator");
  }

  Result<std::string> quoted() {
    skip_gap();
    if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\''))
      return std::unexpected(wrong_at("a text in quotes"));
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == std::string_view::npos) return std::unexpected(wrong_at("an end of the text"));
    std::string out(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return out;
  }

  Result<std::vector<std::string>> set() {
    if (!take("{")) return std::unexpected(wrong_at("'{'"));
    std::vector<std::string> out;
    while (!take("}")) {
      out.push_back(TRY(quoted()));
      if (take(",")) continue;
      if (!take("}")) return std::unexpected(wrong_at("',' or '}'"));
      break;
    }
    return out;
  }

  std::string_view text_;
  CalicoSelects what_;
  const CalicoSelectorLimits& limits_;
  std::size_t at_ = 0;
};

}  // namespace

Result<LabelExpression> parse_calico_selector(std::string_view text, CalicoSelects what,
                                              const CalicoSelectorLimits& limits) {
  return Parser(text, what, limits).read();
}

}  // namespace bulwark::analyzers::network
