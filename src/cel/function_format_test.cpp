// SPDX-License-Identifier: Apache-2.0
// format.*(), with the answers, messages and costs that an API server gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cel/name_rules.h"
#include "cel/test_expression.h"

namespace bulwark::cel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr ExpectedAnswer kAnswers[] = {
    {"format.dns1123Label().validate('my-name')", "optional.none()", 9},
    {"format.dns1123Label().validate('a.b')", "optional([must not contain dots])", 9},
    {"format.dns1123Label().validate('A_b')",
     "optional([a lowercase RFC 1123 label must consist of lower case alphanumeric characters or "
     "'-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', "
     "regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')])",
     9},
    {"format.dns1123LabelPrefix().validate('my-name-')", "optional.none()", 9},
    {"format.dns1123LabelPrefix().validate('-')",
     "optional([a lowercase RFC 1123 label must consist of lower case alphanumeric characters or "
     "'-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', "
     "regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')])",
     9},
    {"format.dns1035Label().validate('1a')",
     "optional([a DNS-1035 label must consist of lower case alphanumeric characters or '-', start "
     "with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or "
     "'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')])",
     9},
    {"format.dns1123SubdomainPrefix().validate('a.b-')", "optional.none()", 16},
    {"format.dns1123Subdomain().validate('')",
     R"(optional([a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')]))",
     16},
    {"format.qualifiedName().validate('/b')", "optional([prefix part must be non-empty])", 16},
    {"format.qualifiedName().validate('A.b/c')",
     R"(optional([prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')]))",
     16},
    {"format.qualifiedName().validate('a/b/c')",
     "optional([a valid label key must consist of alphanumeric characters, '-', '_' or '.', and "
     "must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or "
     "'123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an "
     "optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')])",
     16},
    {"format.labelValue().validate('')", "optional.none()", 11},
    {"format.labelValue().validate('a b')",
     "optional([a valid label must be an empty string or consist of alphanumeric characters, '-', "
     "'_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "
     "'my_value',  or '12345', regex used for validation is "
     "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')])",
     11},
    {"format.uri().validate('a')", R"(optional([parse "a": invalid URI for request]))", 277},
    {"format.uri().validate('/a')", "optional.none()", 277},
    {"format.uuid().validate('123E4567E89B12D3A456426614174000')", "optional.none()", 73},
    {"format.uuid().validate('123e4567')", "optional([does not match the UUID format])", 19},
    {"format.byte().validate('aGV=')", "optional.none()", 22},
    {"format.byte().validate('aGVsbG8')", "optional([invalid base64])", 22},
    {"format.date().validate('1900-02-29')", "optional([invalid date])", 37},
    {"format.date().validate('2000-02-29')", "optional.none()", 37},
    {"format.datetime().validate('2021-01-01T00:00:00x5Z')", "optional.none()", 55},
    {"format.datetime().validate('2021-01-01T24:00:00Z')", "optional([invalid datetime])", 55},
    {"format.datetime().validate('2021-01-01T00:00:00Ztail')", "optional.none()", 55},
    {"format.named('uri').value() == format.uri()", "true", 4},
    {"format.named('nope')", "optional.none()", 1},
    {"format.uri() == dyn(1)", "error: no such overload", 2},
    {"format.uri().validate(dyn(1))",
     "error: no such overload: validate(kubernetes.NamedFormat, int)", 277},
};

TEST(Format, AnswersAsTheApiServerDoes) { expect_answers(kAnswers); }

TEST(Format, IsUnknownBefore131) {
  EXPECT_THAT(ask("format.uri()", 30).text, HasSubstr("exists since Kubernetes 1.31"));
  EXPECT_EQ(Environment::function_since("validate"), 31);
}

TEST(Format, TellsLengthsInBytesSince135) {
  const std::string name(64, 'x');
  EXPECT_THAT(label_value_faults(name, 34), ElementsAre("must be no more than 63 characters"));
  EXPECT_THAT(label_value_faults(name, 35), ElementsAre("must be no more than 63 bytes"));
  EXPECT_THAT(dns1123_label_faults(name), ElementsAre("must be no more than 63 characters"));
}

TEST(Format, NamesLabelKeysSince135) {
  EXPECT_THAT(qualified_name_faults("a/b/c", 34), ElementsAre(StartsWith("a qualified name must")));
  EXPECT_THAT(qualified_name_faults("a/b/c", 35),
              ElementsAre(StartsWith("a valid label key must")));
}

}  // namespace
}  // namespace bulwark::cel
