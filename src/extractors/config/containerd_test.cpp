// SPDX-License-Identifier: Apache-2.0
// containerd's files in each of their layouts.
#include "extractors/config/containerd.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "extractors/config/containerd_files.h"
#include "formats/json_write.h"
#include "formats/toml.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;
using testing::ElementsAre;
using testing::IsEmpty;

class Containerd : public testing::Test {
 protected:
  Value toml(std::string_view text) {
    const auto read = formats::read_toml(text, builder_);
    EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().text());
    return read ? *read : Value();
  }

  RuntimeFacts facts(std::string_view text) { return containerd_facts(toml(text)); }

  std::string joined(const std::vector<std::string>& texts, ContainerdImports imports) {
    std::vector<Value> files;
    for (const std::string& text : texts) files.push_back(toml(text));
    return formats::json_text(containerd_config(files, imports, builder_));
  }

  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
};

TEST_F(Containerd, has_defaults) {
  const RuntimeFacts facts = this->facts("");
  EXPECT_TRUE(facts.serves_kubernetes);
  EXPECT_EQ(facts.default_handler, "runc");
  EXPECT_EQ(facts.apparmor, true);
  EXPECT_EQ(facts.selinux, false);
  EXPECT_EQ(facts.cgroup_driver, "cgroupfs");
  EXPECT_EQ(facts.cdi, std::nullopt);
  EXPECT_THAT(facts.insecure_registries, IsEmpty());
  EXPECT_THAT(facts.api_addresses, IsEmpty());
  EXPECT_EQ(facts.verifier_folder, "/opt/containerd/image-verifier/bin");
}

TEST_F(Containerd, has_all_of_the_CRI_in_one_section_of_version_2) {
  const RuntimeFacts facts = this->facts(R"(
version = 2
[grpc]
tcp_address = "0.0.0.0:1"
[metrics]
address = "10.0.0.1:1338"
[debug]
address = "/run/debug.sock"
[plugins."io.containerd.grpc.v1.cri"]
enable_selinux = true
disable_apparmor = true
enable_cdi = true
disable_tcp_service = false
stream_server_address = "0.0.0.0"
stream_server_port = "10010"
[plugins."io.containerd.grpc.v1.cri".containerd]
default_runtime_name = "sandboxed"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.sandboxed]
runtime_type = "io.containerd.runsc.v1"
privileged_without_host_devices = true
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.sandboxed.options]
SystemdCgroup = true
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.crun.options]
BinaryName = "/usr/bin/crun"
[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "/etc/a:/etc/b"
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
endpoint = ["https://a", "http://b.example:80", "http://127.0.0.1:5000"]
[plugins."io.containerd.grpc.v1.cri".registry.configs."c.example".tls]
insecure_skip_verify = true
[plugins."io.containerd.grpc.v1.cri".registry.configs."d.example".auth]
password = "p"
)");
  EXPECT_EQ(facts.selinux, true);
  EXPECT_EQ(facts.apparmor, false);
  EXPECT_EQ(facts.cdi, true);
  EXPECT_EQ(facts.cgroup_driver, "systemd");
  EXPECT_EQ(facts.default_handler, "sandboxed");
  ASSERT_EQ(facts.handlers.size(), 2U);
  EXPECT_EQ(facts.handlers[0].kind, "crun");
  EXPECT_EQ(facts.handlers[1].kind, "gvisor");
  EXPECT_TRUE(facts.handlers[1].privileged_without_devices);
  EXPECT_THAT(facts.insecure_registries,
              ElementsAre(InsecureRegistry{"docker.io", "plain http to http://b.example:80"},
                          InsecureRegistry{"c.example", "its certificate is not verified"}));
  EXPECT_THAT(facts.credentials, ElementsAre("d.example"));
  EXPECT_THAT(facts.registry_folders, ElementsAre("/etc/a", "/etc/b"));
  EXPECT_THAT(facts.api_addresses, ElementsAre("0.0.0.0:1"));
  EXPECT_THAT(*facts.open_metrics, ElementsAre("10.0.0.1:1338"));
  EXPECT_THAT(facts.stream_servers, ElementsAre("0.0.0.0:10010"));
}

TEST_F(Containerd, has_it_elsewhere_in_the_other_versions) {
  EXPECT_EQ(facts("[plugins.cri]\nenable_selinux = true\n").selinux, true);
  const RuntimeFacts three = facts(R"(
version = 3
disabled_plugins = ["io.containerd.image-verifier.v1.bindir"]
[plugins."io.containerd.cri.v1.runtime"]
disable_apparmor = true
[plugins."io.containerd.cri.v1.images".registry]
config_path = "/etc/certs.d"
)");
  EXPECT_EQ(three.apparmor, false);
  EXPECT_THAT(three.registry_folders, ElementsAre("/etc/certs.d"));
  EXPECT_EQ(three.verifier_folder, "");
  const RuntimeFacts four = facts(R"(
version = 4
[plugins."io.containerd.server.v1.grpc-tcp"]
address = "0.0.0.0:2"
[plugins."io.containerd.server.v1.metrics"]
address = "0.0.0.0:3"
)");
  EXPECT_THAT(four.api_addresses, ElementsAre("0.0.0.0:2"));
  EXPECT_THAT(*four.open_metrics, ElementsAre("0.0.0.0:3"));
}

TEST_F(Containerd, asks_for_certificates_where_it_has_an_authority) {
  EXPECT_THAT(facts("[grpc]\ntcp_address = \"0.0.0.0:1\"\ntcp_tls_ca = \"/a\"\n").api_addresses,
              IsEmpty());
}

TEST_F(Containerd, serves_no_kubernetes_without_its_plugin) {
  EXPECT_FALSE(facts("disabled_plugins = [\"cri\"]").serves_kubernetes);
  EXPECT_FALSE(facts("disabled_plugins = [\"io.containerd.grpc.v1.cri\"]").serves_kubernetes);
}

TEST_F(Containerd, lays_imports_over_as_its_version_does) {
  const std::vector<std::string> files{
      "version = 2\nroot = \"/a\"\ndisabled_plugins = [\"x\"]\n[plugins.p]\na = 1\nb = true\n",
      "version = 2\nroot = \"\"\ndisabled_plugins = [\"x\", \"y\"]\n[plugins.p]\nb = false\n"};
  EXPECT_EQ(
      joined(files, ContainerdImports::replace),
      R"({"disabled_plugins":["x","y"],"plugins":{"p":{"b":false}},"root":"/a","version":2})");
  EXPECT_EQ(
      joined(files, ContainerdImports::join),
      R"({"disabled_plugins":["x","y"],"plugins":{"p":{"a":1,"b":false}},"root":"/a","version":2})");
}

TEST_F(Containerd, imports_by_its_own_folder) {
  EXPECT_THAT(containerd_imports(toml("imports = [\"conf.d/*.toml\", \"/x/y.toml\", 1]"),
                                 "/etc/containerd/config.toml"),
              ElementsAre("/etc/containerd/conf.d/*.toml", "/x/y.toml"));
}

TEST_F(Containerd, has_hosts_that_nobody_verifies) {
  const Value hosts = toml(R"(
server = "https://r.example"
[host."http://user:secret@m.example"]
[host."https://n.example"]
skip_verify = true
[host."http://localhost:5000"]
)");
  EXPECT_THAT(
      insecure_hosts("r.example", hosts),
      ElementsAre(
          InsecureRegistry{"r.example", "plain http to http://m.example"},
          InsecureRegistry{"r.example", "the certificate of https://n.example is not verified"}));
  EXPECT_THAT(
      insecure_hosts("_default", toml("skip_verify = true")),
      ElementsAre(InsecureRegistry{"_default", "the certificate of _default is not verified"}));
}

}  // namespace
}  // namespace bulwark::extractors::config
