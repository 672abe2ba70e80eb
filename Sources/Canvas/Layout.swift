/// How much of a split one part takes.
public enum Extent: Hashable, Sendable {
    /// So many cells, as far as there are any.
    case fixed(Int)
    /// A share by weight of what the fixed parts leave.
    case weight(Int)
}

extension Rect {
    /// Splits top to bottom into rectangles that together cover this one.
    public func split(rows parts: [Extent]) -> [Rect] {
        var top = row
        return extents(parts, of: rows).map { size in
            defer { top += size }
            return Rect(column: column, row: top, columns: columns, rows: size)
        }
    }

    /// Splits left to right into rectangles that together cover this one.
    public func split(columns parts: [Extent]) -> [Rect] {
        var left = column
        return extents(parts, of: columns).map { size in
            defer { left += size }
            return Rect(column: left, row: row, columns: size, rows: rows)
        }
    }
}

/// The size of each part.
///
/// Rounding goes to the earlier weighted parts, so that nothing is lost.
private func extents(_ parts: [Extent], of total: Int) -> [Int] {
    var left = max(0, total)
    var sizes = parts.map { part in
        switch part {
        case .fixed(let wanted):
            let size = max(0, min(wanted, left))
            left -= size
            return size
        case .weight: return 0
        }
    }
    var weights = parts.reduce(0) { sum, part in
        switch part {
        case .fixed: sum
        case .weight(let weight): sum + max(0, weight)
        }
    }
    for (index, part) in parts.enumerated() {
        guard case .weight(let weight) = part, weight > 0 else { continue }
        sizes[index] = (left * weight + weights - 1) / weights
        left -= sizes[index]
        weights -= weight
    }
    return sizes
}

/// The first row that a list shows, so that the selected one is in sight and the list moves as little as it can.
///
/// - Parameter top: The first row shown until now.
public func scrollOffset(_ top: Int, selected: Int?, visible: Int, count: Int) -> Int {
    let highest = max(0, count - max(0, visible))
    guard let selected, visible > 0 else { return max(0, min(top, highest)) }
    return max(0, min(max(min(top, selected), selected - visible + 1), highest))
}
