// SPDX-License-Identifier: Apache-2.0
// Dangers: the 46 permissions that lead further than their rule says, each with what has to be
// granted for it, what it leads to, and the control that tells of it. docs/rbac.md has the list.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace bulwark::analyzers::rbac {

/// One number may have several entries: other ways to the same, or other versions.
struct Danger {
  std::uint8_t number = 0;   ///< stays the same from release to release
  std::string_view control;  ///< where it is granted for the whole cluster or in kube-system
  std::string_view may;      ///< "read Secrets"
  std::string_view leads_to;
  /// All of them, in the language of parse_need() (need.h). Empty ones are none.
  std::array<std::string_view, 3> needs;
  std::uint32_t since_minor = 0;        ///< Kubernetes 1.N that has it first
  std::uint32_t before_minor = 0xFFFF;  ///< Kubernetes 1.N that has it no longer
  bool in_namespace = true;             ///< worth telling of one namespace
};

std::span<const Danger> dangers();

/// Of everything, beside which nothing else is told.
inline constexpr std::uint8_t kEverythingNumber = 1;
/// The control that tells what is granted in a namespace of no system.
inline constexpr std::string_view kInNamespace = "grant-in-namespace";
/// The control that tells of everything.
inline constexpr std::string_view kEverything = "grant-everything";

}  // namespace bulwark::analyzers::rbac
