// SPDX-License-Identifier: Apache-2.0
// What is typed, as the API server would see it.
#include "analyzers/rbac/question.h"

#include "analyzers/rbac/test_model.h"
#include "formats/json.h"

namespace bulwark::analyzers::rbac {
namespace {

Result<Question> ask(const Typed& typed) {
  const Estate estate({"kind: ClusterRole, metadata: {name: r}"});
  const auto model = estate.model();
  return make_question(typed, ResourceNames(estate.inventory, "", *model));
}

std::string text_of(const Typed& typed) {
  const auto question = ask(typed);
  return question ? question->text() : question.error().message;
}

TEST(RbacQuestion, ANamespacedResourceIsOfANamespaceUnlessOfAll) {
  EXPECT_EQ(text_of({.verb = "get", .resource = "po", .name = "web"}),
            "get pods named web in namespace default");
  EXPECT_EQ(text_of({.verb = "get", .resource = "deploy", .name_space = "shop"}),
            "get deployments.apps in namespace shop");
  EXPECT_EQ(text_of({.verb = "list", .resource = "pods", .all_namespaces = true}),
            "list pods in all namespaces");
}

TEST(RbacQuestion, AResourceOfTheClusterIsOfNoNamespaceAndThatIsTold) {
  const auto question = ask({.verb = "get", .resource = "nodes", .name_space = "shop"});
  ASSERT_TRUE(question);
  EXPECT_EQ(question->text(), "get nodes");
  EXPECT_EQ(question->notes, std::vector<std::string>{"nodes have no namespace: -n is left out"});
}

TEST(RbacQuestion, OneNamespaceIsWithinItself) {
  EXPECT_EQ(text_of({.verb = "delete", .resource = "ns", .name = "shop"}),
            "delete namespaces named shop in namespace shop");
  EXPECT_EQ(text_of({.verb = "list", .resource = "ns", .name = "shop"}),
            "list namespaces named shop");
  EXPECT_EQ(text_of({.verb = "get", .resource = "ns"}), "get namespaces");
}

TEST(RbacQuestion, BindIsCheckedWhereTheBindingIsMade) {
  EXPECT_EQ(
      text_of({.verb = "bind", .resource = "clusterroles", .name = "admin", .name_space = "shop"}),
      "bind clusterroles.rbac.authorization.k8s.io named admin in namespace shop");
  EXPECT_EQ(text_of({.verb = "escalate", .resource = "clusterroles", .name = "admin"}),
            "escalate clusterroles.rbac.authorization.k8s.io named admin");
}

TEST(RbacQuestion, NamesThatNoRequestCarriesAreTold) {
  EXPECT_EQ(ask({.verb = "create", .resource = "pods", .name = "a"})->notes.size(), 1U);
  EXPECT_EQ(ask({.verb = "create", .resource = "sa/token", .name = "a"})->notes.size(), 0U);
  EXPECT_EQ(ask({.verb = "list", .resource = "pods", .name = "a"})->notes.size(), 1U);
  EXPECT_EQ(ask({.verb = "deletecollection", .resource = "pods", .name = "a"})->notes.size(), 1U);
  EXPECT_EQ(ask({.verb = "get", .resource = "pods", .name = "a"})->notes.size(), 0U);
}

TEST(RbacQuestion, OtherWaysToTheSameAreTold) {
  const auto note = [](const std::string& verb, const std::string& resource) {
    const auto question = ask({.verb = verb, .resource = resource});
    return question && !question->notes.empty() ? question->notes.front() : std::string();
  };
  EXPECT_EQ(note("create", "pods/exec"), "before Kubernetes 1.35 get is enough, by a WebSocket");
  EXPECT_EQ(
      note("get", "pods/attach"),
      "before Kubernetes 1.35 this is enough, by a WebSocket; since then create is needed too");
  EXPECT_EQ(note("get", "nodes/configz"),
            "get on nodes/proxy is enough for a kubelet; those before 1.33 know nothing else");
  EXPECT_EQ(note("get", "nodes/metrics"), "");
  EXPECT_EQ(note("get", "pods/log"), "");
}

TEST(RbacQuestion, APathIsNoResource) {
  EXPECT_EQ(text_of({.verb = "get", .path = "/metrics"}), "get /metrics");
  EXPECT_FALSE(ask({.verb = "get", .path = "metrics"}));
  EXPECT_FALSE(ask({.verb = "get", .resource = "pods", .path = "/metrics"}));
  EXPECT_FALSE(ask({.verb = "get"}));
  EXPECT_FALSE(ask({.verb = "gte", .resource = "pods"}));
}

class RbacBatch : public ::testing::Test {
 protected:
  Result<BatchQuestion> read(std::string text) {
    const std::size_t size = text.size();
    text.append(formats::kJsonPadding, ' ');
    formats::DocumentOptions options;
    options.resource = false;
    const auto document = formats::JsonReader().read(std::string_view(text).substr(0, size),
                                                     builder_, options);
    EXPECT_TRUE(document);
    return read_batch_question(document->root);
  }
  std::string refusal(std::string text) { return read(std::move(text)).error().message; }

 private:
  formats::Pool pool_{1, 0};
  formats::Builder builder_{pool_};
};

TEST_F(RbacBatch, ReadsAllFields) {
  const auto question = read(
      R"({"user":"jane","groups":["a","b"],"verb":"get","group":"apps","resource":"deployments","subresource":"scale","namespace":"shop","name":"web"})");
  ASSERT_TRUE(question);
  EXPECT_EQ(question->identity.groups, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(question->attributes.subresource, "scale");
  EXPECT_EQ(question->attributes.name, "web");
  EXPECT_TRUE(question->attributes.is_resource);
  EXPECT_FALSE(read(R"({"user":"jane","verb":"get","path":"/metrics"})")->attributes.is_resource);
}

TEST_F(RbacBatch, GroupsThatAreNamedAreAllAndElseThoseOfImpersonation) {
  EXPECT_EQ(read(R"({"user":"jane","verb":"get","resource":"pods"})")->identity.groups,
            std::vector<std::string>{"system:authenticated"});
  EXPECT_TRUE(read(R"({"user":"jane","groups":[],"verb":"get","resource":"pods"})")
                  ->identity.groups.empty());
}

TEST_F(RbacBatch, RefusesWhatIsNoQuestion) {
  EXPECT_EQ(refusal(R"({"verb":"get","resource":"pods"})"), "user is missing");
  EXPECT_EQ(refusal(R"({"user":"jane","resource":"pods"})"), "verb is missing");
  EXPECT_EQ(refusal(R"({"user":"jane","verb":"get"})"),
            "either resource or path is needed, and not both");
  EXPECT_EQ(refusal(R"({"user":"jane","verb":"get","resource":"pods","path":"/x"})"),
            "either resource or path is needed, and not both");
  EXPECT_EQ(refusal(R"({"user":"jane","verb":"get","resource":"pods","namspace":"x"})"),
            "unknown key 'namspace'; did you mean 'namespace'?");
  EXPECT_EQ(refusal(R"({"user":1,"verb":"get","resource":"pods"})"), "user must be a text");
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
