// SPDX-License-Identifier: Apache-2.0
// Image description: what a Dockerfile and an image's configuration both tell, and how it stands in
// the `spec` of their documents, so that one control asks both. docs/dockerfiles.md lists the
// fields.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/builder.h"
#include "formats/dockerfile.h"

namespace bulwark::extractors::config {

/// Where in a Dockerfile something stands; 0: nowhere.
struct SourceLines {
  std::uint32_t first = 0, last = 0;
};

/// Which part of a build something belongs to.
struct BuildPart {
  std::uint32_t stage = 0;
  bool final = true;       ///< of the last stage, or of one that it is built from
  bool on_build = false;   ///< only runs where others build on this image
  bool inherited = false;  ///< of the base image
};

struct ExposedPorts {
  std::optional<std::uint32_t> first, last;  ///< not set: a variable that nobody knows
  std::string protocol = "tcp";
  SourceLines lines;
};

struct BuildVariable {
  std::string keyword;  ///< ENV, ARG
  std::string name;
  std::optional<std::string> value;
  bool secret = false;  ///< it holds a credential, or is there for one
  BuildPart part;
  SourceLines lines;
};

struct BaseImage {
  std::string keyword;                 ///< FROM, COPY, RUN: what brings it in
  std::optional<std::string> image{};  ///< as written, variables replaced; not set: not known
  std::string name{}, tag{}, digest{};
  BuildPart part{};
  SourceLines lines{};
};

struct BuildStep {
  std::string keyword;  ///< empty: of a tool that tells in words of its own
  std::string form;     ///< "shell", "exec", "words"
  std::map<std::string, std::string> flags;
  std::vector<std::string> arguments;
  std::optional<std::vector<std::string>> sources;  ///< of ADD and COPY, where they are known
  bool secret = false;                              ///< a credential stands in it
  BuildPart part;
  SourceLines lines;
};

/// A program that a RUN calls.
struct CalledCommand {
  std::string program;  ///< without its folder
  std::vector<std::string> words;
  std::vector<std::string> into;  ///< the programs down its pipe
  bool sudo = false;
  std::uint32_t instruction = 0;  ///< index of the RUN among the steps
  BuildPart part;
  SourceLines lines;
};

struct ImageDescription {
  std::optional<std::string> user;  ///< not set: not known; "": nobody says
  std::string group;
  std::string health_check = "none";  ///< "none", "disabled", "command"
  std::vector<std::string> entrypoint, command, shell;
  std::map<std::string, std::string> labels;
  std::vector<std::string> volumes;
  std::string stop_signal;
  std::vector<ExposedPorts> ports;
  std::vector<BuildVariable> variables;
  std::vector<BaseImage> bases;
  std::vector<BuildStep> steps;
  std::vector<CalledCommand> commands;
};

/// The keys of `spec`, where the builder stands. Credentials become stand-ins.
void add_description(const ImageDescription& image, formats::Builder& builder);

/// "1000:1000" into both, "00" into "0".
void set_user(std::string_view text, ImageDescription& image);
/// "8080", "53/udp", "1-3".
ExposedPorts ports_of(std::string_view text);
/// name:tag@digest.
BaseImage base_of(std::string keyword, std::string image);
/// What the script of a RUN calls, appended. `lines`: which line its parts stand on, none where it
/// has no lines. They belong to the instruction that was added last. Error: `limit`.
Result<void> add_commands(std::string_view script, char escape,
                          std::span<const formats::TextLine> lines, ImageDescription& image);
/// Whether a credential stands in it that its own shape tells; what only refers to one is none.
bool holds_secret(std::string_view text);
/// Whether `name` speaks of a credential and `value` may be one, or is one by its own shape.
bool holds_secret(std::string_view name, std::string_view value);

}  // namespace bulwark::extractors::config
