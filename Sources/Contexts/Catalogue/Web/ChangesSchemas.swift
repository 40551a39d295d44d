import CatalogueCore
import JSON
import WebSupport

// What the operations on changes, versions and rates say of themselves.
extension ChangesAPI {
  private static let change: [(String, String)] = [
    ("id", "ChangeID"), ("title", "string(1..100)"), ("reason", "string(1..1000)"),
    ("state", CatalogueChange.State.allCases.map(\.rawValue).joined(separator: "|")), ("author", "string # Name"),
    ("reviewer", "string? # Name; another than the author"), ("comment", "string? # Why it was given back"),
    ("regions", "[RegionCode] # That become public with it"), ("takesEffect", "date? # When it is published"),
    ("changedAt", "instant"),
  ]
  private static let version: [(String, String)] = [
    ("version", "integer(1..)"), ("at", "instant"), ("title", "string? # Of the change; null for an imported table"),
    ("reason", "string?"), ("author", "string?"), ("reviewer", "string?"),
  ]

  func describe(_ api: API) {
    api.raw(
      "ChangeID",
      [
        "type": "string", "minLength": 1, "maxLength": 100, "description": "A change; callers neither parse nor build it",
        "examples": ["01KB0XJ5T8Q4N7R2V6W9Y3Z1AB"],
      ])
    api.raw(
      "CatalogueKind",
      [
        "type": "string", "enum": .array(CatalogueKind.allCases.map { .string($0.rawValue) }),
        "description": "A table of the catalogue",
      ])
    api.schema("CatalogueChange", Self.change)
    api.schema(
      "CatalogueChangeView",
      Self.change + [
        ("edits", "[CatalogueEdit]"), ("differences", "[CatalogueDifference] # From what is published"),
        ("conflicts", "[string] # Rows that others have published meanwhile, as KIND/KEY"),
      ])
    api.schema("CatalogueEdit", ["kind": "CatalogueKind", "key": "string", "removal": "boolean # Whether the row goes"])
    api.schema(
      "CatalogueDifference",
      [
        "kind": "CatalogueKind", "key": "string", "name": "string # As people know the row",
        "column": "string? # Null for a row as a whole", "before": "string? # Null for a new row",
        "after": "string? # Null for a row that goes",
      ])
    api.schema(
      "NewCatalogueChange",
      [
        "title": "string(1..100)", "reason": "string(1..1000) # Stands in the public history",
        "regions": "[RegionCode](..100)* # Regions that it makes public",
      ])
    api.schema(
      "CatalogueRow",
      [
        "kind": "CatalogueKind", "deed": "put|remove|forget* # put, if left out",
        "key": "string(1..200)* # Of the row: for remove and forget",
        "cells": "map(string(..20000))* # For put: all columns of the table, as in its CSV file",
      ])
    api.schema(
      "ChangeAction",
      [
        "action": "handIn|approve|giveBack|publish|discard", "comment": "string(..1000)* # For giveBack",
        "takesEffect": "date* # For publish: today, or up to a year later",
      ])
    api.schema("GuideVersion", Self.version)
    api.schema("GuideComparison", Self.version + [("differences", "[CatalogueDifference]")])
    describeRates(api)
  }

  private func describeRates(_ api: API) {
    api.raw(
      "Percent",
      [
        "type": ["string", "null"], "pattern": "^(100|[1-9]?[0-9])\\.[0-9]$", "examples": ["99.6"],
        "description": "Cut after one decimal, never rounded up; null where nothing is counted",
      ])
    api.schema("CatalogueRate", ["part": "integer(0..)", "whole": "integer(0..)", "percent": "Percent"])
    api.schema(
      "CatalogueMeasure",
      [
        "measure": "online|wholly|oneVisit|noVisit|atOnce", "offerings": "CatalogueRate # One for each region",
        "items": "CatalogueRate # Base items: one counts if it does wherever it is offered",
      ])
    api.schema("CatalogueRates", ["date": "date", "region": "RegionCode", "rates": "[CatalogueMeasure](5..5)"])
  }
}
