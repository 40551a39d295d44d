import Forms

enum FormFieldFixture {
  static func field(_ key: String, _ kind: FormField.Kind) -> FormField {
    FormField(key: key, label: key, kind: kind, required: true)
  }
}
