// SPDX-License-Identifier: Apache-2.0
#include "sources/container/tag_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulwark::sources::container {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Tags = std::vector<std::string>;

TEST(TagChoice, tells_kind_and_numbers) {
  EXPECT_EQ(tag_shape("3.11.4-slim-bookworm"), (TagShape{"#.#.#-slim-@debian", {3, 11, 4, 1200}}));
  EXPECT_EQ(tag_shape("v1.2-alpine3.19"), (TagShape{"v#.#-alpine#.#", {1, 2, 3, 19}}));
  EXPECT_EQ(tag_shape("jammy-20240125"), (TagShape{"@ubuntu-#", {2204, 20240125}}));
  EXPECT_EQ(tag_shape("latest"), (TagShape{"latest", {}}));
  EXPECT_EQ(tag_shape("1234567890123456789"), (TagShape{"1234567890123456789", {}}));
  EXPECT_EQ(tag_shape(""), (TagShape{"", {}}));
}

TEST(TagChoice, knows_the_line_of_a_version) {
  const auto line = [](std::string_view tag) { return tag_shape(tag).line(); };
  EXPECT_THAT(line("3.11.4-slim"), ElementsAre(3, 11));
  EXPECT_THAT(line("v3.11-slim"), ElementsAre(3));
  EXPECT_THAT(line("8-alpine3.19"), IsEmpty());
  EXPECT_THAT(line("bookworm-20240110"), ElementsAre(1200));
  EXPECT_THAT(line("bookworm-slim"), IsEmpty());
  EXPECT_THAT(line("alpine3.19"), ElementsAre(3));
  EXPECT_THAT(line("latest"), IsEmpty());
}

TEST(TagChoice, offers_the_latest_of_each_line_and_nothing_older) {
  const Tags tags{"3.10.1-slim",  "3.11.3-slim",    "3.11.4",      "3.11.4-slim", "3.11.9-slim",
                  "3.11.10-slim", "3.12.1-slim",    "3.12.9-slim", "3.13.0-slim", "3.13.0rc1-slim",
                  "4.0.0-slim",   "3.12.9-alpine3", "latest",      "3.12-slim"};
  EXPECT_THAT(
      later_tags("3.11.4-slim", tags, 9),
      ElementsAre("3.11.4-slim", "3.11.10-slim", "3.12.9-slim", "3.13.0-slim", "4.0.0-slim"));
  EXPECT_THAT(later_tags("3.11.4-slim", tags, 2), ElementsAre("3.11.4-slim", "3.11.10-slim"));
  EXPECT_THAT(later_tags("3.11.5-slim", tags, 1), ElementsAre("3.11.10-slim"));
  EXPECT_THAT(later_tags("3.11.4-slim", tags, 0), IsEmpty());
}

TEST(TagChoice, takes_code_names_of_one_distribution_for_numbers) {
  const Tags tags{"bullseye-slim", "bookworm-slim", "trixie-slim", "noble-slim"};
  EXPECT_THAT(later_tags("bookworm-slim", tags, 9), ElementsAre("bookworm-slim", "trixie-slim"));
}

TEST(TagChoice, has_itself_alone_for_a_tag_without_numbers) {
  const Tags tags{"latest", "1", "stable"};
  EXPECT_THAT(later_tags("latest", tags, 9), ElementsAre("latest"));
  EXPECT_THAT(later_tags("edge", tags, 9), IsEmpty());
}

}  // namespace
}  // namespace bulwark::sources::container
