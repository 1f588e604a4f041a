// SPDX-License-Identifier: Apache-2.0
// Dockerfiles against what BuildKit's own parser makes of them (tests/oracle/dockerfile).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string>

#include "formats/builder.h"
#include "formats/dockerfile.h"
#include "formats/json.h"

namespace bulwark::formats {
namespace {

std::string list(const std::vector<std::string>& texts) {
  std::string out = "(";
  for (const std::string& text : texts) out += "[" + text + "]";
  return out + ")";
}

std::string list(const Value& of) {
  std::vector<std::string> texts;
  for (const Value& item : of.items()) texts.emplace_back(item.as_string());
  return list(texts);
}

std::string words(const DockerfileInstruction& made) {
  std::string out = std::to_string(made.line) + "-" + std::to_string(made.end_line) + " " +
                    (made.on_build ? "ONBUILD " : "") + made.keyword + list(made.flags) +
                    list(made.arguments) + (made.json ? " json" : "");
  for (const HereDocument& each : made.here_documents) {
    out += " <<" + each.name + (each.expand ? " expand" : "") + (each.strip_tabs ? " tabs" : "") +
           "{" + each.text + "}";
  }
  return out;
}

std::string words(const Value& made) {
  std::string out = std::to_string(made.find("line")->as_int()) + "-" +
                    std::to_string(made.find("end")->as_int()) + " " +
                    (made.find("onBuild")->as_bool() ? "ONBUILD " : "");
  out.append(made.text("keyword"));
  std::string arguments = list(*made.find("arguments"));
  if (made.find("onBuild")->as_bool() && arguments == "([])") arguments = "()";  // not known
  if (made.text("keyword") == "HEALTHCHECK") {  // its type is read whatever its case is
    const std::size_t end = arguments.find(']');
    for (std::size_t i = 0; i < end && end != std::string::npos; ++i)
      arguments[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(arguments[i])));
  }
  out += list(*made.find("flags")) + arguments + (made.find("json")->as_bool() ? " json" : "");
  for (const Value& each : made.find("heredocs")->items()) {
    out.append(" <<").append(each.text("name"));
    out += each.find("expand")->as_bool() ? " expand" : "";
    out += each.find("chomp")->as_bool() ? " tabs" : "";
    out.append("{").append(each.text("text")).append("}");
  }
  return out;
}

// What a newer syntax may know, or what the building of it finds.
bool is_left_to_builds(std::string_view error) {
  constexpr std::array<std::string_view, 9> kLeft{
      "unknown flag", "duplicate flag",   "a value on flag", "boolean value",       "duration",
      "mount",        "max allowed size", "network",         "a stage by that name"};
  return std::ranges::any_of(kLeft, [&](auto each) { return error.contains(each); });
}

TEST(DockerfileOracle, ReadsWhatBuildKitReads) {
  const char* other = std::getenv("BULWARK_DOCKERFILE_CASES");
  std::ifstream file(other != nullptr ? std::string(other)
                                      : std::string(BULWARK_SOURCE_DIR) +
                                            "/tests/oracle/dockerfile/cases.jsonl");
  ASSERT_TRUE(file.is_open());
  std::string line;
  std::size_t number = 0;
  std::size_t read = 0;
  std::size_t refused = 0;
  JsonReader reader;
  while (std::getline(file, line)) {
    ++number;
    Pool pool(1, number);
    Builder builder(pool);
    DocumentOptions options;
    options.resource = false;
    options.drop_nulls = false;
    const std::size_t size = line.size();
    line.append(kJsonPadding, '\0');
    const auto document = reader.read(std::string_view(line).substr(0, size), builder, options);
    ASSERT_TRUE(document) << number;
    const Value& of = document->root;
    const std::string text(of.text("text"));
    const auto ours = parse_dockerfile(text);
    const std::string error(of.text("error"));
    if (!error.empty()) {
      ++refused;
      EXPECT_TRUE(!ours || is_left_to_builds(error)) << number << ": " << error << "\n" << text;
      continue;
    }
    ++read;
    if (!ours) {
      ADD_FAILURE() << number << ": " << ours.error().text() << "\n" << text;
      continue;
    }
    EXPECT_EQ(std::string(1, ours->escape), of.text("escape")) << text;
    const auto theirs = of.find("instructions")->items();
    ASSERT_EQ(ours->instructions.size(), theirs.size()) << number << "\n" << text;
    for (std::size_t i = 0; i < theirs.size(); ++i)
      EXPECT_EQ(words(ours->instructions[i]), words(theirs[i])) << number << "\n" << text;
  }
  EXPECT_GT(read, 200U);
  EXPECT_GT(refused, 100U);
}

}  // namespace
}  // namespace bulwark::formats
