#include "tasks/http_headers.h"

#include <algorithm>

#include "base/ascii.h"
#include "value/dump.h"

namespace pawl::tasks {

bool is_clean_header(std::string_view name, std::string_view value) {
  const auto is_token = [](char c) { return c > ' ' && c < 0x7F && c != ':'; };
  const auto is_text = [](char c) { return c != '\r' && c != '\n' && c != '\0'; };
  return !name.empty() && std::all_of(name.begin(), name.end(), is_token) &&
         std::all_of(value.begin(), value.end(), is_text);
}

bool is_clean_url(std::string_view url) {
  return std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c != 0x7F; });
}

std::string scalar_text(const Value& value) {
  return value.is_string() ? std::string(value.as_string()) : to_json(value);
}

std::string* find_header(Headers& headers, std::string_view lower_name) {
  for (auto& [name, value] : headers) {
    if (ascii_lower(name) == lower_name) return &value;
  }
  return nullptr;
}

void set_header(Headers& headers, const std::string& name, std::string value) {
  if (std::string* present = find_header(headers, ascii_lower(name))) {
    *present = std::move(value);
  } else {
    headers.emplace_back(name, std::move(value));
  }
}

}  // namespace pawl::tasks
