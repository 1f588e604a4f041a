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

}  // namespace bulwark::cel
