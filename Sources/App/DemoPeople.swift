import IdentityCore
import Kernel
import NationalCodes

/// Made-up people of the demonstration: valid numbers of births before 1900, so that they belong to nobody alive.
enum DemoPeople {
  /// The `index`-th person of a region; every index another number.
  static func identityNumber(region: String, index: Int) -> String {
    let birth = CivilDate(year: 1880, month: 1, day: 1).map { $0.adding(days: index * 37 % 7000) }
    let date = birth.map { "\($0.year, digits: 4)\($0.month, digits: 2)\($0.day, digits: 2)" } ?? "18800101"
    let body = "\(region)\(date)\(100 + index % 800, digits: 3)"
    return body + String(UnicodeScalar(IdentityNumber.check(body.utf8)))
  }

  /// The `index`-th organisation of a region.
  static func creditCode(region: String, index: Int) -> String {
    let organisation = "\(index, digits: 8)"
    let body = "91\(region)\(organisation)\(CreditCode.organisationCheck(organisation).map(String.init) ?? "")"
    return body + (CreditCode.check(body).map(String.init) ?? "")
  }
}
