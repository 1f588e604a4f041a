// SPDX-License-Identifier: Apache-2.0
// The resource is guessed from the kind, as no cluster can be asked.
#include "admission/request.h"

#include <array>

#include "model/kinds.h"

namespace bulwark::admission {
namespace {

constexpr std::array<std::pair<std::string_view, Operation>, 4> kNames{
    {{"CREATE", Operation::create},
     {"UPDATE", Operation::update},
     {"DELETE", Operation::remove},
     {"CONNECT", Operation::connect}}};

/// What a CONNECT is about: its object are the options.
struct Connection {
  std::string_view options, resource, subresource;
};
constexpr std::array<Connection, 6> kConnections{{{"NodeProxyOptions", "nodes", "proxy"},
                                                  {"PodAttachOptions", "pods", "attach"},
                                                  {"PodExecOptions", "pods", "exec"},
                                                  {"PodPortForwardOptions", "pods", "portforward"},
                                                  {"PodProxyOptions", "pods", "proxy"},
                                                  {"ServiceProxyOptions", "services", "proxy"}}};

}  // namespace

std::string_view name(Operation operation) {
  return kNames.at(static_cast<std::size_t>(operation)).first;
}

std::optional<Operation> operation_from(std::string_view name) {
  for (const auto& [text, operation] : kNames) {
    if (text == name) return operation;
  }
  return std::nullopt;
}

Request Request::about(const formats::Value& object, Operation operation) {
  const auto [group, version] = model::split_api_version(object.text("apiVersion"));
  const std::string_view kind = object.text("kind");
  Request out;
  out.operation = operation;
  out.kind = {std::string(group), std::string(version), std::string(kind)};
  out.resource = {std::string(group), std::string(version), model::resource_of(kind)};
  for (const Connection& connection : kConnections) {
    if (!group.empty() || kind != connection.options) continue;
    out.resource.resource = connection.resource;
    out.subresource = connection.subresource;
  }
  (operation == Operation::remove ? out.old_object : out.object) = &object;
  if (const formats::Value* metadata = object.find("metadata")) {
    out.name = metadata->text("name");
    out.name_space = metadata->text("namespace");
  }
  // A Namespace is a member of itself.
  if (out.of_namespace()) out.name_space = out.name;
  return out;
}

}  // namespace bulwark::admission
