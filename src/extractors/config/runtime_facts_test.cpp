// SPDX-License-Identifier: Apache-2.0
// CRI-O's and Docker's files, and what is told of all runtimes alike.
#include "extractors/config/runtime_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "extractors/config/config_file.h"
#include "extractors/config/crio.h"
#include "extractors/config/docker.h"
#include "extractors/config/package_list.h"
#include "formats/toml.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;
using testing::ElementsAre;
using testing::IsEmpty;

class Runtimes : public testing::Test {
 protected:
  RuntimeFacts crio(const std::vector<std::string>& texts) {
    std::vector<Value> files;
    for (const std::string& text : texts) {
      const auto read = formats::read_toml(text, builder_);
      EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().text());
      if (read) files.push_back(*read);
    }
    return crio_facts(files);
  }

  RuntimeFacts docker(std::string_view json, const std::vector<std::string>& words = {}) {
    return docker_facts(config(json), words);
  }

  Value config(std::string_view text) {
    const auto read = read_config(text, builder_);
    EXPECT_TRUE(read.has_value());
    return read ? *read : Value();
  }

  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
};

TEST_F(Runtimes, of_CRI_O_have_defaults) {
  const RuntimeFacts facts = crio({});
  EXPECT_EQ(facts.default_handler, "");  // runc or crun, as its version has it
  EXPECT_EQ(facts.seccomp, "builtin");
  EXPECT_EQ(facts.cgroup_driver, "systemd");
  EXPECT_EQ(facts.signature_policy, "/etc/containers/policy.json");
  EXPECT_THAT(facts.stream_servers, IsEmpty());
  EXPECT_THAT(*facts.open_metrics, IsEmpty());
}

TEST_F(Runtimes, of_CRI_O_heed_what_the_last_file_says) {
  const RuntimeFacts facts = crio(
      {"[crio.runtime]\nselinux = true\nseccomp_profile = \"unconfined\"\n"
       "[crio.runtime.runtimes.a]\nruntime_path = \"/usr/bin/runc\"\n"
       "privileged_without_host_devices = true\n"
       "[crio.image]\ninsecure_registries = [\"a.example\"]\n",
       "[crio.runtime]\ndefault_runtime = \"a\"\napparmor_profile = \"unconfined\"\n"
       "[crio.runtime.runtimes.a]\nruntime_path = \"/usr/bin/crun\"\n"
       "[crio.image]\ninsecure_registries = [\"b.example\", \"localhost:5000\"]\n"
       "[crio.api]\nstream_address = \"0.0.0.0\"\n"
       "[crio.metrics]\nenable_metrics = true\nmetrics_host = \"0.0.0.0\"\nmetrics_port = 1\n"});
  EXPECT_EQ(facts.selinux, true);
  EXPECT_EQ(facts.apparmor, false);
  EXPECT_EQ(facts.seccomp, "unconfined");
  EXPECT_EQ(facts.default_handler, "a");
  ASSERT_EQ(facts.handlers.size(), 1U);
  EXPECT_EQ(facts.handlers[0].kind, "crun");
  EXPECT_FALSE(facts.handlers[0].privileged_without_devices);
  EXPECT_THAT(facts.insecure_registries,
              ElementsAre(InsecureRegistry{"b.example", "TLS is not verified"}));
  EXPECT_THAT(facts.stream_servers, ElementsAre("0.0.0.0:0"));
  EXPECT_THAT(*facts.open_metrics, ElementsAre("0.0.0.0:1"));
}

TEST_F(Runtimes, of_CRI_O_have_no_known_address_of_metrics_where_none_is_set) {
  EXPECT_FALSE(crio({"[crio.metrics]\nenable_metrics = true\n"}).open_metrics.has_value());
}

TEST_F(Runtimes, take_registries_from_both_versions_of_registries_conf) {
  const auto insecure = [this](std::string_view text) {
    const auto read = formats::read_toml(text, builder_);
    return insecure_in_registries(*read);
  };
  EXPECT_THAT(insecure("[[registry]]\nprefix = \"a\"\ninsecure = true\n[[registry.mirror]]\n"
                       "location = \"m\"\ninsecure = true\n[[registry]]\nlocation = \"b\"\n"),
              ElementsAre(InsecureRegistry{"a", "TLS is not verified"},
                          InsecureRegistry{"m", "TLS is not verified"}));
  EXPECT_THAT(insecure("[registries.insecure]\nregistries = [\"c\"]\n"),
              ElementsAre(InsecureRegistry{"c", "TLS is not verified"}));
}

TEST_F(Runtimes, verify_images_by_the_default_of_the_policy) {
  EXPECT_EQ(policy_verifies(config(R"({"default": [{"type": "insecureAcceptAnything"}]})")), false);
  EXPECT_EQ(policy_verifies(config(R"({"default": [{"type": "reject"}]})")), true);
  EXPECT_EQ(policy_verifies(config("{}")), std::nullopt);
}

TEST_F(Runtimes, of_Docker_are_told_by_its_file_and_its_words) {
  const RuntimeFacts facts = docker(
      R"({"hosts": ["unix:///run/docker.sock", "tcp://0.0.0.0:2375"], "seccomp-profile": "unconfined",
          "insecure-registries": ["r.example", "127.0.0.0/8"], "metrics-addr": "0.0.0.0:9323",
          "exec-opts": ["native.cgroupdriver=systemd"],
          "runtimes": {"runsc": {"path": "/usr/bin/runsc"}}, "default-runtime": "runsc"})",
      {"-H", "fd://", "--host=tcp://127.0.0.1:1", "--insecure-registry", "s.example"});
  EXPECT_FALSE(facts.serves_kubernetes);
  EXPECT_THAT(facts.api_addresses, ElementsAre("tcp://127.0.0.1:1", "tcp://0.0.0.0:2375"));
  EXPECT_EQ(facts.seccomp, "unconfined");
  EXPECT_EQ(facts.default_handler, "runsc");
  EXPECT_EQ(facts.handlers.at(0).kind, "gvisor");
  EXPECT_EQ(facts.cgroup_driver, "systemd");
  EXPECT_THAT(facts.insecure_registries,
              ElementsAre(InsecureRegistry{"s.example", "TLS is not verified"},
                          InsecureRegistry{"r.example", "TLS is not verified"}));
  EXPECT_THAT(*facts.open_metrics, ElementsAre("0.0.0.0:9323"));
  EXPECT_THAT(docker(R"({"hosts": ["tcp://0.0.0.0:2376"], "tlsverify": true})").api_addresses,
              IsEmpty());
}

TEST(RuntimeHandler, is_of_the_kind_that_its_program_or_type_names) {
  EXPECT_EQ(handler_kind("io.containerd.runc.v2", ""), "runc");
  EXPECT_EQ(handler_kind("io.containerd.kata.v2", ""), "kata");
  EXPECT_EQ(handler_kind("io.containerd.runc.v2", "/usr/bin/crun"), "crun");
  EXPECT_EQ(handler_kind("io.containerd.runc.v2", "/usr/bin/nvidia-container-runtime"),
            "nvidia-container-runtime");
  EXPECT_EQ(handler_kind("vm", "/usr/bin/containerd-shim-kata-v2"), "kata");
}

TEST(Loopback, is_an_address_of_the_node_alone) {
  for (const char* address : {"127.0.0.1:80", "localhost", "[::1]:80", "127.1.2.3", "::1"})
    EXPECT_TRUE(is_loopback(address)) << address;
  for (const char* address : {"0.0.0.0:80", ":80", "", "[::]:80", "localhost.example"})
    EXPECT_FALSE(is_loopback(address)) << address;
}

TEST(PackageList, tells_the_version_of_what_is_installed) {
  constexpr std::array<std::string_view, 2> kNames{"containerd", "containerd.io"};
  EXPECT_EQ(package_version("Package: a\nStatus: install ok installed\nVersion: 1\n\n"
                            "Package: containerd\nStatus: install ok installed\nX: y\n z\n"
                            "Version: 1:1.6.20~ds1-1+deb12u3\n",
                            kNames),
            "1.6.20");
  EXPECT_EQ(package_version(
                "Package: containerd\nStatus: deinstall ok config-files\nVersion: 1.6\n", kNames),
            "");
  EXPECT_EQ(package_version("", kNames), "");
}

}  // namespace
}  // namespace bulwark::extractors::config
