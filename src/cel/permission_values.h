// SPDX-License-Identifier: Apache-2.0
// The values on the way from `authorizer` to a decision. None of them can be compared.
#pragma once

#include "cel/authorizer.h"

namespace bulwark::cel {

template <class T>
struct IncomparableValue {
  Equality compare(const T&) const { return Equality::incomparable; }
  std::uint64_t size() const { return 1; }
};

/// Who is asked about.
struct AuthorizerValue : IncomparableValue<AuthorizerValue> {
  static constexpr std::string_view kTypeName = "kubernetes.authorization.Authorizer";
  std::string_view account_namespace;
  std::string_view account_name;

  std::string text() const;
  AuthorizerValue kept(Arena& arena) const;
};

struct PathCheck : IncomparableValue<PathCheck> {
  static constexpr std::string_view kTypeName = "kubernetes.authorization.PathCheck";
  AuthorizerValue authorizer;
  std::string_view path;

  std::string text() const { return authorizer.text() + ".path(" + std::string(path) + ")"; }
  PathCheck kept(Arena& arena) const;
};

struct GroupCheck : IncomparableValue<GroupCheck> {
  static constexpr std::string_view kTypeName = "kubernetes.authorization.GroupCheck";
  AuthorizerValue authorizer;
  std::string_view group;

  std::string text() const { return authorizer.text() + ".group(" + std::string(group) + ")"; }
  GroupCheck kept(Arena& arena) const;
};

struct ResourceCheck : IncomparableValue<ResourceCheck> {
  static constexpr std::string_view kTypeName = "kubernetes.authorization.ResourceCheck";
  AuthorizerValue authorizer;
  ResourceQuestion resource;

  std::string text() const;
  ResourceCheck kept(Arena& arena) const;
};

struct Decision : IncomparableValue<Decision> {
  static constexpr std::string_view kTypeName = "kubernetes.authorization.Decision";
  bool allowed = false;
  std::string_view reason;
  std::string_view error;

  std::string text() const { return allowed ? "allowed" : "not allowed"; }
  Decision kept(Arena& arena) const;
};

}  // namespace bulwark::cel
