// Text inside of the formats of reports.
#pragma once
#include <string>
#include <string_view>

namespace pawl::cli {

/// Text of an XML document, made printable.
std::string xml_text(std::string_view text);

/// The message of a workflow command of GitHub Actions, or the value of one of its properties.
enum class GithubPart : unsigned char { Message, Property };
std::string github_text(std::string_view text, GithubPart part);

}  // namespace pawl::cli
