// SPDX-License-Identifier: Apache-2.0
// For tests: words, blocks and ports to choose from at random.
#pragma once

#include <initializer_list>
#include <random>
#include <string>

namespace bulwark::analyzers::network {

using Random = std::mt19937;

inline std::string pick(Random& random, std::initializer_list<const char*> words) {
  return *(words.begin() + random() % words.size());
}

inline std::string cidr(Random& random) {
  return pick(random, {"10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "0.0.0.0/0", "192.168.0.0/16"});
}

inline constexpr int kPorts[] = {1, 53, 80, 81, 443, 8080, 65535};

inline std::string protocol(Random& random) { return pick(random, {"TCP", "UDP", "SCTP"}); }

}  // namespace bulwark::analyzers::network
