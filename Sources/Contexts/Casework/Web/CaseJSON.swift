import CaseworkCore
import IdentityCore
import JSON
import Kernel
import NationalCodes
import WorkingTime

extension CaseSummary {
  var json: JSON {
    [
      "id": .string(id.text), "number": JSON(number), "service": .string(service), "serviceName": .string(serviceName),
      "region": .string(region), "state": .string(status == .draft ? "draft" : lastState), "status": .string(status.rawValue),
      "stage": .string(stage.rawValue), "outcome": JSON(outcome), "changedAt": .string(changedAt.rfc3339),
      "submittedAt": JSON(submittedAt?.rfc3339), "closedAt": JSON(closedAt?.rfc3339), "due": JSON(due?.description),
    ]
  }
}

extension CaseView {
  func json(_ casework: Casework, for actor: Actor) -> JSON {
    let state = record.state
    return [
      "id": .string(state.id.text), "number": JSON(state.number), "service": .string(state.terms.service),
      "serviceName": .string(state.terms.serviceName), "region": .string(state.terms.region),
      "channel": .string(state.channel.rawValue),
      "state": .string(state.status == .draft ? "draft" : state.lastState), "status": .string(state.status.rawValue),
      "stage": .string(state.stage.rawValue), "decision": JSON(state.decision), "outcome": JSON(state.outcome),
      "resultNumber": JSON(state.resultNumber), "procedure": .string(state.terms.procedure),
      "submittedAt": JSON(state.submittedAt?.rfc3339), "acceptedAt": JSON(state.acceptedAt?.rfc3339),
      "decidedAt": JSON(state.decidedAt?.rfc3339), "closedAt": JSON(state.closedAt?.rfc3339),
      "applicant": [
        "name": .string(isApplicant ? applicant.name : Mask.name(applicant.name)),
        "identityNumber": JSON(applicant.identityNumber.map(Mask.identity)), "mobile": JSON(applicant.mobile.map(Mask.phone)),
      ],
      "form": casework.form(of: self, for: actor),
      "evidence": .array(record.evidence.map { ["key": .string($0.key), "file": .string($0.file.text)] }),
      "missingEvidence": .array(missingEvidence.map(JSON.string)),
      "tasks": .array(state.tasks.map(\.publicJSON)),
      "actions": .array(actions.map(\.json)),
    ]
  }
}

extension OpenTask {
  var publicJSON: JSON {
    [
      "id": .string(id.text), "state": .string(state), "role": .string(role?.rawValue ?? "applicant"),
      "agency": JSON(agency?.description), "openedAt": .string(openedAt.rfc3339), "due": .string(due.description),
      "provisional": .bool(provisional),
    ]
  }
}

extension OpenAction {
  var json: JSON {
    [
      "action": .string(action.key), "name": .string(action.name.zh), "nameEn": .string(action.name.en),
      "task": .string(task.id.text),
      "data": .array(
        action.data.map {
          var json: JSON = [
            "key": .string($0.key), "type": .string($0.kind.rawValue), "name": .string($0.name.zh),
            "required": .bool($0.required),
            "maxLength": .number(JSONNumber($0.longest)),
          ]
          if !$0.options.isEmpty { json["options"] = .array($0.options.map { .string($0.key) }) }
          return json
        }),
    ]
  }
}

extension TaskSummary {
  var json: JSON {
    var json = task.publicJSON
    json["case"] = .string(caseID.text)
    json["number"] = JSON(number)
    json["serviceName"] = .string(serviceName)
    json["region"] = .string(region)
    json["applicant"] = .string(Mask.name(applicantName))
    json["claimedBy"] = JSON(claimedBy?.text)
    json["escalated"] = .number(JSONNumber(level))
    return json
  }
}

extension CaseEvent {
  var json: JSON {
    [
      "sequence": .number(JSONNumber(sequence)), "kind": .string(kind.rawValue), "at": .string(at.rfc3339),
      "action": JSON(action),
      "from": JSON(from), "enters": .array(enters.map(JSON.string)), "role": JSON(post?.role.rawValue),
      "agency": JSON(post?.agency.description), "decision": JSON(decision), "outcome": JSON(outcome), "receipt": JSON(receipt),
      "facts": facts, "data": kind == .submitted ? .null : personal,
    ]
  }
}

extension CaseClock {
  var json: JSON {
    var json: JSON = [
      "key": .string(rule.key), "name": .string(rule.name.zh), "source": .string(rule.source.zh),
      "startedAt": .string(run.startedAt.rfc3339), "deemedBy": JSON(run.deemedBy),
      "limitDays": .number(JSONNumber(run.limitDays)),
      "unit": .string(run.limitMinutes == nil ? "workingDays" : "workingMinutes"),
      "limit": .number(JSONNumber(account.limit)), "used": .number(JSONNumber(account.used)),
      "left": .number(JSONNumber(account.left)), "status": .string(account.status.rawValue),
      "pausedThrough": JSON(account.pausedThrough?.description),
    ]
    json["due"] = .string(run.due.description)
    json["dueAt"] = .string(account.dueAt.rfc3339)
    json["provisional"] = .bool(run.provisional)
    json["stoppedAt"] = JSON(run.stoppedAt?.rfc3339)
    json["kept"] = account.kept.map(JSON.bool) ?? .null
    json["lines"] = .array(account.lines.map(\.json))
    json["days"] = .array(
      account.days.map {
        [
          "date": .string($0.day.date.description), "kind": .string($0.day.kind.rawValue), "name": JSON($0.day.name),
          "paused": .bool($0.isPaused),
        ]
      })
    return json
  }
}

extension ClockLine {
  var json: JSON {
    [
      "date": .string(date.description), "through": JSON(through?.description), "event": .string(kind.rawValue),
      "subject": .string(subject), "used": .number(JSONNumber(used)), "left": .number(JSONNumber(left)),
      "article": .string(source),
    ]
  }
}

extension StageClock {
  var json: JSON {
    [
      "state": .string(state), "name": .string(name.zh), "limitDays": .number(JSONNumber(workingDays)),
      "article": .string(article), "openedAt": .string(openedAt.rfc3339), "due": .string(due.description),
      "provisional": .bool(provisional), "closedAt": JSON(closedAt?.rfc3339), "used": .number(JSONNumber(used)),
      "kept": kept.map(JSON.bool) ?? .null,
    ]
  }
}

extension JSON {
  init(_ text: String?) { self = text.map(JSON.string) ?? .null }
}
