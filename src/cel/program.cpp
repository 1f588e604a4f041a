// SPDX-License-Identifier: Apache-2.0
// Program's lifetime and its places.
#include "cel/program.h"

#include <re2/re2.h>

namespace bulwark::cel {

Program::Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

std::string Program::place(std::uint32_t id) const {
  return id < places_.size() && id != 0 ? places_[id].text() : std::string();
}

std::string_view Program::text(std::uint32_t id) const {
  if (id >= spans_.size()) return {};
  const Span span = spans_[id];
  return std::string_view(source_).substr(span.begin, span.end - span.begin);
}

}  // namespace bulwark::cel
