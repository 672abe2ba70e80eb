/// What the columns come to when a VM has left its host, so that each host it may go to needs little work.
struct Departure {
    typealias Lanes = SpreadColumns.Lanes

    private var amounts = (Lanes.zero, Lanes.zero, Lanes.zero)
    private var sums = (Lanes.zero, Lanes.zero, Lanes.zero)
    private var squares = (Lanes.zero, Lanes.zero, Lanes.zero)

    init(_ vm: Int, _ from: Int, _ spread: SpreadColumns) {
        let width = spread.width
        func leave(_ lane: Int) -> (Lanes, Lanes, Lanes) {
            let amount = spread.amounts[vm * width + lane]
            let less = -amount * spread.scales[from * width + lane]
            let value = spread.values[from * width + lane]
            return (amount, spread.sums[lane] + less, spread.squares[lane] + less * (2 * value + less))
        }
        if width > 0 { (amounts.0, sums.0, squares.0) = leave(0) }
        if width > 1 { (amounts.1, sums.1, squares.1) = leave(1) }
        if width > 2 { (amounts.2, sums.2, squares.2) = leave(2) }
    }

    /// What all spreads add to the score when the VM is on a host.
    @inline(__always) func total(on host: Int, _ spread: SpreadColumns) -> Double {
        let width = spread.width
        @inline(__always) func arrive(_ lane: Int, _ amount: Lanes, _ sum: Lanes, _ square: Lanes) -> Double {
            let more = amount * spread.scales[host * width + lane]
            return spread.weighted(lane, sum + more, square + more * (2 * spread.values[host * width + lane] + more))
        }
        var total = spread.fixed
        if width > 0 { total += arrive(0, amounts.0, sums.0, squares.0) }
        if width > 1 { total += arrive(1, amounts.1, sums.1, squares.1) }
        if width > 2 { total += arrive(2, amounts.2, sums.2, squares.2) }
        return total
    }
}
