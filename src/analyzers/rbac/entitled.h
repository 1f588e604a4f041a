// SPDX-License-Identifier: Apache-2.0
// Entitled: who is meant to hold what a binding grants, and whom a finding is about.
#pragma once

#include "analyzers/rbac/model.h"

namespace bulwark::analyzers::rbac {

/// Whether the subject has it from Kubernetes itself: system:masters; the control plane, its
/// controllers and monitoring by the bindings that every API server makes; nodes and administrators
/// by those of kubeadm. Others that somebody added to such a binding are not.
bool is_entitled(const Model& model, const Binding& binding, const Subject& subject);

/// Everybody at once, or every program of a namespace: who is in it nobody decided one by one.
bool is_broad(const Model& model, const Subject& subject);

/// Whether it is worth telling what the binding grants to the subject. A person or group with
/// rights in a namespace of their own is nothing to tell; a program there is.
bool is_told(const Model& model, const Binding& binding, const Subject& subject);

}  // namespace bulwark::analyzers::rbac
