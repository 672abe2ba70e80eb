internal import BaadalModel

/// A kind of DHCP server, as it is seen and changed.
protocol DHCPServing: Sendable {
    /// What the server shows now; nothing is changed.
    ///
    /// - Throws: ``BoxFailure``.
    func look() async throws -> DHCPLook

    /// Has the server give out what a text says.
    ///
    /// What was cut off half way is found by the next look, and the next call finishes it.
    ///
    /// - Throws: ``BoxFailure`` where it does not; what it had before is back then as far as the box allows.
    func write(_ text: DHCPText) async throws
}

/// The whole of the file that is ours on a DHCP server.
struct DHCPText: Hashable, Sendable {
    var text: String

    /// Tells one text from another, in a note on the server: an FNV-1a sum.
    var id: String {
        let sum = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(sum, radix: 16)
    }
}

/// What a look at a DHCP server has shown.
struct DHCPLook: Hashable, Sendable {
    /// What the server was told last, by ``DHCPText/id``.
    enum Told: Hashable, Sendable {
        /// Nothing, or a change was cut off before its end was known.
        case unknown
        /// It serves that.
        case served(String)
        /// It did not start with that, which was taken back: why, and whether that is worth another try by now.
        case failed(String, why: String, isOld: Bool)
    }

    /// Our file; `nil` where there is none.
    var text: String?
    var told = Told.unknown
    /// Whether the server's configuration has it read our file.
    var isRead = false
    var isRunning = false
    /// What is wrong with its configuration, apart from our file.
    var fault: String?
    /// What is wrong with our file.
    var refusal: String?
    /// Addresses that it has given out by itself.
    var leases: [DHCPLease] = []
}

extension DHCPLook {
    /// Reads what the scripts of ``ISCServer`` and ``DnsmasqServer`` print.
    ///
    /// A line each with a word before it, and lines of leases as the server writes them; after a line `=file` our file as
    /// it is.
    init(_ output: String, leases: (String) -> [DHCPLease]) {
        var rest = output[...]
        func line() -> Substring? {
            guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            defer { rest = rest[rest.utf8.index(after: end)...] }
            return rest[..<end]
        }
        var listed = ""
        while let next = line() {
            if next == "=file" {
                text = String(rest)
                break
            }
            let words = next.split(separator: " ", maxSplits: 1)
            switch words.first {
            case "read": isRead = true
            case "runs": isRunning = true
            case "fault": fault = words.dropFirst().joined()
            case "refusal": refusal = words.dropFirst().joined()
            case "told": told = Told(words.dropFirst().joined())
            default: listed += next + "\n"
            }
        }
        self.leases = leases(listed)
    }
}

extension DHCPLook.Told {
    /// Reads a note: `served ID`, or `failed ID WHY` with `old` before it once it is worth another try.
    fileprivate init(_ note: String) {
        var words = note.split(separator: " ", maxSplits: 3)[...]
        let isOld = words.first == "old"
        if isOld { words.removeFirst() }
        switch (words.first, words.dropFirst().first) {
        case ("served", let id?): self = .served(String(id))
        case ("failed", let id?):
            self = .failed(String(id), why: words.dropFirst(2).joined(separator: " "), isOld: isOld)
        default: self = .unknown
        }
    }
}

extension DHCPLook {
    /// Whether the server does what a plan says, and nothing else in what is ours.
    func isExact(_ wanted: DHCPText, isEmpty: Bool) -> Bool {
        guard isRunning, fault == nil, refusal == nil else { return false }
        if isEmpty, text == nil, !isRead { return true }
        return text == wanted.text && isRead && told == .served(wanted.id)
    }

    /// Whether the server was never told what a plan says, or did not hear it out.
    func isPending(_ wanted: DHCPText, isEmpty: Bool) -> Bool {
        if isEmpty, text == nil, !isRead { return false }
        switch told {
        case .unknown: return true
        case .served(let id): return id != wanted.id
        case .failed(let id, _, let isOld): return id != wanted.id || isOld
        }
    }
}
