import CLibCrypto

/// AES-256-GCM (NIST SP 800-38D): 12 bytes of nonce, the ciphertext, 16 bytes of tag.
public enum SealedBytes {
  /// `key`: 32 bytes. `context`: what the bytes belong to; they open with the same alone.
  public static func seal(_ plain: [UInt8], key: [UInt8], context: [UInt8]) -> [UInt8]? {
    guard key.count == 32, let cipher = EVP_CIPHER_CTX_new() else { return nil }
    defer { EVP_CIPHER_CTX_free(cipher) }
    let nonce = SecureRandom.bytes(12)
    var out = [UInt8](repeating: 0, count: plain.count + 16)
    var tag = [UInt8](repeating: 0, count: 16)
    var (length, rest): (Int32, Int32) = (0, 0)
    guard EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1,
      EVP_EncryptUpdate(cipher, nil, &length, context, Int32(context.count)) == 1,
      EVP_EncryptUpdate(cipher, &out, &length, plain, Int32(plain.count)) == 1,
      EVP_EncryptFinal_ex(cipher, nil, &rest) == 1,
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, 16, &tag) == 1
    else { return nil }
    return nonce + out.prefix(Int(length)) + tag
  }

  /// nil when the key or context is another, or a bit was changed.
  public static func open(_ sealed: [UInt8], key: [UInt8], context: [UInt8]) -> [UInt8]? {
    guard key.count == 32, sealed.count >= 28, let cipher = EVP_CIPHER_CTX_new() else { return nil }
    defer { EVP_CIPHER_CTX_free(cipher) }
    let (nonce, body) = (Array(sealed.prefix(12)), Array(sealed.dropFirst(12).dropLast(16)))
    var tag = Array(sealed.suffix(16))
    var out = [UInt8](repeating: 0, count: body.count + 16)
    var (length, rest): (Int32, Int32) = (0, 0)
    guard EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1,
      EVP_DecryptUpdate(cipher, nil, &length, context, Int32(context.count)) == 1,
      EVP_DecryptUpdate(cipher, &out, &length, body, Int32(body.count)) == 1,
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, 16, &tag) == 1,
      EVP_DecryptFinal_ex(cipher, nil, &rest) == 1
    else { return nil }
    return Array(out.prefix(Int(length)))
  }
}
