import IdentityCore
import Kernel
import NationalCodes

extension Casework {
  /// The applicant at the counter with name and number in standard form; all problems at once.
  func checkedApplicant(_ input: CaseInput.Applicant, today: CivilDate) throws(Rejection) -> CaseInput.Applicant {
    var problems: [Problem] = []
    let checked = Identity.checkedPerson(
      input.kind, input.name, input.identityNumber, today: today, at: "/applicant", &problems)
    var mobile: String?
    if let given = input.mobile, !given.isEmpty {
      do throws(PhoneNumber.Fault) { mobile = try PhoneNumber(any: given).text } catch {
        problems.append(Problem("/applicant/mobile", error.rawValue))
      }
    }
    // One field holds the number of either kind here.
    let renamed = problems.map { problem in
      problem.pointer == "/applicant/creditCode"
        ? Problem("/applicant/identityNumber", problem.code, problem.arguments) : problem
    }
    guard renamed.isEmpty else { throw Rejection.invalid(renamed) }
    return CaseInput.Applicant(kind: input.kind, name: checked.name, identityNumber: checked.number, mobile: mobile)
  }
}
