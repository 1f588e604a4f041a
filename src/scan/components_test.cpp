// SPDX-License-Identifier: Apache-2.0
// Components in a scan: findings have the lines of the pods they were read from, and what is not
// known is not evaluated.
#include "scan/components.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "io/test_folder.h"
#include "scan/analyses.h"
#include "scan/file_locator.h"
#include "scan/scan.h"

namespace bulwark::scan {
namespace {

class ComponentScan : public ::testing::Test {
 protected:
  void look(const std::string& text, std::vector<std::string> controls) {
    ScanOptions options;
    options.targets = {folder_.write("manifests/a.yaml", text)};
    options.config_file = folder_.write("bulwark.yaml", "");
    options.selection.controls = std::move(controls);
    options.today = "2026-11-29";
    auto done = scan(options);
    ASSERT_TRUE(done) << done.error().text();
    scan_ = *std::move(done);
  }

  // "12 KubeAPIServer kube-system/a spec.flags.profiling"
  std::vector<std::string> findings() {
    FileLocator locator(scan_->inventory);
    std::vector<std::string> out;
    for (const model::Finding& one : scan_->report.findings) {
      const std::string path = one.path();
      out.push_back(std::to_string(locator.locate(*one.resource, path).line) + " " +
                    one.resource->title() + " " + path);
    }
    std::ranges::sort(out);
    return out;
  }

  io::TestFolder folder_;
  std::unique_ptr<Scan> scan_;
};

const std::string kApiServer =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: kube-system\nspec:\n"
    "  containers:\n  - name: kube-apiserver\n    image: registry.k8s.io/kube-apiserver:v1.34.4\n"
    "    command:\n    - kube-apiserver\n    - --authorization-mode=AlwaysAllow\n"
    "    - --anonymous-auth=maybe\n";

TEST_F(ComponentScan, points_to_the_lines_of_the_pod) {
  look(kApiServer, {"api-server-always-allow", "api-server-profiling"});
  EXPECT_EQ(findings(), (std::vector<std::string>{
                            "12 KubeAPIServer kube-system/a spec.flags.authorization-mode",
                            "8 KubeAPIServer kube-system/a spec.flags.profiling"}));
  EXPECT_TRUE(scan_->report.not_evaluated.empty());
}

TEST_F(ComponentScan, asks_kubelets_of_windows_for_nothing_that_windows_does_not_have) {
  const std::string kubelet =
      "\n---\napiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmetadata:\n"
      "  name: ";
  look("apiVersion: v1\nkind: Node\nmetadata:\n  name: w\n  labels: {kubernetes.io/os: windows}" +
           kubelet + "w" + kubelet + "l\n",
       {"kubelet-pid-limit", "kubelet-seccomp-default", "kubelet-read-only-port"});
  EXPECT_EQ(findings(), (std::vector<std::string>{"12 Kubelet l spec.config.podPidsLimit",
                                                  "12 Kubelet l spec.config.seccompDefault"}));
  EXPECT_EQ(scan_->report.notices,
            std::vector<std::string>{"not applicable to the kubelet of Windows node w: "
                                     "kubelet-pid-limit, kubelet-seccomp-default"});
}

TEST_F(ComponentScan, evaluates_nothing_of_what_is_not_known) {
  look(kApiServer, {"api-server-anonymous"});
  EXPECT_TRUE(scan_->report.findings.empty());
  ASSERT_EQ(scan_->report.not_evaluated.size(), 1U);
  EXPECT_EQ(scan_->report.not_evaluated[0].control, "api-server-anonymous");
  EXPECT_EQ(scan_->report.notices,
            std::vector<std::string>{
                "KubeAPIServer kube-system/a: --anonymous-auth: 'maybe' is no boolean"});
}

// Every control over components, asked of one of which nothing could be read.
TEST(ComponentControls, never_pass_what_could_not_be_read) {
  policy::Catalogue catalogue;
  ASSERT_TRUE(load_catalogue(catalogue));
  const policy::ExampleChange nothing_read = [](const formats::Value& object, formats::Pool& pool) {
    formats::Builder builder(pool);
    builder.begin_map();
    for (const char* key : {"apiVersion", "kind"}) {
      builder.key(key);
      builder.string(object.text(key));
    }
    for (const char* key : {"metadata", "spec"}) {
      builder.key(key);
      builder.begin_map();
      builder.end_map();
    }
    builder.end_map();
    return builder.finish();
  };
  std::size_t asked = 0;
  for (const policy::ControlFile& file : catalogue.controls()) {
    if (!policy::is_about_own_documents(file)) continue;
    const auto results = scan::run_examples(file, nothing_read);
    ASSERT_TRUE(results) << file.control.id;
    for (const policy::ExampleResult& one : *results) {
      EXPECT_TRUE(one.outcome.contains("no such key")) << one.control << ": " << one.outcome;
      ++asked;
    }
  }
  EXPECT_GT(asked, 200U);
}

}  // namespace
}  // namespace bulwark::scan
