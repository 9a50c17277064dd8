// SPDX-License-Identifier: MIT
#include "services/secrets.hpp"

#include "services/sealed_file.hpp"

#include <cctype>
#include <cstring>
#include <memory>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace host {
namespace {

// The file: magic, revision (8 bytes, little endian), nonce, tag, ciphertext. The place, the magic
// and the revision are authenticated, so that a file cannot be moved or rolled back in part.
constexpr std::string_view magic = "hifsec01";
constexpr std::size_t nonce_size = 12, tag_size = 16;
constexpr std::size_t header_size = magic.size() + 8 + nonce_size + tag_size;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

void require(int result) {
  if (result != 1) throw std::runtime_error("the cipher AES-256-GCM is not available");
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string little_endian(std::uint64_t value) {
  std::string out;
  for (int i = 0; i < 8; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
  return out;
}

std::uint64_t revision_of(std::string_view file) {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i)
    value =
        value << 8 | static_cast<unsigned char>(file[magic.size() + static_cast<std::size_t>(i)]);
  return value;
}

void authenticate(EVP_CIPHER_CTX* context, std::string_view text, bool encrypting) {
  int length = 0;
  require((encrypting ? EVP_EncryptUpdate : EVP_DecryptUpdate)(
      context, nullptr, &length, bytes(text), static_cast<int>(text.size())));
}

std::string seal(const SecretKey& key, std::string_view place, std::string_view value,
                 std::uint64_t revision) {
  const std::string head = std::string(magic) + little_endian(revision);
  unsigned char nonce[nonce_size], tag[tag_size];
  require(RAND_bytes(nonce, nonce_size));
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  require(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce));
  authenticate(context.get(), place, true);
  authenticate(context.get(), head, true);
  std::string sealed(value.size(), '\0');
  int length = 0, rest = 0;
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  require(
      EVP_EncryptUpdate(context.get(), out, &length, bytes(value), static_cast<int>(value.size())));
  require(EVP_EncryptFinal_ex(context.get(), out + length, &rest));
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size, tag));
  return head + std::string(reinterpret_cast<char*>(nonce), nonce_size) +
         std::string(reinterpret_cast<char*>(tag), tag_size) + sealed;
}

std::string unseal(const SecretKey& key, std::string_view place, std::string_view file) {
  const auto head = file.substr(0, magic.size() + 8);
  const auto nonce = file.substr(head.size(), nonce_size);
  const std::string tag(file.substr(head.size() + nonce_size, tag_size));
  const auto sealed = file.substr(header_size);
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  require(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), bytes(nonce)));
  authenticate(context.get(), place, false);
  authenticate(context.get(), head, false);
  std::string value(sealed.size(), '\0');
  int length = 0, rest = 0;
  auto* out = reinterpret_cast<unsigned char*>(value.data());
  require(EVP_DecryptUpdate(context.get(), out, &length, bytes(sealed),
                            static_cast<int>(sealed.size())));
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_size,
                              const_cast<char*>(tag.data())));
  if (EVP_DecryptFinal_ex(context.get(), out + length, &rest) != 1)
    throw SecretUnreadable(std::string(place) +
                           " is kept, but the secret key at hand does not open it: set "
                           "HIF_SECRET_KEY to the key it was kept with, or revoke and grant again");
  return value;
}

std::string place_of(std::string_view scope, std::string_view name) {
  return "the secret \"" + std::string(name) + "\" of \"" + std::string(scope) + "\"";
}

// No segment() is called like this, so it is no other secret.
std::filesystem::path lock_of(std::filesystem::path target) {
  return target += "~lock";
}

// What processes left beside `target` that were killed while they replaced it. Its lock is held.
void remove_leftovers(const std::filesystem::path& target) {
  const auto beginning = target.filename().string() + "~";
  const auto lock = lock_of(target).filename();
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(target.parent_path(), error))
    if (const auto name = entry.path().filename();
        name.string().starts_with(beginning) && name != lock)
      std::filesystem::remove(entry.path(), error);
}

// One path segment, whatever the configuration calls its objects.
std::string segment(std::string_view name) {
  static constexpr char hex[] = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : name) {
    const bool plain =
        std::isalnum(byte) || byte == '_' || byte == '-' || (byte == '.' && !out.empty());
    if (plain)
      out.push_back(static_cast<char>(byte));
    else
      out += {'%', hex[byte >> 4], hex[byte & 15]};
  }
  return out.empty() ? "%" : out;
}

} // namespace

SecretKey Secrets::key() const {
  const std::lock_guard lock(key_mutex_);
  if (!key_) key_ = secret_key(data_dir_);
  return *key_;
}

std::filesystem::path Secrets::path(std::string_view scope, std::string_view name) const {
  return data_dir_ / "secrets" / segment(scope) / segment(name);
}

std::optional<Secret> Secrets::get(std::string_view scope, std::string_view name) const {
  const auto file = read_private(path(scope, name));
  if (!file) return std::nullopt;
  if (file->size() < header_size || !file->starts_with(magic))
    throw SecretUnreadable(path(scope, name).string() +
                           " is not a secret of this host, or damaged");
  return Secret{unseal(key(), place_of(scope, name), *file), revision_of(*file)};
}

std::optional<std::uint64_t> Secrets::put(std::string_view scope, std::string_view name,
                                          std::string_view value, std::uint64_t expected) {
  const auto target = path(scope, name);
  make_private_folder(data_dir_);
  make_private_folder(data_dir_ / "secrets");
  make_private_folder(target.parent_path());
  const FileLock lock(lock_of(target));
  const auto kept = get(scope, name);
  if ((kept ? kept->revision : 0) != expected) return std::nullopt;
  remove_leftovers(target);
  replace_private(target, seal(key(), place_of(scope, name), value, expected + 1));
  return expected + 1;
}

void Secrets::remove(std::string_view scope, std::string_view name) {
  const auto target = path(scope, name);
  std::error_code error;
  if (!std::filesystem::exists(target, error)) return;
  const FileLock lock(lock_of(target));
  std::filesystem::remove(target);
}

} // namespace host
