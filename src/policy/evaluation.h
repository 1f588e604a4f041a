// SPDX-License-Identifier: Apache-2.0
// Evaluation: asks every question about every resource of one segment, each distinct one once.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "model/finding.h"
#include "model/inventory.h"
#include "policy/question.h"
#include "policy/subjects.h"

namespace bulwark::policy {

/// One control's answer to one distinct question that is not "it holds".
struct Outcome {
  const CompiledControl* control = nullptr;
  model::FindingDetail detail;  ///< of a failed one
  std::string error;            ///< why it could not be evaluated; empty for a failed one
  /// The same for a workload and its children: what the control said, without what only names the
  /// object.
  std::uint64_t gist = 0;
};

/// An outcome and where it holds.
struct Hit {
  std::uint32_t resource = 0;  ///< index in its segment
  std::uint32_t count = 1;     ///< resources of the same owner that it stands for
  std::uint32_t last = 0;      ///< the last of these
  ItemRef item;
  const Outcome* outcome = nullptr;  ///< lives in Answers
};

/// A resource that pod controls could not be asked about.
struct Unasked {
  std::uint32_t resource = 0;
  std::string reason;
};

/// What one control met of what it is about. Without it nobody knows a control that held from one
/// that was never asked.
struct Met {
  const CompiledControl* control = nullptr;
  std::uint64_t subjects = 0;  ///< of the types that it is for
  bool applied = false;        ///< its `when` held for one of them
};

/// What came out for one segment. Movable; outcomes stay put.
struct Answers {
  std::deque<Outcome> outcomes;
  std::deque<Hit> hits;  ///< by resource
  std::vector<Unasked> unasked;
  std::vector<Met> met;     ///< one of each control
  std::uint64_t asked = 0;  ///< control x subject
  std::uint64_t done = 0;   ///< of these, really evaluated
};

/// What evaluate() is told beside the resources.
struct EvaluationContext {
  std::uint64_t seed = 0;  ///< the process's (see Key)
  /// For each resource the key of the workload that it belongs to, or 0 when it stands for itself;
  /// empty: all do. What pod controls say of several resources of one owner becomes one hit, the
  /// first one's.
  std::span<const std::uint64_t> owners;
  std::stop_token stop;  ///< when requested, evaluation ends early with what it has
};

/// Runs in one thread; segments may run at the same time.
Answers evaluate(std::span<const Question> questions, const model::Segment& segment,
                 const EvaluationContext& context);

}  // namespace bulwark::policy
