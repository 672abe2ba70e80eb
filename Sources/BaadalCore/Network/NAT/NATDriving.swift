internal import BaadalModel
internal import BaadalStore

/// One way of writing the rules of a NAT box.
protocol NATDriving: Sendable {
    /// Looks at the box, and compares it with what it is to do.
    func look(_ orders: NATOrders) async throws -> NATLook
    /// Makes the rules what they are to be.
    func write(_ orders: NATOrders, over look: NATLook) async throws
    /// Sees to it that the rules come back when the box starts.
    func keep(_ orders: NATOrders) async throws
    /// Leaves nothing of ours among the rules, nor in what comes back when the box starts.
    func clear() async throws
}

/// What was seen of a NAT box.
struct NATLook: Sendable {
    /// What it is to do and does.
    var present: Set<NATMapping> = []
    /// Bytes by public address.
    var traffic: [IPv4: (received: Bytes, sent: Bytes)] = [:]
    /// The addresses of its outer interface.
    var addresses: Set<IPv4> = []
    /// Whether its rules, all and only those, are there.
    var isExact = false
    /// Whether none of the rules in our part is there that should not be.
    var isClear = false
    /// What is not as it is to be, in words; empty where all is.
    var complaints: [String] = []
    /// The rules that are there, as its driver reads them.
    var rules: [NATRule] = []
    /// Chains that do not exist or are not entered.
    var unhooked: Set<NATChain> = []
    /// Whether adding and taking away rules is not enough: some are there twice, or in an order in which they do not work.
    var isTangled = false
}
