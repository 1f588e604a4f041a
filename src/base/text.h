// SPDX-License-Identifier: Apache-2.0
// Small questions about texts: globs, and which known word a misspelt one was meant to be.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark {

/// `*` stands for any run of characters (also none), `?` for one. The whole text must match. Linear
/// space, and time bounded by pattern x text.
bool glob_match(std::string_view pattern, std::string_view text);

/// The candidate nearest to `word` by edit distance, or empty when none is near enough to be what
/// was meant.
std::string_view nearest(std::string_view word, std::span<const std::string> candidates);

/// "; did you mean 'x'?", or nothing when no candidate is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// The parts of `text` between separators; an empty text has none.
std::vector<std::string> split(std::string_view text, char separator);

std::string join(std::span<const std::string> parts, std::string_view separator);

/// Without the white space (ASCII) at both ends.
std::string_view trim(std::string_view text);

}  // namespace bulwark
