internal import BaadalModel
internal import Canvas

/// Several things that are asked for at once, each checked as it is typed.
struct Form: Sendable {
    /// What becomes of it.
    enum Purpose: Hashable, Sendable {
        case create
        case clone(VM.ID)
        case edit(VM.ID)
        case attach(VM.ID)
        case adopt([VM.ID])
        case grant(VM.ID)
        case map
        case add(StorageSection)
        case change(StorageID)

        /// Whether the choice of a host is shown beside the fields.
        var hasPlacement: Bool {
            switch self {
            case .create, .clone: true
            case .edit, .attach, .adopt, .grant, .map, .add, .change: false
            }
        }
    }

    let purpose: Purpose
    /// What is done and on what, as `clone lab-07`.
    let title: String
    var fields: [FormField]
    var focused = 0
    /// What one should know before; `nil` where it says itself.
    var note: String?
    /// Why it was refused as a whole; `nil` while it was not.
    var problem: String?

    init(_ purpose: Purpose, _ title: String, _ fields: [FormField], note: String? = nil) {
        self.purpose = purpose
        self.title = title
        self.fields = fields
        self.note = note
    }

    /// What is done, without on what.
    var verb: String {
        switch purpose {
        case .add(let section): "add \(section.noun)"
        case .change(let id): "change \(id.section.noun)"
        case .create, .clone, .edit, .attach, .adopt, .grant, .map: title
        }
    }

    /// What a field is set to; empty for one that the form lacks.
    subscript(id: FormField.ID) -> String { fields.first { $0.id == id }?.value ?? "" }

    /// What a field is set to; `nil` for one that is empty.
    func text(_ id: FormField.ID) -> String? {
        let value = self[id]
        return value.isEmpty ? nil : value
    }

    func isOn(_ id: FormField.ID) -> Bool { self[id] == "yes" }

    /// The first field whose value is not accepted.
    var firstProblem: Int? { fields.firstIndex { $0.problem != nil } }

    /// What a key comes to.
    enum Outcome: Sendable {
        case goesOn, submits, leaves
    }

    /// Moves between fields, or edits the one with the focus.
    mutating func handle(_ key: Key) -> Outcome {
        switch key {
        case .escape: return .leaves
        case .tab, .down: step(by: 1)
        case .backTab, .up: step(by: -1)
        case .pageDown: leave(for: fields.count - 1)
        case .pageUp: leave(for: 0)
        case .enter:
            guard focused == fields.count - 1 else {
                step(by: 1)
                return .goesOn
            }
            return submit()
        default:
            problem = nil
            if fields.indices.contains(focused) { fields[focused].handle(key) }
        }
        return .goesOn
    }

    private mutating func submit() -> Outcome {
        for index in fields.indices { fields[index].isTouched = true }
        guard let bad = firstProblem else { return .submits }
        focused = bad
        return .goesOn
    }

    private mutating func step(by count: Int) {
        guard !fields.isEmpty else { return }
        leave(for: (focused + count + fields.count) % fields.count)
    }

    private mutating func leave(for place: Int) {
        if fields.indices.contains(focused), !fields[focused].value.isEmpty { fields[focused].isTouched = true }
        focused = place
    }
}
