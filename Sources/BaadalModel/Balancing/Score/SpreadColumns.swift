/// The terms of the score that are standard deviations, as columns of one figure a host.
///
/// A column holds what each host has of it, what each VM adds of it, and by how much a unit of that changes a host's
/// figure. Columns that are always alike are one with the sum of their weights; those that no move changes, a number.
/// Figures are kept less their mean, which a spread does not see, so that few digits are lost.
struct SpreadColumns: Sendable {
    /// Four columns at once.
    typealias Lanes = SIMD4<Double>

    /// How many groups of four columns there are.
    let width: Int
    /// Hosts' figures, host by host.
    private(set) var values: [Lanes]
    /// What a unit of a VM adds to them; 0 for hosts that are down.
    let scales: [Lanes]
    /// What VMs add, VM by VM.
    let amounts: [Lanes]
    /// Weights of the columns.
    let weights: [Lanes]
    /// Sums of the figures, and of their squares.
    private(set) var sums: [Lanes], squares: [Lanes]
    /// The hosts that are up.
    private let up: [Int]
    /// One by how many they are.
    let share: Double
    /// What the columns that no move changes add to the score.
    let fixed: Double
    /// Where a term is: its column, or what it always adds.
    private let terms: [ScoreTerm: Source]

    private enum Source: Sendable {
        case column(Int)
        case fixed(Double)
    }

    init(_ cluster: Cluster, options: BalanceOptions, books: HostBooks) {
        up = cluster.hosts.indices.filter { !cluster.hosts[$0].isOffline }
        var columns: [SpreadColumn] = []
        (fixed, terms) = Self.collect(cluster, options, books, up, &columns)
        let width = (columns.count + 3) / 4
        func lanes(_ count: Int, _ value: (Int, SpreadColumn) -> Double) -> [Lanes] {
            var made = [Lanes](repeating: .zero, count: count * width)
            for (place, column) in columns.enumerated() {
                for row in 0..<count { made[row * width + place / 4][place % 4] = value(row, column) }
            }
            return made
        }
        self.width = width
        share = up.isEmpty ? 0 : 1 / Double(up.count)
        scales = lanes(cluster.hosts.count) { cluster.hosts[$0].isOffline ? 0 : $1.scales[$0] }
        amounts = lanes(cluster.vms.count) { $1.amounts[$0] }
        weights = lanes(1) { $1.weight }
        values = [Lanes](repeating: .zero, count: cluster.hosts.count * width)
        (sums, squares) = ([Lanes](repeating: .zero, count: width), [Lanes](repeating: .zero, count: width))
        for (place, column) in columns.enumerated() {
            for host in up { values[host * width + place / 4][place % 4] = column.values[host] }
        }
        sum()
    }

    /// Makes the columns; answers what the terms without one add, together, and where each term is.
    private static func collect(
        _ cluster: Cluster,
        _ options: BalanceOptions,
        _ books: HostBooks,
        _ up: [Int],
        _ columns: inout [SpreadColumn]
    ) -> (Double, [ScoreTerm: Source]) {
        var terms: [ScoreTerm: Source] = [:]
        var fixed = 0.0
        for term in ScoreTerm.allCases where term.isSpread {
            var column = SpreadColumn(term, cluster, options, books)
            guard column.changes else {
                let value = term.weight * column.deviation(up)
                terms[term] = .fixed(value)
                fixed += value
                continue
            }
            if let same = columns.firstIndex(where: { $0.isAlike(column) }) {
                columns[same].weight += term.weight
                terms[term] = .column(same)
            } else {
                column.weight = term.weight
                terms[term] = .column(columns.count)
                columns.append(column)
            }
        }
        return (fixed, terms)
    }

    /// What all spreads add to the score.
    var total: Double {
        var total = fixed
        for lane in 0..<width { total += weighted(lane, sums[lane], squares[lane]) }
        return total
    }

    /// What a term adds to the score.
    subscript(term: ScoreTerm) -> Double {
        switch terms[term] {
        case .column(let place):
            let mean = sums[place / 4][place % 4] * share
            return term.weight * max(0, squares[place / 4][place % 4] * share - mean * mean).squareRoot()
        case .fixed(let value): return value
        case nil: return 0
        }
    }

    /// Whether two terms are the same figure.
    func areAlike(_ one: ScoreTerm, _ other: ScoreTerm) -> Bool {
        guard case .column(let first) = terms[one], case .column(let second) = terms[other] else { return false }
        return first == second
    }

    /// What all spreads would add with a VM elsewhere.
    func total(moving vm: Int, from: Int, to host: Int) -> Double {
        var total = fixed
        for lane in 0..<width {
            let amount = amounts[vm * width + lane]
            let (less, more) = (-amount * scales[from * width + lane], amount * scales[host * width + lane])
            let square =
                squares[lane] + less * (2 * values[from * width + lane] + less)
                + more * (2 * values[host * width + lane] + more)
            total += weighted(lane, sums[lane] + less + more, square)
        }
        return total
    }

    /// Moves a VM.
    mutating func move(_ vm: Int, from: Int, to host: Int) {
        for lane in 0..<width {
            let amount = amounts[vm * width + lane]
            values[from * width + lane] -= amount * scales[from * width + lane]
            values[host * width + lane] += amount * scales[host * width + lane]
        }
        sum()
    }

    /// Takes the means off and sums the figures anew: sums that were carried on would keep the rounding of large ones.
    private mutating func sum() {
        for lane in 0..<width {
            var sum = Lanes.zero
            for host in up { sum += values[host * width + lane] }
            let mean = sum * share
            var square = Lanes.zero
            sum = .zero
            for host in up {
                let value = values[host * width + lane] - mean
                values[host * width + lane] = value
                sum += value
                square += value * value
            }
            (sums[lane], squares[lane]) = (sum, square)
        }
    }

    /// Weighted standard deviations of four columns, together.
    @inline(__always) func weighted(_ lane: Int, _ sum: Lanes, _ square: Lanes) -> Double {
        let mean = sum * share
        let variance = square * share - mean * mean
        return (weights[lane] * pointwiseMax(variance, .zero).squareRoot()).sum()
    }
}

extension SpreadColumns {
    /// What all spreads would add with two VMs of two hosts in each other's place.
    @inline(__always) func total(exchanging vm: Int, on one: Int, with partner: Int, on other: Int) -> Double {
        var total = fixed
        for lane in 0..<width {
            let amount = amounts[partner * width + lane] - amounts[vm * width + lane]
            let (first, second) = (amount * scales[one * width + lane], -amount * scales[other * width + lane])
            let square =
                squares[lane] + first * (2 * values[one * width + lane] + first)
                + second * (2 * values[other * width + lane] + second)
            total += weighted(lane, sums[lane] + first + second, square)
        }
        return total
    }
}
