public import BaadalModel
internal import Yams

/// One line of the configuration: where it stands, what it accepts, and which value it sets.
public struct Setting: Sendable {
    /// Section and key, as `monitor.step`.
    public let path: String
    /// What one of it is, as `seconds`; `nil` where the value has no unit.
    public let unit: String?
    let slot: Slot

    /// Where in a configuration a value lies.
    typealias Place<Value> = any WritableKeyPath<CloudConfig, Value> & Sendable

    /// The place of a value, with its range.
    enum Slot: Sendable {
        case integer(Place<Int>, ClosedRange<Int>)
        /// Printable text of a length.
        case text(Place<String>, ClosedRange<Int>)
        /// An absolute path, or nothing.
        case path(Place<String?>)
        /// One of some words, or nothing.
        case choice(Place<String?>, [String])
        /// Two rising shares in percent.
        case bands(Place<[Int]>)
        case layout(Place<CloudConfig.RRD.Layout>)
        case level(Place<CloudConfig.Log.Level>)
        case strategy(Place<PlacementPolicy.Strategy>)
        case recovery(Place<CloudConfig.Hosts.Recovery>)
        case natType(Place<NATType?>)
        case natDriver(Place<NATDriver>)
        case dhcpDriver(Place<DHCPDriver?>)
        case repair(Place<CloudConfig.Network.Repair>)
        /// Printable text, or nothing.
        case optional(Place<String?>, ClosedRange<Int>)
    }

    init(_ path: String, _ slot: Slot, unit: String? = nil) {
        self.path = path
        self.slot = slot
        self.unit = unit
    }

    /// The section that it stands in.
    public var section: String { String(path.prefix { $0 != "." }) }
    /// The key within its section.
    public var key: String { String(path.drop { $0 != "." }.dropFirst()) }

    /// What is accepted, in words.
    public var accepted: String {
        let unit = unit.map { " of \($0)" } ?? ""
        return switch slot {
        case .integer(_, let range): "a whole number\(unit) from \(range.lowerBound) to \(range.upperBound) is accepted"
        case .text(_, let range): "text of \(range.lowerBound) to \(range.upperBound) printable characters is accepted"
        case .path: "an absolute path, or nothing, is accepted"
        case .choice(_, let words): "\(words.joined(separator: ", ")), or nothing, are accepted"
        case .bands: "two rising whole numbers of percent from 1 to 100 are accepted, as [70, 90]"
        case .layout: "\(CloudConfig.RRD.Layout.allCases.map(\.rawValue).joined(separator: ", ")) are accepted"
        case .level: "\(CloudConfig.Log.Level.allCases.map(\.rawValue).joined(separator: ", ")) are accepted"
        case .strategy: "\(PlacementPolicy.Strategy.allCases.map(\.rawValue).joined(separator: ", ")) are accepted"
        case .recovery: "\(CloudConfig.Hosts.Recovery.allCases.map(\.rawValue).joined(separator: ", ")) are accepted"
        case .natType: "\(NATType.allCases.map(\.rawValue).joined(separator: ", ")), or nothing, are accepted"
        case .natDriver: "\(NATDriver.allCases.map(\.rawValue).joined(separator: ", ")) are accepted"
        case .dhcpDriver: "\(DHCPDriver.allCases.map(\.rawValue).joined(separator: ", ")), or nothing, are accepted"
        case .repair: "\(CloudConfig.Network.Repair.allCases.map(\.rawValue).joined(separator: ", ")) are accepted"
        case .optional(_, let range):
            "text of \(range.lowerBound) to \(range.upperBound) printable characters, or nothing, is accepted"
        }
    }

    /// The value in a configuration, as it is written in the file.
    public func text(in config: CloudConfig) -> String {
        switch slot {
        case .integer(let place, _): "\(config[keyPath: place])"
        case .text(let place, _): config[keyPath: place]
        case .path(let place), .choice(let place, _), .optional(let place, _): config[keyPath: place] ?? ""
        case .bands(let place): "[\(config[keyPath: place].map(String.init).joined(separator: ", "))]"
        case .layout(let place): config[keyPath: place].rawValue
        case .level(let place): config[keyPath: place].rawValue
        case .strategy(let place): config[keyPath: place].rawValue
        case .recovery(let place): config[keyPath: place].rawValue
        case .natType(let place): config[keyPath: place]?.rawValue ?? ""
        case .natDriver(let place): config[keyPath: place].rawValue
        case .dhcpDriver(let place): config[keyPath: place]?.rawValue ?? ""
        case .repair(let place): config[keyPath: place].rawValue
        }
    }
}

extension Setting {
    /// Takes the value of a node over into a configuration; false where the node is not accepted.
    func apply(_ node: Node, to config: inout CloudConfig) -> Bool {
        switch slot {
        case .integer(let place, let range):
            guard let value = Self.integer(node), range.contains(value) else { return false }
            config[keyPath: place] = value
        case .text(let place, let range):
            guard let value = Self.text(node), range.contains(value.count) else { return false }
            config[keyPath: place] = value
        case .path(let place):
            guard let value = Self.optionalText(node), value?.hasPrefix("/") ?? true else { return false }
            config[keyPath: place] = value
        case .choice(let place, let words):
            guard let value = Self.optionalText(node), value.map(words.contains) ?? true else { return false }
            config[keyPath: place] = value
        case .bands(let place):
            let values = node.sequence.map { $0.map(Self.integer) } ?? []
            guard values.count == 2, let low = values[0], let high = values[1] else { return false }
            guard low >= 1, low < high, high <= 100 else { return false }
            config[keyPath: place] = [low, high]
        case .layout(let place):
            guard let value = Self.text(node).flatMap(CloudConfig.RRD.Layout.init) else { return false }
            config[keyPath: place] = value
        case .level(let place):
            guard let value = Self.text(node).flatMap(CloudConfig.Log.Level.init) else { return false }
            config[keyPath: place] = value
        case .strategy(let place):
            guard let value = Self.text(node).flatMap(PlacementPolicy.Strategy.init) else { return false }
            config[keyPath: place] = value
        case .recovery(let place):
            guard let value = Self.text(node).flatMap(CloudConfig.Hosts.Recovery.init) else { return false }
            config[keyPath: place] = value
        case .natType(let place):
            guard let value = Self.optional(node, NATType.init) else { return false }
            config[keyPath: place] = value
        case .natDriver(let place):
            guard let value = Self.text(node).flatMap(NATDriver.init) else { return false }
            config[keyPath: place] = value
        case .dhcpDriver(let place):
            guard let value = Self.optional(node, DHCPDriver.init) else { return false }
            config[keyPath: place] = value
        case .repair(let place):
            guard let value = Self.text(node).flatMap(CloudConfig.Network.Repair.init) else { return false }
            config[keyPath: place] = value
        case .optional(let place, let range):
            guard let value = Self.optionalText(node), value.map({ range.contains($0.count) }) ?? true else {
                return false
            }
            config[keyPath: place] = value
        }
        return true
    }

    /// A number that is written as one: neither quoted, nor octal, nor in sixties.
    private static func integer(_ node: Node) -> Int? {
        guard let scalar = node.scalar, scalar.style == .plain else { return nil }
        return Int(scalar.string)
    }

    /// Printable text; `nil` for anything else.
    private static func text(_ node: Node) -> String? {
        guard let scalar = node.scalar, !YAMLDocument.isNull(scalar) else { return nil }
        let isPrintable = scalar.string.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
            default: true
            }
        }
        return isPrintable ? scalar.string : nil
    }

    /// A word for a value, or nothing; the outer `nil` for anything else.
    private static func optional<Value>(_ node: Node, _ value: (String) -> Value?) -> Value?? {
        guard let text = optionalText(node) else { return nil }
        guard let text else { return .some(nil) }
        return value(text).map { .some($0) }
    }

    /// Text, or nothing; the outer `nil` for anything else.
    private static func optionalText(_ node: Node) -> String?? {
        guard let scalar = node.scalar else { return nil }
        return YAMLDocument.isNull(scalar) ? .some(nil) : text(node).map { .some($0) }
    }
}
