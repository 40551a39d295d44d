import CaseworkCore
import CatalogueCore
import CatalogueWeb
import IdentityWeb
import Kernel

extension Program {
  /// Agencies of the catalogue as it is now: a department of a region that has one, with the roles its offerings need.
  var agencyDirectory: AgencyDirectory {
    let (holder, casework) = (catalogue, casework)
    return AgencyDirectory(
      regions: { language in holder.current.regions.map { ($0.code, $0.name(language)) } },
      agencies: { Self.agencies(holder.current, casework) },
      name: { holder.current.name(of: $0) })
  }

  /// Which roles an agency needs is read off the procedures that its offerings follow.
  private static func agencies(_ snapshot: CatalogueSnapshot, _ casework: Casework) -> [AgencyDirectory.Agency] {
    var waiting: [String: Set<Procedure.Waiting>] = [:]
    var needs: [AgencyID: [Role: Int]] = [:]
    for service in snapshot.services {
      for offering in snapshot.offerings(of: service.key) {
        let key = offering.procedure
        let tasks = waiting[key] ?? Set(casework.procedure(key)?.states.compactMap(\.waiting) ?? [])
        waiting[key] = tasks
        for case .staff(let role, let place) in tasks {
          needs[offering.agency(place), default: [:]][role, default: 0] += 1
        }
      }
    }
    return snapshot.regions.flatMap { region in
      snapshot.departments.compactMap { department in
        let id = AgencyID(region: region.code, department: department.key)
        guard department.exists(in: region) || needs[id] != nil else { return nil }
        return AgencyDirectory.Agency(id: id, name: snapshot.name(of: id), needs: needs[id] ?? [:])
      }
    }
  }
}

extension Offering {
  fileprivate func agency(_ place: Procedure.Place) -> AgencyID {
    switch place {
    case .accepting: accepting
    case .responsible: responsible
    case .issuing: issuing
    }
  }
}
