// SPDX-License-Identifier: Apache-2.0
// Registries that ask for tokens, send us elsewhere, break off, stall and lie.
#include "sources/container/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <atomic>
#include <map>

#include "formats/base64.h"
#include "formats/test_tar.h"
#include "io/loopback_server.h"
#include "io/test_folder.h"
#include "sources/container/credentials.h"
#include "sources/container/digest.h"
#include "sources/container/read_image.h"
#include "sources/container/test_image.h"

namespace bulwark::sources::container {
namespace {

using formats::TestTar;
using io::LoopbackReply;
using io::LoopbackRequest;
using io::reply;
using testing::HasSubstr;

/// The paths of an image "app:1" and what they answer.
std::map<std::string, std::string> app(const std::string& layer) {
  const std::string config = R"({"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[")" +
                             sha256_of(layer) + "\"]}}";
  const auto descriptor = [](const std::string& text) {
    return R"({"digest":")" + sha256_of(text) + R"(","size":)" + std::to_string(text.size()) + "}";
  };
  const std::string
      manifest = R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
                 R"("config":)" +
                 descriptor(config) + R"(,"layers":[)" + descriptor(layer) + "]}";
  return {{"/v2/app/manifests/1", manifest},
          {"/v2/app/manifests/" + sha256_of(manifest), manifest},
          {"/v2/app/blobs/" + sha256_of(config), config},
          {"/v2/app/blobs/" + sha256_of(layer), layer}};
}

class Registry : public testing::Test {
 protected:
  Registry() : layer_(TestTar().file("a", std::string(100'000, 'a')).take()), paths_(app(layer_)) {
    options_.plain_http = true;
    options_.first_pause = std::chrono::milliseconds(1);
    options_.longest_pause = std::chrono::milliseconds(5);
    options_.stall_timeout = std::chrono::seconds(20);
  }

  LoopbackReply serve(const LoopbackRequest& request) const {
    const auto found = paths_.find(request.target);
    return found == paths_.end() ? reply(404, "{}") : reply(200, found->second);
  }
  bool is_layer(const LoopbackRequest& request) const {
    return request.target.ends_with("/blobs/" + sha256_of(layer_));
  }
  /// Empty: all of it was read, and is as it should be.
  std::string read(const std::string& host) {
    const auto source = open_registry_image(host + "/app:1", {"linux", "amd64", ""}, options_, {});
    if (!source) return source.error().text();
    TestTaker taker({{"a", {Wish::whole}}});
    const auto picture = read_image(**source, taker, {});
    if (!picture->gaps().empty()) return "gap: " + picture->gaps()[0].error.text();
    return taker.got["0:a"] == std::string(100'000, 'a') ? "" : "other contents";
  }

  std::string layer_;
  std::map<std::string, std::string> paths_;
  RegistryOptions options_;
};

TEST_F(Registry, gives_an_image) {
  const io::LoopbackServer server(
      [this](const LoopbackRequest& request) { return serve(request); });
  EXPECT_EQ(read(server.host()), "");
  options_.plain_http = false;  // loopback without https
  EXPECT_EQ(read(server.host()), "");
}

TEST_F(Registry, gets_a_token_with_the_credentials_that_are_known) {
  std::string url;
  const io::LoopbackServer server([&](const LoopbackRequest& request) {
    if (request.target.starts_with("/token")) {
      const bool known = request.header("authorization") ==
                         "Basic " + formats::encode_base64("me:pass");
      const bool asks = request.target == "/token?service=reg&scope=repository%3Aapp%3Apull";
      return known && asks ? reply(200, R"({"token":"T"})") : reply(401, "{}");
    }
    if (request.header("authorization") == "Bearer T") return serve(request);
    return reply(
        401, "{}",
        "WWW-Authenticate: Bearer realm=\"" + url + "/token\",service=\"reg\",scope=\"all:*\"\r\n");
  });
  url = server.url();
  EXPECT_THAT(read(server.host()), HasSubstr("no credentials are known"));
  options_.credentials[server.host()] = {"me", "wrong", ""};
  EXPECT_THAT(read(server.host()), HasSubstr("credentials of 'me'"));
  options_.credentials[server.host()] = {"me", "pass", ""};
  EXPECT_EQ(read(server.host()), "");
}

TEST_F(Registry, takes_basic_credentials_of_a_configuration_file_and_its_helper) {
  const io::LoopbackServer server([&](const LoopbackRequest& request) {
    if (request.header("authorization") == "Basic " + formats::encode_base64("me:pass"))
      return serve(request);
    return reply(401, "{}", "WWW-Authenticate: Basic realm=\"x\"\r\n");
  });
  EXPECT_THAT(read(server.host()), HasSubstr("none are known"));
  io::TestFolder folder;
  options_.credential_files = {
      folder.path("missing.json"),
      folder.write("config.json", R"({"auths":{"http://)" + server.host() + R"(/v2/":{"auth":")" +
                                      formats::encode_base64("me:pass") + R"("}}})")};
  EXPECT_EQ(read(server.host()), "");
  const std::string helper = folder.write(
      "docker-credential-test",
      "#!/bin/sh\nread -r server\n[ \"$1 $server\" = \"get " + server.host() +
          "\" ] || { echo 'credentials not found in native keychain'; exit 1; }\n"
          "echo '{\"Username\":\"me\",\"Secret\":\"pass\"}'\n");
  ::chmod(helper.c_str(), 0755);
  options_.search_path = folder.path();
  options_.credential_files = {folder.write("store.json", R"({"credsStore":"test"})")};
  EXPECT_EQ(read(server.host()), "");
  options_.credential_files = {folder.write("none.json", R"({"credsStore":"missing"})")};
  EXPECT_THAT(read(server.host()), HasSubstr("docker-credential-missing is not installed"));
}

TEST_F(Registry, sends_no_credentials_where_it_is_redirected_to) {
  std::atomic<bool> leaked = false;
  const io::LoopbackServer storage([&](const LoopbackRequest& request) {
    if (!request.header("authorization").empty()) leaked = true;
    return reply(200, layer_);
  });
  const io::LoopbackServer server([&](const LoopbackRequest& request) {
    if (request.header("authorization").empty())
      return reply(401, "{}", "WWW-Authenticate: Basic realm=\"x\"\r\n");
    if (is_layer(request)) return reply(307, "", "Location: " + storage.url() + "/x\r\n");
    return serve(request);
  });
  options_.credentials[server.host()] = {"me", "pass", ""};
  EXPECT_EQ(read(server.host()), "");
  EXPECT_FALSE(leaked);
}

TEST_F(Registry, follows_no_redirects_in_circles_or_without_an_end) {
  int count = 0;
  const io::LoopbackServer server([&](const LoopbackRequest& request) {
    if (request.target.starts_with("/v2/app/manifests/1"))
      return reply(302, "", "Location: /v2/app/manifests/1\r\n");
    return reply(302, "", "Location: /" + std::to_string(++count) + "\r\n");
  });
  EXPECT_THAT(read(server.host()), HasSubstr("in circles"));
  EXPECT_THAT(open_registry_image(server.host() + "/app:2", {}, options_, {}).error().text(),
              HasSubstr("more than 5 redirects"));
}

TEST_F(Registry, goes_on_where_it_was_broken_off) {
  for (const bool knows_ranges : {true, false}) {
    std::atomic<int> tries = 0;
    const io::LoopbackServer server([&](const LoopbackRequest& request) {
      if (!is_layer(request)) return serve(request);
      std::size_t from = 0;
      if (const std::string range = request.header("range"); knows_ranges && !range.empty())
        from = std::stoul(range.substr(6));
      LoopbackReply out = reply(from > 0 ? 206 : 200, layer_.substr(from));
      if (++tries < 4) {
        const std::size_t head = out.bytes.find("\r\n\r\n") + 4;
        out.bytes.resize(head + (knows_ranges ? 20'000 : 20'000 * static_cast<std::size_t>(tries)));
        out.then = io::Then::close;
      }
      return out;
    });
    EXPECT_EQ(read(server.host()), "") << knows_ranges;
    EXPECT_EQ(tries, 4);
  }
}

TEST_F(Registry, tries_again_when_it_is_busy_and_gives_up_when_it_stays_so) {
  std::atomic<int> asked = 0;
  const io::LoopbackServer server([&](const LoopbackRequest& request) {
    if (++asked % 3 != 0) return reply(asked % 2 == 0 ? 429 : 503, "{}", "Retry-After: 0\r\n");
    return serve(request);
  });
  EXPECT_EQ(read(server.host()), "");
  const io::LoopbackServer busy([](const LoopbackRequest&) { return reply(429, "{}"); });
  EXPECT_THAT(read(busy.host()), HasSubstr("the registry answers 429"));
}

TEST_F(Registry, waits_for_no_server_that_stalls) {
  options_.tries = 2;
  options_.stall_timeout = std::chrono::milliseconds(300);
  const io::LoopbackServer server([this](const LoopbackRequest& request) {
    LoopbackReply out = serve(request);
    if (!is_layer(request)) return out;
    out.bytes.resize(1000);
    out.then = io::Then::stall;
    return out;
  });
  EXPECT_THAT(read(server.host()), HasSubstr("gap: "));
}

TEST_F(Registry, is_not_believed_when_its_bytes_are_others) {
  const io::LoopbackServer server([this](const LoopbackRequest& request) {
    return is_layer(request) ? reply(200, TestTar().file("a", std::string(100'000, 'b')).take())
                             : serve(request);
  });
  EXPECT_THAT(read(server.host()), HasSubstr("its digest is"));
}

TEST_F(Registry, is_asked_for_what_its_mirror_lacks) {
  std::atomic<int> from_mirror = 0;
  const io::LoopbackServer server(
      [this](const LoopbackRequest& request) { return serve(request); });
  const io::LoopbackServer mirror([&](const LoopbackRequest& request) {
    if (is_layer(request) || !request.target.starts_with("/v2/cache/app/")) return reply(404, "{}");
    ++from_mirror;
    const auto found = paths_.find("/v2/" + request.target.substr(10));
    return found == paths_.end() ? reply(404, "{}") : reply(200, found->second);
  });
  options_.mirrors[server.host()] = {mirror.host() + "/cache"};
  EXPECT_EQ(read(server.host()), "");
  EXPECT_GT(from_mirror, 0);
}

TEST_F(Registry, speaks_tls_with_an_authority_of_its_own) {
  const io::TestAuthority authority;
  const io::LoopbackServer server([this](const LoopbackRequest& request) { return serve(request); },
                                  io::LoopbackTls{authority.issue()});
  options_.plain_http = false;
  EXPECT_THAT(read(server.host()), HasSubstr("not trusted"));
  options_.ca = authority.certificate();
  EXPECT_EQ(read(server.host()), "");
}

TEST_F(Registry, is_told_apart_from_one_that_has_no_such_image) {
  const io::LoopbackServer server([](const LoopbackRequest&) { return reply(404, "{}"); });
  EXPECT_THAT(read(server.host()), HasSubstr("has no such thing"));
}

TEST(Credentials, are_looked_up_by_repository_and_then_by_registry) {
  const auto file = parse_credential_file(
      R"({"auths":{"r.example/team":{"username":"t","password":"p"},"https://index.docker.io/v1/":{"auth":"YTpiOmM="},"r.example":{"identitytoken":"x"},"empty.example":{}},"credHelpers":{"gcr.io":"gcloud"}})");
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(find_credential(file->entries, "r.example", "team/app")->user, "t");
  EXPECT_EQ(find_credential(file->entries, "r.example", "other")->identity_token, "x");
  EXPECT_EQ(find_credential(file->entries, "docker.io", "library/x")->password, "b:c");
  EXPECT_EQ(find_credential(file->entries, "empty.example", "a"), nullptr);
  EXPECT_EQ(file->helpers.at("gcr.io"), "gcloud");
  EXPECT_EQ(parse_credential_file(R"({"auths":{"a":{"auth":"?"}}})").error().code,
            ErrorCode::malformed);
  EXPECT_FALSE(parse_credential_file("[]").has_value());
  EXPECT_EQ((*parse_helper_output(R"({"Username":"<token>","Secret":"s"})"))->identity_token, "s");
  EXPECT_EQ(parse_helper_output("secret").error().message, "printed no JSON");
}

}  // namespace
}  // namespace bulwark::sources::container
