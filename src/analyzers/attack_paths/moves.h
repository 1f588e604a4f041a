// SPDX-License-Identifier: Apache-2.0
// Moves: what is done to get from one vertex to the next, in words.
#pragma once

#include <cstdint>
#include <string_view>

namespace bulwark::analyzers::attack_paths {

enum class Move : std::uint8_t {
  one_of,  ///< no step: the vertex before stands for several, this is one of them
  member,  ///< no step: has what the group has
  everything,
  create_pod,
  mount_secret,
  create_privileged_pod,
  open_and_create_pod,  ///< the namespace's Pod Security first
  enter_pod,
  debug_on_node,  ///< by a privileged ephemeral container
  change_pod,
  request_token,
  mint_token,
  read_secret,
  use_secret,
  bind,
  rewrite_role,
  impersonate,
  certificate,
  mutate,
  node_proxy,
  host_volume,
  aws_auth,
  use_account,
  use_mounted,
  escape,
  read_host,
  enter_from_node,
  host_tokens,
  kubelet,
  control_plane,
  connect,
  metadata,
};

/// "request a token of": what follows is the vertex that the move leads to. Empty for what is no
/// step.
std::string_view words(Move move);
/// "request-token", for programs.
std::string_view id(Move move);

}  // namespace bulwark::analyzers::attack_paths
