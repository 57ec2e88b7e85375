#include "tasks/connection.h"

#include <nettle/base64.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/glob.h"
#include "tasks/config_reader.h"
#include "tasks/environment.h"

namespace pawl::tasks {
namespace {

using source::NodeMember;

/// The shortest text of a connection that counts as a secret. Shorter ones ("1", "true") would be masked all
/// over the data.
constexpr size_t kLeastFilled = 8;

std::pair<std::string, std::string> read_pair(ConfigReader& reader, const NodeMember& member,
                                              std::string_view first, std::string_view second) {
  std::pair<std::string, std::string> pair;
  const std::string what = "'" + member.key + "'";
  reader.object(member.value, what,
                {{first, reader.text_into(pair.first)}, {second, reader.text_into(pair.second)}});
  if (pair.first.empty() || pair.second.empty())
    reader.error(member.value,
                 what + " needs '" + std::string(first) + "' and '" + std::string(second) + "'");
  return pair;
}

Headers read_texts(ConfigReader& reader, const NodeMember& member) {
  Headers texts;
  for (auto& pair : reader.text_map(member.value, "'" + member.key + "'")) texts.push_back(pair);
  return texts;
}

OAuthClient read_oauth(ConfigReader& reader, const NodeMember& member) {
  OAuthClient client;
  reader.object(
      member.value, "'oauth'",
      {{"token_url", reader.text_into(client.token_url)},
       {"client_id", reader.text_into(client.client_id)},
       {"client_secret", reader.text_into(client.client_secret)},
       {"credentials",
        [&](const NodeMember& m) {
          client.credentials_in_body = reader.word(m.value, "'credentials'", {"header", "body"}) == "body";
        }},
       {"headers", [&](const NodeMember& m) { client.headers = read_texts(reader, m); }},
       {"body", [&](const NodeMember& m) { client.body = read_texts(reader, m); }}});
  if (client.token_url.empty() || client.client_id.empty() || client.client_secret.empty()) {
    reader.error(member.value, "'oauth' needs 'token_url', 'client_id' and 'client_secret'");
  } else if (!client.token_url.starts_with("http://") && !client.token_url.starts_with("https://")) {
    reader.error(member.value, "'token_url' needs to begin with http:// or https://");
  }
  return client;
}

}  // namespace

bool Connection::is_for(std::string_view url) const {
  if (hosts.empty()) return true;
  const std::string host = host_of(url);
  const std::string without_port = host.substr(0, host.find(':', host.starts_with('[') ? host.find(']') : 0));
  return std::any_of(hosts.begin(), hosts.end(), [&](const std::string& glob) {
    return glob_matches(ascii_lower(glob), host) || glob_matches(ascii_lower(glob), without_port);
  });
}

const Connection* find_connection(std::span<const Connection> connections, std::string_view arn) {
  const auto found = std::find_if(connections.begin(), connections.end(), [&](const Connection& connection) {
    return glob_matches(connection.arn, arn);
  });
  return found == connections.end() ? nullptr : &*found;
}

std::string host_of(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  const std::string host = ascii_lower(url.substr(0, url.find_first_of("/?#")));
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("-._:[]").find(c) != std::string_view::npos;
  };
  return std::all_of(host.begin(), host.end(), is_plain) ? host : std::string();
}

std::string basic_credentials(std::string_view user, std::string_view password) {
  const std::string text = std::string(user) + ":" + std::string(password);
  std::string encoded(BASE64_ENCODE_RAW_LENGTH(text.size()), '\0');
  base64_encode_raw(encoded.data(), text.size(), reinterpret_cast<const uint8_t*>(text.data()));
  return "Basic " + encoded;
}

Connection read_connection(ConfigReader& reader, const NodeMember& member) {
  Connection connection;
  connection.arn = member.key;
  std::vector<std::string> ways;  // keys that fill the header Authorization
  reader.object(member.value, "a connection",
                {{"hosts", [&](const NodeMember& m) { connection.hosts = reader.texts(m.value, "'hosts'"); }},
                 {"headers",
                  [&](const NodeMember& m) {
                    for (auto& header : read_texts(reader, m))
                      connection.headers.push_back(std::move(header));
                  }},
                 {"query", [&](const NodeMember& m) { connection.query = read_texts(reader, m); }},
                 {"body", [&](const NodeMember& m) { connection.body = source::to_value(m.value); }},
                 {"basic",
                  [&](const NodeMember& m) {
                    connection.basic = read_pair(reader, m, "username", "password");
                    ways.push_back(m.key);
                  }},
                 {"api_key",
                  [&](const NodeMember& m) {
                    connection.headers.push_back(read_pair(reader, m, "name", "value"));
                    ways.push_back(m.key);
                  }},
                 {"oauth", [&](const NodeMember& m) {
                    connection.oauth = read_oauth(reader, m);
                    ways.push_back(m.key);
                  }}});
  if (ways.size() > 1) {
    reader.error(member.value, "a connection has one of 'basic', 'api_key' and 'oauth'; this one has '" +
                                   ways[0] + "' and '" + ways[1] + "'");
  }
  if (!connection.body.is_null() && !connection.body.is_object()) {
    reader.error(member.value, "'body' of a connection must be an object");
  }
  return connection;
}

Result<void> fill_connection(Connection& connection, const std::map<std::string, std::string>& environment,
                             std::vector<std::string>& secrets) {
  const auto fill = [&](std::string& text) -> Result<void> {
    PAWL_TRY(std::string filled, fill_variables(text, environment));
    if (filled != text && filled.size() >= kLeastFilled) secrets.push_back(filled);
    text = std::move(filled);
    return {};
  };
  std::vector<Headers*> lists = {&connection.headers, &connection.query};
  if (connection.oauth) {
    lists.insert(lists.end(), {&connection.oauth->headers, &connection.oauth->body});
    for (auto* text :
         {&connection.oauth->token_url, &connection.oauth->client_id, &connection.oauth->client_secret})
      PAWL_CHECK(fill(*text));
  }
  for (Headers* list : lists) {
    for (auto& [name, value] : *list) PAWL_CHECK(fill(value));
  }
  if (connection.basic) {
    auto& [user, password] = *connection.basic;
    PAWL_CHECK(fill(user));
    PAWL_CHECK(fill(password));
    std::string credentials = basic_credentials(user, password);
    secrets.push_back(credentials.substr(credentials.find(' ') + 1));
    set_header(connection.headers, "Authorization", std::move(credentials));
  }
  return {};
}

}  // namespace pawl::tasks
