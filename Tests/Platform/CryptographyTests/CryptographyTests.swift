import Cryptography
import Testing

@Suite("Digests, key derivation, hexadecimal")
struct CryptographyTests {
  @Test(
    "SHA-256 of the examples of FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func sha256(_ text: String, _ digest: String) {
    #expect(Hex.text(SHA256.hash(Array(text.utf8))) == digest)
  }

  @Test("SHA-256 in pieces of any size, contiguous or not, is that of the whole: a million times 'a'")
  func pieces() {
    var hasher = SHA256Hasher()
    var left = 1_000_000
    var size = 1
    while left > 0 {
      let piece = repeatElement(UInt8(ascii: "a"), count: min(left, size))
      if size % 2 == 0 { hasher.update(Array(piece)) } else { hasher.update(piece) }
      left -= piece.count
      size = size * 3 % 65_521 + 1
    }
    #expect(Hex.text(hasher.finish()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("scrypt derives the keys of RFC 7914, section 12")
  func scrypt() {
    let vectors: [(String, String, Scrypt.Cost, String)] = [
      (
        "", "", Scrypt.Cost(n: 16, r: 1, p: 1),
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
      ),
      (
        "password", "NaCl", Scrypt.Cost(n: 1024, r: 8, p: 16),
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
      ),
      (
        "pleaseletmein", "SodiumChloride", Scrypt.Cost(n: 16_384, r: 8, p: 1),
        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
      ),
    ]
    for (password, salt, cost, key) in vectors {
      let derived = Scrypt.derive(password: Array(password.utf8), salt: Array(salt.utf8), cost: cost, length: 64)
      #expect(derived.map { Hex.text($0) } == key)
    }
  }

  @Test("scrypt refuses a cost that is not a power of two")
  func badCost() {
    #expect(Scrypt.derive(password: [1], salt: [2], cost: Scrypt.Cost(n: 1000, r: 8, p: 1)) == nil)
  }

  @Test("hexadecimal reads back, in either case; what is none is refused")
  func hex() {
    let bytes = Array(UInt8.min...UInt8.max)
    #expect(Hex.bytes(Hex.text(bytes)) == bytes)
    #expect(Hex.bytes("00fFA9") == [0, 255, 169])
    #expect(Hex.bytes("") == [])
    for text in ["0", "0g", "zz", " 0", "0x00", "００"] { #expect(Hex.bytes(text) == nil) }
  }

  @Test("random bytes are as many as asked, and never the same twice")
  func random() {
    #expect(SecureRandom.bytes(16).count == 16)
    #expect(SecureRandom.token().count == 64)
    #expect(Set((0..<1000).map { _ in SecureRandom.token(bytes: 16) }).count == 1000)
  }

  @Test("secrets are equal when every byte is")
  func constantTime() {
    #expect(equalInConstantTime([1, 2, 3], [1, 2, 3]))
    #expect(!equalInConstantTime([1, 2, 3], [1, 2, 4]))
    #expect(!equalInConstantTime([0, 2, 3], [1, 2, 3]))
    #expect(!equalInConstantTime([1, 2], [1, 2, 3]))
    #expect(equalInConstantTime([], []))
  }
}

@Suite("Codes and seals")
struct CodeTests {
  @Test("HMAC-SHA-1 as in RFC 2202")
  func hmac() {
    let key = [UInt8](repeating: 0x0B, count: 20)
    #expect(Hex.text(HMACSHA1.authenticate(Array("Hi There".utf8), key: key)) == "b617318655057264e28bc0b6fb378c8ef146be00")
    #expect(
      Hex.text(HMACSHA1.authenticate(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
        == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
    let long = [UInt8](repeating: 0xAA, count: 80)
    #expect(
      Hex.text(HMACSHA1.authenticate(Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8), key: long))
        == "aa4ae5e15272d00e95705637ce8a3b55ed402112")
  }

  @Test(
    "base 32 as in RFC 4648, without its padding",
    arguments: [
      ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
      ("foobar", "MZXW6YTBOI"),
    ])
  func base32(plain: String, text: String) { #expect(Base32.text(Array(plain.utf8)) == text) }

  @Test("a seal opens with its key and context alone, and not when a bit was changed")
  func seal() throws {
    let (key, context) = (SecureRandom.bytes(32), Array("party".utf8))
    let plain = SecureRandom.bytes(20)
    let sealed = try #require(SealedBytes.seal(plain, key: key, context: context))
    #expect(sealed.count == 48 && sealed != SealedBytes.seal(plain, key: key, context: context))
    #expect(SealedBytes.open(sealed, key: key, context: context) == plain)
    #expect(SealedBytes.open(sealed, key: SecureRandom.bytes(32), context: context) == nil)
    #expect(SealedBytes.open(sealed, key: key, context: Array("other".utf8)) == nil)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(SealedBytes.open(changed, key: key, context: context) == nil)
    }
    #expect(SealedBytes.open([1, 2, 3], key: key, context: context) == nil)
    #expect(SealedBytes.seal(plain, key: [1], context: context) == nil)
  }

  /// NIST's GCM test case 13 and 14 of the original proposal (McGrew, Viega), the layout of ours taken apart.
  @Test("AES-256-GCM opens the published vectors")
  func vectors() {
    let zero = [UInt8](repeating: 0, count: 32)
    let nonce = [UInt8](repeating: 0, count: 12)
    #expect(SealedBytes.open(nonce + (Hex.bytes("530f8afbc74536b9a963b4f1c4cb738b") ?? []), key: zero, context: []) == [])
    let second = Hex.bytes("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919") ?? []
    #expect(SealedBytes.open(nonce + second, key: zero, context: []) == [UInt8](repeating: 0, count: 16))
  }
}
