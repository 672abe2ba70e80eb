internal import BaadalModel

/// Texts as the model reads them, each with the refusal that it throws.
enum Reading {
    static func bytes(_ text: String, _ name: String) throws(CloudError) -> Bytes {
        guard let bytes = Bytes(text), bytes.count > 0 else {
            throw .badValue(name: name, value: text, accepted: "an amount as 512M, 20G or 1.5T is accepted")
        }
        return bytes
    }

    static func memory(_ text: String) throws(CloudError) -> Bytes { try VMSize.check(memory: try bytes(text, "ram")) }
    static func disk(_ text: String) throws(CloudError) -> Bytes { try VMSize.check(disk: try bytes(text, "size")) }

    static func number(_ text: String, _ name: String, _ range: ClosedRange<Int>) throws(CloudError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw .badValue(
                name: name,
                value: text,
                accepted: "a whole number from \(range.lowerBound) to \(range.upperBound) is accepted"
            )
        }
        return number
    }

    static func vcpus(_ text: String) throws(CloudError) -> Int {
        try VMSize.check(vcpus: try number(text, "vcpus", 1...64))
    }

    static func address(_ text: String, _ name: String = "address") throws(CloudError) -> IPv4 {
        guard let address = IPv4(text) else {
            throw .badValue(name: name, value: text, accepted: "four numbers from 0 to 255 as 10.78.0.11 are accepted")
        }
        return address
    }

    /// `random:PREFIX` with one to five octets, or `address`.
    static func macs(_ text: String) throws(CloudError) -> CatalogChange.MACSource {
        if text == "address" { return .fromAddress }
        if let mac = MAC(text) { return .given(mac) }
        let octets = text.split(separator: ":", omittingEmptySubsequences: false)
        let isPrefix =
            (1...5).contains(octets.count) && octets.allSatisfy { $0.count == 2 && UInt8($0, radix: 16) != nil }
        guard isPrefix else {
            throw .badValue(
                name: "macs",
                value: text,
                accepted: "the first octets as 52:54:00, one whole MAC, or the word address is accepted"
            )
        }
        return .random(prefix: text)
    }

    /// An address that mail may reach; `nil` for an empty text.
    static func mail(_ text: String) throws(CloudError) -> String? {
        guard !text.isEmpty else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !text.contains(" ") else {
            throw .badValue(name: "mail", value: text, accepted: "NAME@HOST, or nothing, is accepted")
        }
        return try checkedWords(text, "mail", atMost: 128)
    }

    /// A row that was chosen; `nil` for the choice that names none.
    static func row<Subject>(_ text: String) -> RowID<Subject>? { Int64(text).map { RowID($0) } }
    /// A host that was chosen; `nil` for the choice that names none.
    static func host(_ text: String) -> Host.ID? { UniqueID(text).map { Host.ID($0) } }
}

extension FormField {
    static func vmName(_ text: String = "") -> FormField {
        .text(.name, "Name", text) { text throws(CloudError) in _ = try VMName(text) }
    }

    static func name(_ text: String = "", label: String = "Name") -> FormField {
        .text(.name, label, text) { text throws(CloudError) in _ = try ShortName(text) }
    }

    static func vcpus(_ count: Int) -> FormField {
        .text(.vcpus, "vCPUs", "\(count)") { text throws(CloudError) in _ = try Reading.vcpus(text) }
    }

    static func memory(_ bytes: Bytes) -> FormField {
        .text(.ram, "RAM", bytes.exact) { text throws(CloudError) in _ = try Reading.memory(text) }
    }

    /// The size of a disk.
    ///
    /// - Parameter isOptional: Whether nothing may be typed, for no disk.
    static func disk(_ label: String, isOptional: Bool) -> FormField {
        .text(.disk, label) { text throws(CloudError) in
            if isOptional, text.isEmpty { return }
            _ = try Reading.disk(text)
        }
    }

    static func bytes(_ id: ID, _ label: String, _ text: String, isOptional: Bool = false) -> FormField {
        .text(id, label, text) { text throws(CloudError) in
            if isOptional, text.isEmpty || text == "0" { return }
            _ = try Reading.bytes(text, id.rawValue)
        }
    }

    static func words(_ id: ID, _ label: String, _ text: String = "", atMost limit: Int) -> FormField {
        .text(id, label, text) { text throws(CloudError) in _ = try checkedWords(text, id.rawValue, atMost: limit) }
    }

    static func mail(_ text: String?) -> FormField {
        .text(.mail, "Mail", text ?? "") { text throws(CloudError) in _ = try Reading.mail(text) }
    }
}
