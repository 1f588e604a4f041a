// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/binary_scanner.h"

#include "extractors/lang/go_build_info.h"
#include "extractors/lang/test_read.h"

namespace bulwark::extractors::lang {
namespace {

constexpr std::string_view kModules =
    "path\texample.com/app\nmod\texample.com/app\t(devel)\t\n"
    "dep\tgolang.org/x/crypto\tv0.1.0\th1:x=\ndep\tgithub.com/a/b\tv1.0.0\n"
    "=>\tgithub.com/fork/b\tv1.0.1\th1:y=\ndep\tgithub.com/c/d\tv2.0.0\n=>\t./d\t(devel)\t\n"
    "build\t-compiler=gc\n";

std::string varint(std::size_t number) {
  std::string out;
  for (; number >= 0x80; number >>= 7U) out += static_cast<char>((number & 0x7FU) | 0x80U);
  return out + static_cast<char>(number);
}

std::string marked(std::string_view modules) {
  return std::string(kGoModulesStart) + std::string(modules) + std::string(kGoModulesEnd);
}

std::string go_program(std::string_view version, std::string_view modules) {
  const std::string text = modules.empty() ? "" : marked(modules);
  std::string out =
      "\x7f"
      "ELF" +
      std::string(4092, 'y') + std::string(kGoInfoMagic);
  out += std::string("\x08\x02", 2) + std::string(16, '\0');
  out += varint(version.size()) + std::string(version) + varint(text.size()) + text;
  return out + std::string(3000, 'z');
}

model::PackageList scan(std::string_view bytes, std::size_t piece) {
  BinaryScanner scanner("app");
  for (std::size_t at = 0; at < bytes.size(); at += piece) scanner.feed(bytes.substr(at, piece));
  return scanner.finish();
}

// {"packages":[{"name":"serde","version":"1.0.1","source":"crates.io","kind":"runtime"},
//              {"name":"syn","version":"2.0.0","source":"crates.io","kind":"build"}]}
std::string rust_list();

TEST(BinaryScanner, ReadsGoModulesWhateverThePieces) {
  const std::string program = go_program("go1.22.3 X:boringcrypto", kModules);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{512},
                                  std::size_t{4096}, std::size_t{1} << 20}) {
    const auto list = scan(program, piece);
    EXPECT_EQ(lines_of(list),
              (Lines{"example.com/app (devel)", "github.com/c/d v2.0.0", "github.com/fork/b v1.0.1",
                     "golang.org/x/crypto v0.1.0", "stdlib 1.22.3"}))
        << piece;
    EXPECT_TRUE(list.problems.empty()) << piece;
  }
}

TEST(BinaryScanner, KnowsTheStandardLibraryOfAProgramWithoutModules) {
  EXPECT_EQ(lines_of(scan(go_program("go1.20", ""), 4096)), Lines{"stdlib 1.20"});
}

TEST(BinaryScanner, SaysWhatAnOldGoDoesNotTell) {
  std::string program(4096, 'y');
  program += marked(kModules) + std::string(4096 - marked(kModules).size() % 16, 'z');
  program += std::string(kGoInfoMagic) + std::string("\x08\0", 2) + std::string(100, '\x01');
  const auto list = scan(program, 1000);
  EXPECT_EQ(list.packages.size(), 4U);
  ASSERT_EQ(list.problems.size(), 1U);
  EXPECT_NE(list.problems[0].reason.find("before 1.18"), std::string::npos);
}

TEST(BinaryScanner, TakesNoTextThatOnlyNamesTheMagic) {
  const auto list = scan(std::string(16, 'a') + std::string(kGoInfoMagic) + std::string(500, 'b'),
                         9);
  EXPECT_TRUE(list.packages.empty());
  EXPECT_TRUE(list.problems.empty());
}

TEST(BinaryScanner, ABuildInfoThatIsCutIsAProblem) {
  const std::string program = go_program("go1.22.3", kModules);
  const auto list = scan(std::string_view(program).substr(0, 4096 + 100), 333);
  EXPECT_TRUE(list.packages.empty());
  EXPECT_EQ(list.problems.size(), 1U);
}

TEST(BinaryScanner, ReadsTheListOfCargoAuditable) {
  const std::string program = std::string(5000, 'x') + rust_list() + std::string(600, 'x') +
                              std::string(".dep-v0\0", 8);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, std::size_t{1} << 20}) {
    const auto list = scan(program, piece);
    EXPECT_EQ(lines_of(list), (Lines{"serde 1.0.1", "syn 2.0.0 dev"})) << piece;
    EXPECT_TRUE(list.problems.empty());
  }
}

TEST(BinaryScanner, ReadsAListAtTheVeryEnd) {
  EXPECT_EQ(scan(std::string(100, 'x') + rust_list(), 64).packages.size(), 2U);
}

TEST(BinaryScanner, AListOfCratesThatIsNotFoundIsAProblem) {
  const auto list = scan(std::string(5000, 'q') + std::string("\0.dep-v0\0", 9), 1000);
  EXPECT_EQ(list.problems.size(), 1U);
  const std::string cut = rust_list().substr(0, rust_list().size() - 8);
  EXPECT_EQ(scan(std::string(5000, 'q') + cut, 1000).problems.size(), 1U);
}

TEST(BinaryScanner, AFileMadeToLookLikeListsIsGivenUpAndSaidToBe) {
  std::string bytes;
  for (int i = 0; i < 20'000; ++i) bytes += "x\x9c\x05";
  const auto list = scan(bytes, 4096);
  EXPECT_TRUE(list.packages.empty());
  ASSERT_EQ(list.problems.size(), 1U);
  EXPECT_NE(list.problems[0].reason.find("too much"), std::string::npos);
}

TEST(Programs, AreToldByTheirStart) {
  EXPECT_TRUE(
      is_program("\x7f"
                 "ELF\x02"));
  EXPECT_TRUE(is_program("MZ\x90\x03"));
  EXPECT_FALSE(is_program("#!/bin/sh"));
  EXPECT_FALSE(is_program(""));
  EXPECT_FALSE(is_program(std::string_view("\xca\xfe\xba\xbe\0\0\0\x41", 8)));  // a class of Java
}

// Made by zlib.
std::string rust_list() {
  static constexpr unsigned char kBytes[] = {
      0x78, 0xda, 0x85, 0xcc, 0x31, 0x0a, 0x80, 0x30, 0x0c, 0x85, 0xe1, 0xbb, 0x64, 0x96, 0xa2,
      0x8e, 0x5e, 0x45, 0x1c, 0x6a, 0x1b, 0x24, 0xa8, 0xa9, 0x24, 0x56, 0x10, 0xe9, 0xdd, 0x8d,
      0x93, 0x38, 0xb9, 0xfe, 0xbc, 0xf7, 0x5d, 0xb0, 0xf9, 0x30, 0xfb, 0x09, 0x15, 0xba, 0xfe,
      0x02, 0xf6, 0x2b, 0x42, 0x07, 0x8a, 0x12, 0x11, 0x2a, 0x38, 0x50, 0x94, 0x12, 0x5b, 0x69,
      0x5c, 0xed, 0x1a, 0x2b, 0x9a, 0xb2, 0x84, 0x67, 0x12, 0xc4, 0xef, 0xa8, 0x8e, 0x92, 0xc5,
      0x99, 0x38, 0x5a, 0x92, 0xcc, 0x3b, 0xd9, 0xbf, 0x54, 0x2f, 0x74, 0xf2, 0x87, 0x69, 0x8d,
      0xa9, 0x7f, 0x98, 0x31, 0xd3, 0x12, 0xa1, 0x0c, 0xe5, 0x06, 0x50, 0x15, 0x31, 0xcb};
  return {reinterpret_cast<const char*>(kBytes), sizeof(kBytes)};
}

}  // namespace
}  // namespace bulwark::extractors::lang
