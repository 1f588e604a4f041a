// SPDX-License-Identifier: Apache-2.0
// url(), with the answers, messages and costs that an API server gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cel/test_expression.h"

namespace bulwark::cel {
namespace {

constexpr ExpectedAnswer kAnswers[] = {
    {"url('HTTPS://Example.COM:443/Path')", "https://Example.COM:443/Path", 3},
    {"url('*')", "*", 1},
    {"url('#x')",
     R"(error: URL parse error during conversion from string: parse "#x": invalid URI for request)",
     1},
    {"url('1http://a')",
     R"(error: URL parse error during conversion from string: parse "1http://a": invalid URI for request)",
     1},
    {"url('http://a/b%zz')",
     R"(error: URL parse error during conversion from string: parse "http://a/b%zz": invalid URL escape "%zz")",
     2},
    {"url('http://%41/')",
     R"(error: URL parse error during conversion from string: parse "http://%41/": invalid URL escape "%41")",
     2},
    {"url('http://[fe80::1%25e%20n]/')", "http://[fe80::1%25e%20n]/", 3},
    {"url('http://[1.2.3.4]/')",
     R"(error: URL parse error during conversion from string: parse "http://[1.2.3.4]/": invalid IP-literal)",
     2},
    {"url('http://[nope]/')",
     R"(error: URL parse error during conversion from string: parse "http://[nope]/": invalid host: ParseAddr("nope"): unable to parse IP)",
     2},
    {"url('http://a:80:90/')",
     R"(error: URL parse error during conversion from string: parse "http://a:80:90/": invalid port ":80:90" after host)",
     2},
    {"url('mongo://a:80,b:90/').getPort()", "90", 3},
    {"url('http://us er@h/')",
     R"(error: URL parse error during conversion from string: parse "http://us er@h/": net/url: invalid userinfo)",
     2},
    {"url('http://u:p:q@h/')", "http://u:p%3Aq@h/", 2},
    {"url('https://a/b#c%zz')",
     R"(error: URL parse error during conversion from string: parse "https://a/b#c%zz": invalid URL escape "%zz")",
     2},
    {R"(url('http://a/b\n'))",
     R"(error: URL parse error during conversion from string: parse "http://a/b\n": net/url: invalid control character in URL)",
     2},
    {"url('https://[fe80::1%25en0]:80/').getHostname()", "fe80::1%en0", 4},
    {"url('https://a/path with spaces/').getEscapedPath()", "/path%20with%20spaces/", 4},
    {"url('https://a/a%2fb').getEscapedPath()", "/a%2fb", 3},
    {"url('https://a/a%41b c').getEscapedPath()", "/aAb%20c", 3},
    {"url('https://a/p?key+x=a%20b+c').getQuery()", "{key x: [a b c]}", 4},
    {"url('https://a/p?a;b=1&c=2&c=%zz&&=x').getQuery()", "{: [x], c: [2]}", 5},
    {"url('https://a?') == url('https://a')", "false", 3},
    {"url('https://a/b c') == url('https://a/b%20c')", "true", 5},
    {"url('https://a') == dyn(1)", "error: no such overload", 2},
    {"isURL('../relative-path')", "false", 1},
    {"isURL('https://a/b#c%zz')", "false", 1},
};

TEST(Url, AnswersAsTheApiServerDoes) { expect_answers(kAnswers); }

TEST(Url, IsKnownToEveryVersion) { EXPECT_EQ(Environment::function_since("isURL"), 0); }

}  // namespace
}  // namespace bulwark::cel
