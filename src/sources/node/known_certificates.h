// SPDX-License-Identifier: Apache-2.0
// Known certificates: where kubeadm, RKE2, k3s and the kubelet keep certificates and keys, and what
// each is for.
#pragma once

#include <span>
#include <string_view>

namespace bulwark::sources::node {

/// Folders whose entries may be certificates or keys, beside those of the role "pki".
std::span<const std::string_view> certificate_folders();

/// By the end of its name.
bool may_be_certificate(std::string_view path);

/// What the file is for, by its place: "api-server-etcd-client"; empty: its place says nothing. The
/// names are those of extractors/config/certificate_use.h.
std::string_view use_of_place(std::string_view path);

/// What the client certificate in a kubeconfig of that role (known_files.h) is for.
std::string_view use_of_kubeconfig(std::string_view role, std::string_view path);

}  // namespace bulwark::sources::node
