internal import BaadalModel
internal import Foundation
internal import GRDB

extension UniqueID {
    /// The sixteen bytes as SQLite keeps them.
    var blob: DatabaseValue {
        var bytes = (high.bigEndian, low.bigEndian)
        return withUnsafeBytes(of: &bytes) { Data($0) }.databaseValue
    }
}

extension Row {
    /// The UUID in a column; `nil` for NULL and for what is not 16 bytes.
    func uuid(_ index: Int) -> UniqueID? {
        (try? withUnsafeData(atIndex: index) { data -> UniqueID? in
            guard let data, data.count == 16 else { return nil }
            return data.withUnsafeBytes { bytes in
                UniqueID(
                    high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                    low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                )
            }
        }) ?? nil
    }

    /// The moment in a column that is never NULL.
    func time(_ index: Int) -> Timestamp { Timestamp(milliseconds: self[index]) }

    /// The moment in a column; `nil` for NULL.
    func optionalTime(_ index: Int) -> Timestamp? { (self[index] as Int64?).map(Timestamp.init(milliseconds:)) }
}

/// Rows that cannot be what a column says: a store that another program has written to.
struct BrokenRow: Error, CustomStringConvertible {
    var table: String
    var column: String
    var value: String

    var description: String { "table \(table) has '\(value)' in \(column), which this program never writes" }
}
