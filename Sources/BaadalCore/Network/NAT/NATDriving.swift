internal import BaadalModel
internal import BaadalStore

/// One way of writing the rules of a NAT box.
protocol NATDriving: Sendable {
    /// The box itself.
    var box: FencedBox { get }
    /// What the box says of itself.
    func read() async throws -> BoxAnswer
    /// Compares what it says with what it is to do.
    ///
    /// - Throws: ``BoxFailure`` for an answer that cannot be read.
    func compare(_ answer: BoxAnswer, _ orders: NATOrders) throws -> NATLook
    /// Makes the rules what they are to be.
    ///
    /// - Parameter isWhole: Whether all of them are made anew, whatever is there.
    func write(_ orders: NATOrders, over look: NATLook, isWhole: Bool) async throws
    /// Whether anything of ours is among the rules.
    ///
    /// - Throws: ``BoxFailure`` where that cannot be told, as where the program that writes them is not installed and
    ///   there is a trace of ours.
    func isThere() async throws -> Bool
    /// Leaves nothing of ours among the rules.
    func clear() async throws
    /// The file from which rules come back when the box starts; `nil` for none.
    var rulesFile: String? { get }
    /// What that file is to say.
    ///
    /// - Parameters:
    ///   - present: What it says; `nil` where it is not there.
    ///   - isCleared: Whether nothing of ours is to be in it.
    /// - Returns: `nil` where there is to be no file.
    /// - Throws: ``BoxFailure`` for one that is not ours to change.
    func kept(_ orders: NATOrders, over present: String?, isCleared: Bool) throws -> String?
}

/// What was seen of a NAT box.
struct NATLook: Sendable {
    /// What it is to do and does.
    var present: Set<NATMapping> = []
    /// Bytes by public address.
    var traffic: [IPv4: (received: Bytes, sent: Bytes)] = [:]
    /// The addresses of its outer interface.
    var addresses: Set<IPv4> = []
    /// Those of them that are there as we give them.
    var single: Set<IPv4> = []
    /// Whether its rules, all and only those, are there.
    var isExact = false
    /// Whether none of the rules in our part is there that should not be.
    var isClear = false
    /// What is not as it is to be, in words; empty where all is.
    var complaints: [String] = []
    /// The rules that are there, as its driver reads them.
    var rules: [NATRule] = []
    /// How often each of our chains is entered.
    var hooks: [NATChain: Int] = [:]
    /// Chains that do not exist, or are not entered where they are to be.
    var unhooked: Set<NATChain> = []
    /// Whether adding and taking away rules is not enough: some are there twice, or in an order in which they do not work.
    var isTangled = false
    /// Our table, as the driver of nftables reads it.
    var table: NFTSight?

    /// Takes in what a box is like whatever its rules are.
    mutating func noteSettings(_ answer: BoxAnswer, _ orders: NATOrders, outsideOn device: NetworkDevice) {
        (addresses, single) = (answer.outer.addresses, answer.outer.single)
        if let fault = answer.outer.fault {
            present = []
            complaints.append("\(device) \(fault)")
        }
        if !answer.isForwarding, !orders.wanted.isEmpty {
            complaints.append("it leads nothing on: net.ipv4.ip_forward is 0")
        }
        let screens = Set(
            orders.wanted.compactMap { if case .screen(let forward) = $0 { forward.outside } else { nil } }
        )
        for screen in screens.subtracting(addresses).sorted() {
            complaints.append("it does not have \(screen), on which screens are to be reached")
        }
    }
}

/// What a box says of itself: its rules, the addresses of its outer interface and whether it leads anything on.
struct BoxAnswer: Sendable {
    let rules: String
    let outer: OuterInterface
    let isForwarding: Bool

    /// Takes an answer apart at the lines by which our scripts divide it.
    ///
    /// - Throws: ``BoxFailure`` for one that is none.
    init(_ answer: String) throws {
        let parts = answer.split(separator: "# baadal: ", omittingEmptySubsequences: false)
        guard parts.count == 3, let json = parts[1].firstIndex(of: "\n"),
            let outer = OuterInterface(parsing: String(parts[1][json...]))
        else { throw BoxFailure.unreadable }
        rules = String(parts[0])
        self.outer = outer
        isForwarding = parts[2].contains("1")
    }
}

extension BoxFailure {
    static var unreadable: BoxFailure {
        BoxFailure(kind: .refused, description: "what it says of its rules and addresses cannot be read")
    }
}
