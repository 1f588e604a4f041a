// SPDX-License-Identifier: Apache-2.0
// Command line: which of its words are flags, as the flag packages of Go that components use take
// them: "--name=value", "--name value", "--switch", "-name=value" (etcd), "_" for "-"; what follows
// "--" is no flag.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "extractors/config/known_flags.h"

namespace bulwark::extractors::config {

struct GivenFlag {
  std::string name;      ///< without dashes before it
  std::string value;     ///< "true" for a switch without one
  std::size_t word = 0;  ///< number of the word that has its name
};

/// In their order; one that is given twice is there twice.
std::vector<GivenFlag> flags_in(std::span<const std::string> words, Component component);

}  // namespace bulwark::extractors::config
