// SPDX-License-Identifier: Apache-2.0
// What must hold of the page whatever its data is; tests/network_page.py opens it in a browser.
#include "outputs/network_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace bulwark::outputs {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t out = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
    ++out;
  return out;
}

TEST(NetworkPage, no_name_ends_the_script_that_holds_it) {
  const std::string page = network_page(
      R"({"of":"</script><script>alert(1)</script><!--","unknown":["<img src=x onerror=a()>"]})");
  EXPECT_EQ(count(page, "<script"), 2U);
  EXPECT_EQ(count(page, "</script>"), 2U);
  EXPECT_THAT(page, Not(HasSubstr("<!--")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr(R"(\u003c/script\u003e)"));
}

TEST(NetworkPage, asks_no_network_for_anything_and_takes_no_text_for_html) {
  const std::string page = network_page("{}");
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_EQ(count(page, "://"), 1U);  // the name of SVG
  for (const char* taking : {"innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(",
                             "@import", "url(http", "src="})
    EXPECT_THAT(page, Not(HasSubstr(taking))) << taking;
}

TEST(NetworkPage, is_small_without_its_data) { EXPECT_LT(network_page("{}").size(), 64'000U); }

}  // namespace
}  // namespace bulwark::outputs
