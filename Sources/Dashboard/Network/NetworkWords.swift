internal import BaadalModel
internal import Canvas

extension Standing {
    var word: StateWord {
        switch self {
        case .wanted: StateWord(glyph: .waiting, word: rawValue, role: .busy)
        case .leaving: StateWord(glyph: .working, word: rawValue, role: .busy)
        case .present: StateWord(glyph: .active, word: rawValue, role: .ok)
        case .drifting: StateWord(glyph: .failed, word: rawValue, role: .bad)
        case .unreachable: StateWord(glyph: .unknown, word: rawValue, role: .unknown)
        case .recorded: StateWord(glyph: .mark, word: rawValue, role: .dim)
        case .closed: StateWord(glyph: .inactive, word: rawValue, role: .off)
        }
    }

    /// Whether somebody should look at it.
    var isFaulty: Bool { self == .drifting || self == .unreachable }

    /// What it means, in words.
    var meaning: String {
        switch self {
        case .wanted: "the box is about to be told"
        case .leaving: "it is taken back, and the box is about to be told"
        case .present: "the box was seen to do it"
        case .drifting: "the box had it, and shows something else now; R repairs that"
        case .unreachable: "nothing was seen of the box; what it does is not known"
        case .recorded: "it is written down; no box is told of it"
        case .closed: "it is taken back, and the box was seen without it"
        }
    }
}

extension BoxStatus.State {
    var word: StateWord {
        switch self {
        case .unknown: StateWord(glyph: .unknown, word: rawValue, role: .unknown)
        case .sound: StateWord(glyph: .active, word: rawValue, role: .ok)
        case .drifting: StateWord(glyph: .failed, word: rawValue, role: .warn)
        case .unreachable: StateWord(glyph: .failed, word: rawValue, role: .bad)
        }
    }

    /// Whether somebody should look at it.
    var isFaulty: Bool { self == .drifting || self == .unreachable }
}

extension NetworkBox {
    /// In a word, where there is no room for its title.
    var short: String {
        switch self {
        case .nat: "NAT"
        case .dhcp: "DHCP"
        }
    }
}

extension NATType {
    /// Why the box is not looked at; `nil` for one that is ours.
    var remark: String? {
        switch self {
        case .software: nil
        case .mapping: "somebody else maps; what is mapped is written down here"
        case .hardware: "nothing here can speak to it"
        }
    }
}

extension ScreenGrant {
    /// Where viewers connect to, as `203.0.113.1:5907`.
    var outside: String { "\(forward.outside):\(forward.port)" }

    /// Who may connect, in words.
    var origins: String {
        forward.sources.isEmpty ? "everybody" : forward.sources.map { $0.words }.joined(separator: " ")
    }
}

extension IPv4Network {
    /// One address without its bits, as people write it.
    fileprivate var words: String { prefix == 32 ? "\(address)" : description }
}

extension Formats {
    /// Seconds that are left, as `07:31`, or `2:07:31` from an hour on.
    static func countdown(_ seconds: Int64) -> String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let rest = "\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        return seconds < 3600 ? rest : "\(seconds / 3600):\(rest)"
    }
}
