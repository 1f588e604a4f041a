// SPDX-License-Identifier: Apache-2.0
// The tests that are not run, each with its reason.
#pragma once

#include <string>
#include <vector>

namespace bulwark::cel {

/// Lines "suite/section/name: reason"; a name may end with `*`. Empty lines and lines that begin
/// with # are for readers.
class SkipList {
 public:
  /// Reads tests/cel_conformance/<file>; a line without a reason fails the test.
  explicit SkipList(const std::string& file);

  /// Why the test of this name is skipped, or nullptr.
  const std::string* reason(const std::string& name) const;
  /// Notes that the list kept this test out.
  void use(const std::string& name);
  /// Lines that kept nothing out.
  std::vector<std::string> idle() const;

 private:
  struct Line {
    std::string name, reason;
    bool used = false;
  };
  const Line* find(const std::string& name) const;

  std::vector<Line> lines_;
};

}  // namespace bulwark::cel
