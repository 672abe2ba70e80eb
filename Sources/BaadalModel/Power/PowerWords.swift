/// The `KEY=VALUE` words of one driver.
struct PowerWords {
    private let kind: PowerDriver.Kind
    private var values: [String: String] = [:]

    /// Words, each of a key that the driver has, and none twice.
    init(_ words: some Sequence<String>, of kind: PowerDriver.Kind) throws(CloudError) {
        self.kind = kind
        for word in words {
            // By scalars: a character may join the sign with what follows it.
            let key = String(word.unicodeScalars.prefix { $0 != "=" })
            guard key.utf8.count < word.utf8.count else {
                // The word itself may be a secret that lost its key.
                throw .refused("\(kind.rawValue): a word is no KEY=VALUE; \(kind.usage) is accepted")
            }
            guard !["password", "pass", "secret"].contains(key.lowercased()) else {
                throw .refused("a password is not taken on the command line; write it to a file: password-file=PATH")
            }
            guard kind.keys.contains(key) else {
                // What follows the key may be a secret with a slip in its name.
                throw .badValue(name: kind.rawValue, value: key.shortened, accepted: "\(kind.usage) is accepted")
            }
            guard values[key] == nil else {
                throw .refused("\(kind.rawValue): \(key) is given twice; once is accepted")
            }
            values[key] = String(word.unicodeScalars.drop { $0 != "=" }.dropFirst())
        }
    }

    subscript(key: String) -> String? { values[key] }

    func required(_ key: String) throws(CloudError) -> String {
        guard let value = values[key] else {
            throw .refused("\(kind.rawValue): \(key) is missing; \(kind.usage) is accepted")
        }
        return value
    }

    func argv(_ key: String) throws(CloudError) -> Argv? {
        guard let text = values[key] else { return nil }
        return try Argv(parsing: text, key)
    }

    func port() throws(CloudError) -> UInt16? {
        guard let text = values["port"] else { return nil }
        guard !text.hasPrefix("+"), let port = UInt16(text), port > 0 else { throw badPort(text) }
        return port
    }
}
