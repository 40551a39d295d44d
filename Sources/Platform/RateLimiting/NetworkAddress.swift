import Glibc

/// An IPv4 or IPv6 address, in the 16 bytes of IPv6 (IPv4 as ::ffff:a.b.c.d, RFC 4291 2.5.5.2).
public struct NetworkAddress: Sendable, Hashable {
  let bytes: [UInt8]

  /// nil for anything but an address; a port, brackets and a zone are not part of one.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    guard text.utf8.count <= 45 else { return nil }
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + withUnsafeBytes(of: &four) { Array($0) }
      return
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    bytes = withUnsafeBytes(of: &six) { Array($0) }
  }

  public var isIPv4: Bool { bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF }

  /// What counts as one: an IPv4 address itself, of IPv6 the network of 64 bits that one customer gets.
  public var counted: [UInt8] { isIPv4 ? bytes : Array(bytes[0..<8]) }
}

/// Addresses or networks, as `10.0.0.0/8`, `::1`, `2001:db8::/32`.
public struct NetworkSet: Sendable, Hashable {
  private struct Network: Sendable, Hashable {
    let bytes: [UInt8]
    let bits: Int

    init?(_ text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard let first = parts.first, parts.count <= 2, let address = NetworkAddress(first) else { return nil }
      let offset = address.isIPv4 ? 96 : 0
      let length = parts.count == 2 ? Int(parts[1]) : 128 - offset
      guard let length, length >= 0, length + offset <= 128 else { return nil }
      bytes = address.bytes
      bits = length + offset
    }

    func contains(_ address: NetworkAddress) -> Bool {
      let whole = bits / 8
      guard bytes[0..<whole] == address.bytes[0..<whole] else { return false }
      let rest = bits % 8
      return rest == 0 || (bytes[whole] ^ address.bytes[whole]) >> UInt8(8 - rest) == 0
    }
  }

  private let networks: [Network]
  /// As they were written.
  public let texts: [String]

  /// Throws the first text that is no address or network.
  public init(_ texts: [String]) throws(NotANetwork) {
    var networks: [Network] = []
    for text in texts {
      guard let network = Network(text) else { throw NotANetwork(text: text) }
      networks.append(network)
    }
    self.networks = networks
    self.texts = texts
  }

  public static let none = NetworkSet()
  private init() { (networks, texts) = ([], []) }

  public func contains(_ address: NetworkAddress) -> Bool { networks.contains { $0.contains(address) } }
  public var isEmpty: Bool { networks.isEmpty }
}

public struct NotANetwork: Error, Sendable, CustomStringConvertible {
  public let text: String
  public var description: String { "“\(text)” is no address or network" }
}

/// Who stands behind the proxies.
public enum ClientAddress {
  /// The address nearest to us that is no trusted proxy: `peer` itself unless it is one, else the entries of `X-Forwarded-For` from the
  /// right. What stands further left is what somebody wrote there, and is not looked at.
  public static func find(peer: NetworkAddress, forwarded: String?, trusted: NetworkSet) -> NetworkAddress {
    var found = peer
    guard let forwarded, forwarded.utf8.count <= 4096 else { return found }
    for entry in forwarded.split(separator: ",", omittingEmptySubsequences: false).reversed() {
      guard trusted.contains(found), let next = NetworkAddress(entry.trimmingSpaces) else { return found }
      found = next
    }
    return found
  }
}

extension Substring {
  fileprivate var trimmingSpaces: Substring {
    var text = drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
