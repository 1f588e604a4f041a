// SPDX-License-Identifier: Apache-2.0
// Asker: runs one control's programs for one subject. What it cannot decide is an error, never a
// pass.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "cel/evaluator.h"
#include "policy/compiled_control.h"

namespace bulwark::policy {

struct Verdict {
  enum class Is : std::uint8_t { holds, fails, unknown };
  Is is = Is::unknown;
  std::string message;  ///< of a failed one
  std::string error;    ///< of an unknown one
  bool applied = true;  ///< false: its `when` says that it has nothing to say here
};

/// Not thread-safe. Keeps its evaluators' memory from one question to the next.
class Asker {
 public:
  Asker();
  ~Asker();
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;

  /// `slots` are the values of kObject to kItem, of a connection those up to kNamespaceObject.
  Verdict ask(const CompiledControl& control, std::span<const formats::Value> slots);

 private:
  class Variables;

  Result<bool> holds(const cel::Program& program, std::string_view field);

  cel::Evaluator evaluator_;
  std::vector<formats::Value> slots_;
  std::unique_ptr<Variables> variables_;
};

}  // namespace bulwark::policy
