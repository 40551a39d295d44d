public import Kernel
import NationalCodes

extension Identity {
  /// A sign-up whose every field is in order.
  struct CheckedSignUp: Sendable {
    let account: String
    let name: String
    let number: String
    let mobile: String
    let organisation: SignUpInput.Organisation?
  }

  /// All problems at once, or the fields in their standard form. Pure.
  static func checked(_ input: SignUpInput, today: CivilDate) throws(Rejection) -> CheckedSignUp {
    var problems: [Problem] = []
    let account = input.account.lowercased()
    problems += AccountName.problems(account, at: "/account")
    problems += PasswordRules.problems(input.password, account: account, name: input.name, at: "/password")
    let person = Self.checkedPerson(.person, input.name, input.identityNumber, today: today, at: "", &problems)
    var mobile = ""
    do throws(PhoneNumber.Fault) { mobile = try PhoneNumber(mobile: input.mobile).text } catch {
      problems.append(Problem("/mobile", input.mobile.isEmpty ? "required" : error.rawValue))
    }
    var organisation: SignUpInput.Organisation?
    if let given = input.organisation {
      let checked = Self.checkedPerson(
        .organisation, given.name, given.creditCode, today: today, at: "/organisation", &problems)
      organisation = SignUpInput.Organisation(name: checked.name, creditCode: checked.number)
    }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    return CheckedSignUp(account: account, name: person.name, number: person.number, mobile: mobile, organisation: organisation)
  }

  /// Name and number of a person or an organisation in standard form, with what is wrong appended.
  public static func checkedPerson(
    _ kind: Actor.Kind, _ name: String, _ number: String, today: CivilDate, at pointer: String, _ problems: inout [Problem]
  ) -> (name: String, number: String) {
    if kind == .organisation {
      let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if !(2...100).contains(name.unicodeScalars.count) {
        problems.append(Problem(pointer + "/name", name.isEmpty ? "required" : "organisationName"))
      }
      do throws(CreditCode.Fault) { return (name, try CreditCode(number).text) } catch {
        problems.append(Problem(pointer + "/creditCode", number.isEmpty ? "required" : error.rawValue))
        return (name, "")
      }
    }
    var checkedName = ""
    do throws(PersonName.Fault) { checkedName = try PersonName(name).text } catch {
      problems.append(Problem(pointer + "/name", error == .nameEmpty ? "required" : error.rawValue))
    }
    do throws(IdentityNumber.Fault) { return (checkedName, try IdentityNumber(number, today: today).text) } catch {
      problems.append(Problem(pointer + "/identityNumber", number.isEmpty ? "required" : error.rawValue))
      return (checkedName, "")
    }
  }
}
