public import Kernel

/// What a password must be, and what happens after wrong ones. Pure.
public enum PasswordRules {
  public static let shortest = 10
  public static let longest = 128
  /// Wrong attempts in a row before the account rests.
  public static let attempts = 5
  /// How long it rests, doubling with each further wrong attempt up to a day.
  public static let firstRest: Int64 = 15 * 60
  /// Staff change their password at least this often (GB/T 22239 level 3 asks for regular change).
  public static let staffLifetimeDays: Int64 = 90

  /// All that is wrong with a new password.
  public static func problems(_ password: String, account: String, name: String, at pointer: String) -> [Problem] {
    var problems: [Problem] = []
    let length = password.unicodeScalars.count
    if length < shortest { problems.append(Problem(pointer, "passwordTooShort", ["n": "\(shortest)"])) }
    if length > longest { problems.append(Problem(pointer, "passwordTooLong", ["n": "\(longest)"])) }
    if Set(password.unicodeScalars).count < 4 { problems.append(Problem(pointer, "passwordTooSimple")) }
    let lower = password.lowercased()
    for word in [account.lowercased(), name.lowercased()] where word.count >= 3 && lower.contains(word) {
      problems.append(Problem(pointer, "passwordContainsName"))
      break
    }
    if common.contains(where: { lower == $0 || lower == $0 + $0 }) { problems.append(Problem(pointer, "passwordCommon")) }
    return problems
  }

  /// Until when an account rests after its `failures`-th wrong attempt in a row; nil while it does not.
  public static func rest(afterFailures failures: Int, at now: Instant) -> Instant? {
    guard failures >= attempts else { return nil }
    let doublings = min(failures - attempts, 7)
    return now.adding(seconds: min(firstRest << Int64(doublings), 86_400))
  }

  /// Whether an account rests. One that would rest for longer than its attempts are worth was sent to rest by a clock that was ahead.
  public static func isResting(until: Instant?, failures: Int, at now: Instant) -> Bool {
    guard let until, until > now else { return false }
    return rest(afterFailures: failures, at: now).map { until <= $0 } ?? true
  }

  private static let common: Set<String> = [
    "1234567890", "0123456789", "0987654321", "password12", "password123", "qwertyuiop", "qwerty12345", "1q2w3e4r5t",
    "abcd123456",
    "woaini1314", "5201314520", "admin12345", "iloveyou12", "1111111111", "88888888", "147258369", "123456789a", "a123456789",
    "aa123456789", "zxcvbnm123", "wutong1234", "1qaz2wsx3edc",
  ]
}
