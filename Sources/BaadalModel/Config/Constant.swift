/// The names of the `constants` table of the specification, each with its type and default.
public struct Constant: Hashable, Sendable {
    /// The name in the `constants` table.
    public var name: String
    /// What it accepts.
    public var kind: Kind
    /// The value until one is set.
    public var defaultValue: String

    /// What a constant accepts.
    public enum Kind: Hashable, Sendable {
        case text
        /// An absolute path.
        case path
        /// A relative path of plain segments.
        case folder
        case email
        case integer(ClosedRange<Int>)
        case word([String])

        /// What is accepted, in words.
        public var accepted: String {
            switch self {
            case .text: "text of 1 to 255 characters is"
            case .path: "an absolute path of at most 255 characters is"
            case .folder: "a path of letters, digits, '.', '_', '-' and '/' without '..' is"
            case .email: "an address like admin@example.org is"
            case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound) is"
            case .word(let words): "\(words.joined(separator: ", ")) are"
            }
        }
    }

    /// All constants of the specification.
    public static let all: [Constant] = [
        Constant(
            name: "baadal_status",
            kind: .word(["up", "up-progress", "down", "down-progress"]),
            defaultValue: "up"
        ),
        Constant(name: "vmfiles_path", kind: .path, defaultValue: "/mnt/datastore"),
        Constant(name: "extra_disks_dir", kind: .folder, defaultValue: "vm_extra_disks"),
        Constant(name: "templates_dir", kind: .folder, defaultValue: "vm_templates"),
        Constant(name: "archives_dir", kind: .folder, defaultValue: "vm_deleted"),
        Constant(name: "vm_migration_data", kind: .folder, defaultValue: "vm_migration_data"),
        Constant(name: "vncport_start_range", kind: .integer(1024...65535), defaultValue: "20000"),
        Constant(name: "vncport_end_range", kind: .integer(1024...65535), defaultValue: "50000"),
        Constant(name: "vm_rrds_dir", kind: .folder, defaultValue: "vm_rrds"),
        Constant(name: "graph_file_dir", kind: .path, defaultValue: "/images/vm_graphs/"),
        Constant(name: "admin_email", kind: .email, defaultValue: "root@localhost"),
        Constant(name: "vms", kind: .path, defaultValue: "/vm_images"),
    ]

    /// The constant of a name.
    public static func named(_ name: String) throws(CloudError) -> Constant {
        guard let constant = all.first(where: { $0.name == name }) else { throw .noSuchConstant(name) }
        return constant
    }

    /// Checks a value.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public func check(_ value: String) throws(CloudError) {
        guard !value.isEmpty, value.utf8.count <= 255, accepts(value) else {
            throw .badValue(name: name, value: value, accepted: "\(kind.accepted) accepted")
        }
    }

    private func accepts(_ value: String) -> Bool {
        let plain = value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        switch kind {
        case .text: return plain
        case .path: return plain && value.hasPrefix("/") && !value.split(separator: "/").contains("..")
        case .folder:
            let allowed = value.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
                    UInt8(ascii: "/"):
                    true
                default: false
                }
            }
            return allowed && !value.hasPrefix("/") && !value.split(separator: "/").contains("..")
        case .email:
            let parts = value.split(separator: "@", omittingEmptySubsequences: false)
            return plain && parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !value.contains(" ")
        case .integer(let range): return Int(value).map(range.contains) ?? false
        case .word(let words): return words.contains(value)
        }
    }
}
