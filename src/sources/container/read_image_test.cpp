// SPDX-License-Identifier: Apache-2.0
// What layers make when they are laid over one another, and whose contents survive.
#include "sources/container/read_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/test_tar.h"
#include "sources/container/file_rights.h"
#include "sources/container/test_image.h"

namespace bulwark::sources::container {
namespace {

using formats::TestTar;
using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

ImagePicture read(TestImage& image, FileTaker& taker) {
  auto picture = read_image(image, taker, {});
  EXPECT_TRUE(picture.has_value());
  return *std::move(picture);
}

// "path@layer" of each, in order.
std::vector<std::string> names(const ImagePicture& picture) {
  std::vector<std::string> out;
  for (const PictureEntry& one : picture.entries())
    out.push_back(std::string(one.path) + "@" + std::to_string(one.layer));
  return out;
}

std::vector<std::string> names_of(std::vector<std::string> layers) {
  TestImage image(std::move(layers));
  TestTaker nothing({});
  return names(read(image, nothing));
}

TEST(ReadImage, has_one_spelling_for_each_path) {
  EXPECT_THAT(
      names_of(
          {TestTar().folder("./a/").file("./a//b", "").file("/c", "").file("d/./e", "").take()}),
      ElementsAre("a@0", "a/b@0", "c@0", "d/e@0"));
}

TEST(ReadImage, lets_upper_layers_replace_and_remove) {
  EXPECT_THAT(names_of({TestTar().folder("a").file("a/x", "1").file("a/y", "").file("b", "").take(),
                        TestTar().file("a/x", "2").file("a/.wh.y", "").file(".wh.b", "").take()}),
              ElementsAre("a@0", "a/x@1"));
}

TEST(ReadImage, removes_folders_with_what_they_hold_and_nothing_beside_them) {
  EXPECT_THAT(names_of({TestTar().file("a/b/c", "").file("a/b-d", "").file("a/b0", "").take(),
                        TestTar().file("a/.wh.b", "").take()}),
              ElementsAre("a/b-d@0", "a/b0@0"));
}

TEST(ReadImage, empties_folders_of_the_layers_below_alone) {
  EXPECT_THAT(names_of({TestTar().folder("a").file("a/old", "").file("ab", "").take(),
                        TestTar().file("a/new", "").file("a/.wh..wh..opq", "").take()}),
              ElementsAre("a@0", "a/new@1", "ab@0"));
}

TEST(ReadImage, lets_whiteouts_hide_nothing_of_their_own_layer) {
  EXPECT_THAT(names_of({TestTar().file("a", "1").take(),
                        TestTar().file("a", "2").file(".wh.a", "").take()}),
              ElementsAre("a@1"));
}

TEST(ReadImage, lets_files_and_folders_take_each_others_place) {
  EXPECT_THAT(names_of({TestTar().folder("a").file("a/x", "").file("b", "").take(),
                        TestTar().file("a", "").folder("b").file("b/y", "").take()}),
              ElementsAre("a@1", "b@1", "b/y@1"));
  EXPECT_THAT(names_of({TestTar().symbolic_link("lib", "usr/lib").file("usr/lib/x", "").take(),
                        TestTar().file("lib/y", "").take()}),
              ElementsAre("lib/y@1", "usr/lib/x@0"));
}

TEST(ReadImage, follows_links_of_the_same_layer_as_whoever_unpacks_it) {
  EXPECT_THAT(names_of({TestTar()
                            .symbolic_link("lib", "usr/lib")
                            .file("lib/x", "")
                            .symbolic_link("up", "../../..")
                            .file("up/etc/y", "")
                            .take()}),
              ElementsAre("etc/y@0", "lib@0", "up@0", "usr/lib/x@0"));
}

TEST(ReadImage, keeps_names_that_lead_outside_within_and_says_so) {
  TestImage image({TestTar().file("../../etc/passwd", "").file("a/../../b", "").take()});
  TestTaker nothing({});
  const ImagePicture picture = read(image, nothing);
  EXPECT_THAT(names(picture), ElementsAre("b@0", "etc/passwd@0"));
  EXPECT_EQ(picture.gaps().size(), 2U);
}

TEST(ReadImage, refuses_whiteouts_of_nothing) {
  TestImage image(
      {TestTar().file("a/x", "").take(),
       TestTar().file("a/.wh...", "").file("a/.wh.", "").file(".wh..wh.plnk", "").take()});
  TestTaker nothing({});
  const ImagePicture picture = read(image, nothing);
  EXPECT_THAT(names(picture), ElementsAre("a/x@0"));
  EXPECT_EQ(picture.gaps().size(), 2U);
}

TEST(ReadImage, hands_over_what_is_wanted_and_tells_what_survives) {
  TestImage image({TestTar().file("db", "old").file("gone", "1").file("kept", "2").take(),
                   TestTar().file("db", "new").file(".wh.gone", "").take()});
  TestTaker taker({{"db", {Wish::whole}}, {"gone", {Wish::stream}}, {"kept", {Wish::whole}}});
  const ImagePicture picture = read(image, taker);
  EXPECT_THAT(taker.got, UnorderedElementsAre(Pair("0:db", "old"), Pair("1:db", "new"),
                                              Pair("0:gone", "1"), Pair("0:kept", "2")));
  EXPECT_FALSE(picture.survives(taker.ids["0:db"]));
  EXPECT_TRUE(picture.survives(taker.ids["1:db"]));
  EXPECT_FALSE(picture.survives(taker.ids["0:gone"]));
  EXPECT_TRUE(picture.survives(taker.ids["0:kept"]));
  EXPECT_EQ(picture.counts(), (PictureCounts{2, 0, 0, 0, 4}));
}

TEST(ReadImage, tells_two_files_of_one_name_in_one_layer_apart) {
  TestImage image({TestTar().file("db", "first").file("db", "last").take()});
  TestTaker taker({{"db", {Wish::whole}}});
  const ImagePicture picture = read(image, taker);
  EXPECT_FALSE(picture.survives({0, 0}));
  EXPECT_TRUE(picture.survives({0, 1}));
}

TEST(ReadImage, looks_before_it_takes) {
  const std::string elf =
      "\x7F"
      "ELF" +
      std::string(10'000, 'e');
  TestImage image({TestTar()
                       .file("prog", elf)
                       .file("script", "#!/bin/sh")
                       .file("tiny",
                             "\x7F"
                             "ELF")
                       .take()});
  TestTaker taker({{"prog", {Wish::look}}, {"script", {Wish::look}}, {"tiny", {Wish::look}}});
  read(image, taker);
  EXPECT_THAT(taker.got, UnorderedElementsAre(Pair("0:prog", elf), Pair("0:tiny",
                                                                        "\x7F"
                                                                        "ELF")));
}

TEST(ReadImage, reads_contents_by_the_names_of_hard_links) {
  TestImage image({TestTar().file("a/data", "text").hard_link("db", "a/data").take(),
                   TestTar().file("a/.wh.data", "").take()});
  TestTaker taker({{"db", {Wish::whole}}});
  const ImagePicture picture = read(image, taker);
  EXPECT_EQ(image.reads, 3);
  EXPECT_THAT(taker.got, UnorderedElementsAre(Pair("0:db", "text")));
  EXPECT_TRUE(picture.survives(taker.ids["0:db"]));
  EXPECT_EQ(picture.facts(*picture.find("db")).size, 4U);
}

TEST(ReadImage, reads_no_layer_twice_for_names_that_are_wanted_alike) {
  TestImage image(
      {TestTar().file("perl", "x").hard_link("perl5", "perl").symbolic_link("p", "perl").take()});
  TestTaker taker({{"perl", {Wish::whole}}, {"perl5", {Wish::whole}}, {"p", {Wish::whole}}});
  read(image, taker);
  EXPECT_EQ(image.reads, 1);
  EXPECT_THAT(taker.got, UnorderedElementsAre(Pair("0:perl", "x")));
}

TEST(ReadImage, reads_what_symbolic_links_lead_to_across_layers) {
  TestImage image({TestTar().file("usr/lib/os-release", "ID=x").take(),
                   TestTar().symbolic_link("etc/os-release", "../usr/lib/os-release").take()});
  TestTaker taker({{"etc/os-release", {Wish::whole}}});
  read(image, taker);
  EXPECT_THAT(taker.got, UnorderedElementsAre(Pair("0:etc/os-release", "ID=x")));
}

TEST(ReadImage, lets_hard_links_lead_to_lower_layers_and_names_those_that_lead_nowhere) {
  TestImage image({TestTar().file("a", "text").take(),
                   TestTar().hard_link("b", "a").hard_link("c", "nothing").take()});
  TestTaker taker({{"b", {Wish::whole}}});
  const ImagePicture picture = read(image, taker);
  EXPECT_THAT(names(picture), ElementsAre("a@0", "b@1"));
  EXPECT_THAT(taker.got, UnorderedElementsAre(Pair("0:b", "text")));
  ASSERT_EQ(picture.gaps().size(), 1U);
  EXPECT_EQ(picture.gaps()[0].what, "hard link c of layer 2");
}

TEST(ReadImage, names_files_that_are_too_large_and_layers_that_break_off) {
  const std::string whole = TestTar().file("a", "text").file("b", std::string(2000, 'b')).take();
  TestImage image({whole, whole.substr(0, 2000)});
  TestTaker taker({{"a", {Wish::whole, 3}}, {"b", {Wish::whole}}});
  const ImagePicture picture = read(image, taker);
  EXPECT_THAT(taker.got, UnorderedElementsAre(Pair("0:b", std::string(2000, 'b'))));
  ASSERT_EQ(picture.gaps().size(), 3U);
  EXPECT_EQ(picture.gaps()[0].what, "file a of layer 1");
  EXPECT_EQ(picture.gaps()[0].error.code, ErrorCode::limit);
  EXPECT_EQ(picture.gaps()[2].what, "layer 2");
  EXPECT_EQ(picture.gaps()[2].error.code, ErrorCode::malformed);
}

TEST(ReadImage, follows_no_links_in_circles) {
  TestImage image(
      {TestTar().symbolic_link("a", "b").symbolic_link("b", "a").file("a/x", "").take()});
  TestTaker nothing({});
  const ImagePicture picture = read(image, nothing);
  EXPECT_EQ(picture.resolve("a"), nullptr);
  EXPECT_EQ(picture.resolve("a/x/y"), nullptr);
}

TEST(FileRights, are_those_of_files_that_survive) {
  TestImage image(
      {TestTar()
           .file("su", "", 04755)
           .file("gone", "", 06755)
           .file("wall", "", 02755)
           .file("lock", "", 02644)
           .file("open", "", 0666)
           .add({.path = "tmp", .type = '5', .mode = 01777})
           .add({.path = "spool", .type = '5', .mode = 0777})
           .take(),
       TestTar().file("gone", "", 0755).file(".wh.open", "").file("mine", "", 0602).take()});
  TestTaker nothing({});
  const ImagePicture picture = read(image, nothing);
  const FileRights rights = file_rights(picture);
  const auto paths = [](const std::vector<const PictureEntry*>& some) {
    std::vector<std::string> out;
    for (const PictureEntry* one : some) out.emplace_back(one->path);
    return out;
  };
  EXPECT_THAT(paths(rights.setuid), ElementsAre("su"));
  EXPECT_THAT(paths(rights.setgid), ElementsAre("wall"));
  EXPECT_THAT(paths(rights.writable_files), ElementsAre("mine"));
  EXPECT_THAT(paths(rights.writable_folders), ElementsAre("spool"));
}

}  // namespace
}  // namespace bulwark::sources::container
