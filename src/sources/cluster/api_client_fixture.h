// SPDX-License-Identifier: Apache-2.0
// For tests: an ApiClient, and a server that answers it what a test wants.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/loopback_server.h"
#include "io/test_folder.h"
#include "sources/cluster/api_client.h"

namespace bulwark::sources::cluster {

using io::LoopbackReply;
using io::LoopbackRequest;
using io::LoopbackServer;
using io::reply;

// A server that remembers what it was asked, over TLS unless said otherwise.
class ApiClientTest : public testing::Test {
 protected:
  ApiClientTest() { options_.first_pause = std::chrono::milliseconds(1); }

  // Gives these answers one after the other, the last one for ever.
  void serve(std::vector<LoopbackReply> answers) {
    answers_ = std::move(answers);
    server_.emplace([this](const LoopbackRequest& request) { return next(request); },
                    io::LoopbackTls{.identity = authority_.issue()});
    access_.server = server_->url();
    access_.tls.ca = authority_.certificate();
  }
  LoopbackReply next(const LoopbackRequest& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    return answers_[std::min(requests_.size(), answers_.size()) - 1];
  }
  ApiClient& client() {
    if (!client_) client_.emplace(access_, options_);
    return *client_;
  }
  Result<ApiResponse> get(std::string_view path = "/api") {
    return client().get(path, "application/json");
  }
  std::vector<std::string> sent(const std::string& header) {
    std::vector<std::string> out;
    for (const LoopbackRequest& request : requests_) out.push_back(request.header(header));
    return out;
  }
  // A plugin that gives the tokens t1, t2, ... and then that of `last` again.
  void use_plugin(int last = 9) {
    access_.exec.emplace();
    access_.exec->api_version = "client.authentication.k8s.io/v1";
    access_.exec->command = "/bin/sh";
    access_.exec->arguments = {
        "-c", "cd " + folder_.path() + "; echo run >>runs; n=$(wc -l <runs); [ $n -lt " +
                  std::to_string(last) + " ] || n=" + std::to_string(last) +
                  "; echo '{\"kind\":\"ExecCredential\",\"apiVersion\":"
                  "\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"t'$n'\"}}'"};
  }

  io::TestFolder folder_;
  io::TestAuthority authority_;
  std::mutex mutex_;
  std::vector<LoopbackReply> answers_;
  std::vector<LoopbackRequest> requests_;
  Access access_;
  ApiOptions options_;
  std::optional<ApiClient> client_;
  std::optional<LoopbackServer> server_;
};

}  // namespace bulwark::sources::cluster
