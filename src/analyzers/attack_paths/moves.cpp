// SPDX-License-Identifier: Apache-2.0
// One row a move.
#include "analyzers/attack_paths/moves.h"

#include <array>

namespace bulwark::analyzers::attack_paths {
namespace {

struct Row {
  Move move;
  std::string_view id, words;
};

constexpr std::array<Row, 32> kRows{{
    {Move::one_of, "one-of", ""},
    {Move::member, "member", ""},
    {Move::everything, "everything", "may do everything:"},
    {Move::create_pod, "create-pod", "create a pod that runs as"},
    {Move::mount_secret, "mount-secret", "create a pod that mounts"},
    {Move::create_privileged_pod, "create-privileged-pod", "create a privileged pod on"},
    {Move::open_and_create_pod, "open-and-create-pod",
     "take the Pod Security labels off the namespace and create a privileged pod on"},
    {Move::enter_pod, "enter-pod", "run a command in"},
    {Move::debug_on_node, "debug-on-node", "add a privileged container to a pod on"},
    {Move::change_pod, "change-pod", "change the image of"},
    {Move::request_token, "request-token", "request a token of"},
    {Move::mint_token, "mint-token", "create and read a token Secret of"},
    {Move::read_secret, "read-secret", "read"},
    {Move::use_secret, "use-secret", "use the token in it as"},
    {Move::bind, "bind", "bind itself to the role"},
    {Move::rewrite_role, "rewrite-role", "write into its own role:"},
    {Move::impersonate, "impersonate", "impersonate"},
    {Move::certificate, "certificate", "request and approve a client certificate of"},
    {Move::mutate, "mutate", "rewrite at admission, when it is created next,"},
    {Move::node_proxy, "node-proxy", "run a command through the kubelet in"},
    {Move::host_volume, "host-volume", "mount the file system by a PersistentVolume of"},
    {Move::aws_auth, "aws-auth", "enter itself into system:masters by aws-auth:"},
    {Move::use_account, "use-account", "use the token in the pod as"},
    {Move::use_mounted, "use-mounted", "read in the pod"},
    {Move::escape, "escape", "break out of the container to"},
    {Move::read_host, "read-host", "read from the container the"},
    {Move::enter_from_node, "enter-from-node", "as root on the node enter"},
    {Move::host_tokens, "host-tokens", "find among the files of the pods there"},
    {Move::kubelet, "kubelet", "use the kubelet's key as"},
    {Move::control_plane, "control-plane", "read the cluster's CA key and etcd:"},
    {Move::connect, "connect", "connect to and take over"},
    {Move::metadata, "metadata", "get the node's credentials from the cloud's metadata service:"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].move != static_cast<Move>(i)) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

std::string_view words(Move move) { return kRows[static_cast<std::size_t>(move)].words; }
std::string_view id(Move move) { return kRows[static_cast<std::size_t>(move)].id; }

}  // namespace bulwark::analyzers::attack_paths
