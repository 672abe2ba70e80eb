internal import BaadalModel
internal import Canvas

/// One of several things that a field can be set to.
struct Choice: Hashable, Sendable {
    /// As it is read back: a number of the catalogue, an identifier, a word.
    var value: String
    var label: String

    init(_ value: some CustomStringConvertible, _ label: String) {
        self.value = value.description
        self.label = label
    }
}

/// A line of a form.
struct FormField: Sendable {
    enum ID: String, Hashable, Sendable {
        case name, owner, template, domain, vcpus, ram, disk, host, purpose, linked, datastore, path, capacity, reserve
        case active, file, form, system, release, tag, first, last, vlan, macs, network, attachment, organisations
        case group, schedule, details, mail, username, fullName, organisation
        case minutes, sources
    }

    enum Input: Sendable {
        case text(TextField)
        case choice([Choice], at: Int)
        case flag(Bool)
    }

    /// Refuses a text that is not accepted.
    typealias Check = @Sendable (String) throws(CloudError) -> Void

    let id: ID
    let label: String
    var input: Input
    let check: Check
    /// Whether it was typed in, so that what is wrong with it is said.
    var isTouched = false
    /// What was typed to find a choice.
    private var typed = ""

    private init(_ id: ID, _ label: String, _ input: Input, _ check: @escaping Check) {
        self.id = id
        self.label = label
        self.input = input
        self.check = check
    }

    static func text(_ id: ID, _ label: String, _ text: String = "", _ check: @escaping Check) -> FormField {
        FormField(id, label, .text(TextField(text)), check)
    }

    /// A field for one of several.
    ///
    /// - Parameter missing: What is said where there are none.
    static func choice(
        _ id: ID,
        _ label: String,
        _ choices: [Choice],
        selected: String? = nil,
        missing: String = "there is none yet"
    ) -> FormField {
        let at = choices.firstIndex { $0.value == selected } ?? 0
        return FormField(id, label, .choice(choices, at: at)) { value throws(CloudError) in
            guard value.isEmpty else { return }
            if choices.isEmpty { throw .refused(missing) }
        }
    }

    static func flag(_ id: ID, _ label: String, _ isOn: Bool) -> FormField {
        FormField(id, label, .flag(isOn)) { _ in }
    }

    /// What it is set to.
    var value: String {
        switch input {
        case .text(let field): field.text
        case .choice(let choices, let at): choices.indices.contains(at) ? choices[at].value : ""
        case .flag(let isOn): isOn ? "yes" : "no"
        }
    }

    /// Why its value is not accepted; `nil` where it is.
    var problem: String? {
        do throws(CloudError) {
            try check(value)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Edits by a key.
    mutating func handle(_ key: Key) {
        switch input {
        case .text(var field):
            guard field.handle(key) else { return }
            input = .text(field)
            isTouched = true
        case .flag(let isOn):
            switch key {
            case .character(" "), .left, .right: input = .flag(!isOn)
            case .character("y"): input = .flag(true)
            case .character("n"): input = .flag(false)
            default: break
            }
        case .choice(let choices, let at):
            guard !choices.isEmpty else { return }
            switch key {
            case .left: turn(choices, to: at - 1)
            case .right, .character(" "): turn(choices, to: at + 1)
            case .character(let character): find(typed + String(character), or: String(character), in: choices)
            case .backspace: typed = ""
            default: break
            }
        }
    }

    private mutating func turn(_ choices: [Choice], to place: Int) {
        typed = ""
        input = .choice(choices, at: (place + choices.count) % choices.count)
    }

    private mutating func find(_ longer: String, or shorter: String, in choices: [Choice]) {
        for text in [longer, shorter] {
            guard let found = choices.firstIndex(where: { $0.label.lowercased().hasPrefix(text.lowercased()) }) else {
                continue
            }
            typed = text
            input = .choice(choices, at: found)
            return
        }
    }
}
