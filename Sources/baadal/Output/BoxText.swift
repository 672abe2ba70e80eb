internal import BaadalModel

/// How a box of the network stands, for people and scripts.
struct BoxText {
    let box: NetworkBox
    let books: NetworkBooks
    let now: Timestamp

    /// What it is, as the configuration has it; `nil` where there is none.
    var kind: String? {
        switch box {
        case .nat: books.natType?.rawValue
        case .dhcp: books.dhcp?.rawValue
        }
    }

    /// Whether it is ours to look at.
    private var isKept: Bool { box == .nat ? books.natType == .software : books.dhcp != nil }
    private var setting: String { box == .nat ? "network.nat-type" : "network.dhcp-driver" }
    private var status: BoxStatus? { isKept ? books.boxes[box] : nil }

    /// The state in one word, or why there is none.
    var state: String {
        switch (box, books.natType) {
        case _ where isKept: status?.state.rawValue ?? BoxStatus.State.unknown.rawValue
        case (.nat, .mapping?): "somebody else maps, and the records are kept here"
        case (.nat, .hardware?): "a device that cannot be spoken to"
        default: "none is set up; \(setting) says which"
        }
    }

    /// How long ago it was looked at.
    var age: String {
        guard isKept else { return Printable.unknown }
        return status.map { "\(Printable.span(now.milliseconds(since: $0.at))) ago" } ?? "never"
    }

    /// What it says, or what differs, safe to print.
    var message: String { status.map(\.message).flatMap(\.orNothing).map { Printable.text($0) } ?? Printable.unknown }

    /// All of it on a line, as `NAT box (software_nat): drifting, looked at 12 s ago: it lacks 203.0.113.11`.
    var line: String { "\(kind.map { "\(box.title) (\($0))" } ?? box.title): \(words)" }

    /// The same without what it is.
    var words: String {
        guard isKept else { return state }
        guard let status else { return "not looked at yet" }
        return "\(state), looked at \(age)\(status.message.isEmpty ? "" : ": \(message)")"
    }

    /// The form with `--json`; the state is `null` for a box that nobody looks at.
    var json: JSON {
        [
            "box": .text(box.rawValue),
            "kind": .known(kind),
            "state": isKept ? .text(state) : .null,
            "looked": .known(status?.at.iso8601),
            "ageSeconds": .known(status.map { max(0, now.milliseconds(since: $0.at) / 1000) }),
            "message": .known(status.map(\.message).flatMap(\.orNothing)),
        ]
    }
}
