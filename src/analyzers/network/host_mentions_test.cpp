// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/host_mentions.h"

#include <gtest/gtest.h>

#include <fmt/core.h>

namespace bulwark::analyzers::network {
namespace {

// "cart:80 //db"
std::string found(std::string_view text) {
  std::string out;
  for (const HostMention& one : host_mentions(text)) {
    if (!out.empty()) out += ' ';
    out += (one.in_url ? "//" : "") + one.host;
    if (one.port) out += fmt::format(":{}", *one.port);
  }
  return out;
}

TEST(HostMentions, AreValuesOfTheirOwn) {
  EXPECT_EQ(found("cart"), "cart");
  EXPECT_EQ(found(" cart:7070\n"), "cart:7070");
  EXPECT_EQ(found("Cart.Shop.svc.cluster.local."), "cart.shop.svc.cluster.local");
  EXPECT_EQ(found("a-0,a-1:80;b"), "a-0 a-1:80 b");
}

TEST(HostMentions, AreInUrls) {
  EXPECT_EQ(found("http://cart"), "//cart");
  EXPECT_EQ(found("http://cart:80/x?y=z"), "//cart:80 z");
  EXPECT_EQ(found("postgres://user:pass@db:5432/orders"), "//user db:5432");
  EXPECT_EQ(found("see redis://redis/0 for more"), "//redis");
}

TEST(HostMentions, AreAssignedInArgumentsAndFiles) {
  EXPECT_EQ(found("--redis=redis"), "redis");
  EXPECT_EQ(found("host=db port=5432"), "db");
  EXPECT_EQ(found("host: 'db'\nname: \"the shop\"\n"), "db");
  EXPECT_EQ(found("host: db  # of orders\nhosts:\n  - cart\n"), "db cart");
  EXPECT_EQ(found("run --host db --wait; nc -z cart 80"), "db cart");
  EXPECT_EQ(found("proxy_pass http://cart;\nserver api:8080;"), "//cart api:8080");
}

TEST(HostMentions, AreNoWordsOfASentence) {
  EXPECT_EQ(found("the cart is full"), "");
  EXPECT_EQ(found("note: cart is full"), "");
  EXPECT_EQ(found("- cart is full\n- empty it"), "");
  EXPECT_EQ(found("cart_service"), "");
  EXPECT_EQ(found("/usr/bin/cart"), "");
  EXPECT_EQ(found("10.0.0.1:80"), "");
  EXPECT_EQ(found("-cart"), "");
  EXPECT_EQ(found("a..b:80"), "");
}

TEST(HostMentions, HavePortsThatExist) {
  EXPECT_EQ(found("cart:0"), "");
  EXPECT_EQ(found("cart:65536"), "");
  EXPECT_EQ(found("cart:80a"), "");
  EXPECT_EQ(found("cart:65535"), "cart:65535");
}

TEST(HostMentions, AreTakenFromWhateverBytes) {
  EXPECT_EQ(found(std::string("\0:\0//\0@", 7)), "");
  EXPECT_EQ(found(":"), "");
  EXPECT_EQ(found(std::string(1000, 'a') + ":80"), "");
}

}  // namespace
}  // namespace bulwark::analyzers::network
