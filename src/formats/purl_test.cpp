// SPDX-License-Identifier: Apache-2.0
#include "formats/purl.h"

#include <gtest/gtest.h>

#include <random>

namespace bulwark::formats {
namespace {

// How it is written again; or what is wrong with it.
std::string again(std::string_view text) {
  const auto purl = parse_purl(text);
  return purl ? purl_text(*purl) : purl.error().message;
}

TEST(Purl, TakesAllPartsApart) {
  const auto purl = parse_purl(
      "pkg:deb/debian/curl@7.50.3-1%2Bdeb9u1?arch=i386&distro=debian-9&upstream=curl#a/b");
  ASSERT_TRUE(purl) << purl.error().message;
  Purl expected;
  expected.type = "deb";
  expected.name_space = "debian";
  expected.name = "curl";
  expected.version = "7.50.3-1+deb9u1";
  expected.qualifiers = {{"arch", "i386"}, {"distro", "debian-9"}, {"upstream", "curl"}};
  expected.subpath = "a/b";
  EXPECT_EQ(*purl, expected);
  EXPECT_EQ(purl->qualifier("arch"), "i386");
  EXPECT_EQ(purl->qualifier("epoch"), "");
}

TEST(Purl, IsWrittenInItsCanonicalForm) {
  struct Row {
    std::string_view text, canonical;
  };
  for (const Row& row : {
           Row{"pkg:npm/@angular/core@12.3.1", "pkg:npm/%40angular/core@12.3.1"},
           Row{"pkg:npm/%40angular/core", "pkg:npm/%40angular/core"},
           Row{"pkg:npm/@babel/core#/lib/./x/..//", "pkg:npm/%40babel/core#lib/x"},
           Row{"pkg:GOLANG/github.com/Masterminds/Semver@v3.0.0",
               "pkg:golang/github.com/masterminds/semver@v3.0.0"},
           Row{"pkg:pypi/Django_Rest@1.0", "pkg:pypi/django-rest@1.0"},
           Row{"pkg:Maven/org.Apache/IO@1?type=pom&Classifier=x&empty=",
               "pkg:maven/org.Apache/IO@1?classifier=x&type=pom"},
           Row{"pkg://rpm//Fedora/Curl@1.0?epoch=1", "pkg:rpm/fedora/Curl@1.0?epoch=1"},
           Row{"PKG:deb/debian/attr@1:2.4.47-2", "pkg:deb/debian/attr@1:2.4.47-2"},
           Row{"pkg:composer/Laravel/Laravel", "pkg:composer/laravel/laravel"},
           Row{"pkg:nuget/EnterpriseLibrary.Common@6.0", "pkg:nuget/EnterpriseLibrary.Common@6.0"},
           Row{"pkg:generic/o?url=https://e.org/a@b#c",
               "pkg:generic/o?url=https:%2F%2Fe.org%2Fa%40b#c"},
           Row{"pkg:gem/a%20b@1~2", "pkg:gem/a%20b@1~2"},
           Row{"pkg:cargo/n%C3%BC", "pkg:cargo/n%C3%BC"},
       })
    EXPECT_EQ(again(row.text), row.canonical);
}

TEST(Purl, RefusesWhatIsNone) {
  EXPECT_EQ(again(""), "package URL: it does not begin with pkg: ''");
  EXPECT_EQ(again("http://x/y"), "package URL: it does not begin with pkg: 'http://x/y'");
  EXPECT_EQ(again("pkg:npm"), "package URL: there is no name in 'npm'");
  EXPECT_EQ(again("pkg:npm/"), "package URL: there is no name in 'npm'");
  EXPECT_EQ(again("pkg:maven/@1.3.4"), "package URL: there is no name in 'maven'");
  EXPECT_EQ(again("pkg:1a/b"), "package URL: no type is '1a'");
  EXPECT_EQ(again("pkg:a b/c"), "package URL: no type is 'a b'");
  EXPECT_EQ(again("pkg:npm/a%2"), "package URL: no character is written as '%2'");
  EXPECT_EQ(again("pkg:npm/a@%zz1"), "package URL: no character is written as '%zz'");
  EXPECT_EQ(again("pkg:npm/a?b"), "package URL: no qualifier is 'b'");
  EXPECT_EQ(again("pkg:npm/a?1=b"), "package URL: no qualifier is '1=b'");
  EXPECT_EQ(again("pkg:npm/a?b=1&B=2"), "package URL: a qualifier stands there twice: 'b'");
  EXPECT_EQ(again("pkg:npm/%FF"), "package URL: it is no UTF-8 'pkg:npm/'");
  EXPECT_EQ(parse_purl("pkg:npm/" + std::string(70'000, 'a')).error().code, ErrorCode::limit);
}

TEST(Purl, SetsAndTakesAwayQualifiers) {
  Purl purl;
  purl.type = "rpm";
  purl.name = "bash";
  purl.set_qualifier("epoch", "1");
  purl.set_qualifier("arch", "noarch");
  purl.set_qualifier("arch", "x86_64");
  EXPECT_EQ(purl_text(purl), "pkg:rpm/bash?arch=x86_64&epoch=1");
  purl.set_qualifier("epoch", "");
  purl.set_qualifier("distro", "");
  EXPECT_EQ(purl_text(purl), "pkg:rpm/bash?arch=x86_64");
}

// Whatever stands in a part is read back from what was written.
TEST(Purl, IsReadAsItWasWritten) {
  std::mt19937 random(8);
  const auto text = [&](bool path) {
    constexpr std::string_view kCharacters = "abzAZ019.-_~:@/?#%&=+ \t\"";
    std::string out;
    for (std::size_t size = 1 + random() % 6; out.size() < size;) {
      const char c = kCharacters[random() % kCharacters.size()];
      if (c != '/' || (path && !out.empty() && out.back() != '/')) out += c;
    }
    if (out.back() == '/') out.back() = 'x';
    return out == "." || out == ".." ? std::string("x") : out;
  };
  for (int round = 0; round < 5'000; ++round) {
    Purl purl;
    purl.type = random() % 2 ? "generic" : "golang";
    if (random() % 2) purl.name_space = text(true);
    purl.name = text(false);
    if (random() % 2) purl.version = text(true);
    for (auto count = random() % 3; count > 0; --count)
      purl.set_qualifier(random() % 2 ? "arch" : "epoch", text(true));
    const std::string written = purl_text(purl);
    const auto back = parse_purl(written);
    ASSERT_TRUE(back) << written << ": " << back.error().message;
    EXPECT_EQ(*back, normalized(purl)) << written;
  }
}

}  // namespace
}  // namespace bulwark::formats
