// SPDX-License-Identifier: Apache-2.0
// Peers of one rule of Cilium: endpoints, entities, addresses, and what cannot be followed.
#pragma once

#include <string>
#include <string_view>

#include "analyzers/network/rule_reader.h"

namespace bulwark::analyzers::network {

/// What the rule says of peers.
enum class CiliumPeersSaid : std::uint8_t {
  nothing,  ///< any, if it says something of ports
  some,
  nobody,  ///< an empty list
};

/// Fills the peers of `rule`, whose path and action are set. What cannot be followed is told; a
/// rule that allows may then have more peers than it should, one that denies fewer.
class CiliumPeers {
 public:
  CiliumPeers(RuleReader& reader, Direction direction, std::string_view name_space,
              PolicyRule& rule)
      : reader_(reader), direction_(direction), space_(name_space), rule_(rule) {}

  CiliumPeersSaid read(const formats::Value& value);

 private:
  std::string path(std::string_view member) const;
  void add_endpoint(const formats::Value& value, const std::string& path);
  void add_entities(const formats::Value& list, const std::string& path);
  void add_entity(std::string_view name, const std::string& at, Peer& peer);
  void add_block(const formats::Value& value, const std::string& path);
  void add(std::string_view kind, const formats::Value& list, const std::string& path);
  void not_followed(const std::string& path, std::string_view what, Peer at_most);
  Peer outside() const;
  Peer of_nodes() const;

  RuleReader& reader_;
  Direction direction_;
  std::string_view space_;
  PolicyRule& rule_;
};

}  // namespace bulwark::analyzers::network
