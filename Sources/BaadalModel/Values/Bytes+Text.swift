extension Bytes {
    /// Reads an amount as `10G`, `512M`, `1.5T` or a plain number of bytes; `nil` for anything else.
    ///
    /// K, M, G and T are powers of 1024; `GiB` and `GB` mean the same as `G`.
    public init?(_ text: some StringProtocol) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...15).contains(parts[0].count) else { return nil }
        guard parts.count == 1 || (1...6).contains(parts[1].count), let amount = Double(String(number)) else {
            return nil
        }
        var unit = text.dropFirst(number.count).uppercased()
        if unit.count == 3, unit.hasSuffix("IB") { unit = String(unit.prefix(1)) }
        if unit.count == 2, unit.hasSuffix("B") { unit = String(unit.prefix(1)) }
        let units = ["": 0, "B": 0, "K": 10, "M": 20, "G": 30, "T": 40]
        guard let shift = units[unit] else { return nil }
        let bytes = amount * Double(Int64(1) << Int64(shift))
        guard bytes < 9e18, bytes == bytes.rounded() || shift > 0 else { return nil }
        self.init(Int64(bytes.rounded()))
    }

    /// With the largest unit of which it is a whole number, as `10G`, so that reading it gives the same again.
    public var exact: String {
        for (shift, unit) in [(40, "T"), (30, "G"), (20, "M"), (10, "K")] where count > 0 && count % (1 << shift) == 0 {
            return "\(count >> shift)\(unit)"
        }
        return "\(count)"
    }
}
