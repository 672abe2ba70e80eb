extension ClusterScore {
    /// What has become better since an earlier score, in words: the term that fell most.
    func reason(since earlier: ClusterScore, options: BalanceOptions) -> String {
        var best: (term: ScoreTerm, before: Double, after: Double)?
        for term in ScoreTerm.allCases {
            // Terms that are the same figure fall together.
            let alike = ScoreTerm.allCases.filter { $0 == term || spread.areAlike($0, term) }
            guard alike.first == term else { continue }
            let before = alike.reduce(0) { $0 + earlier[$1] }
            let after = alike.reduce(0) { $0 + self[$1] }
            if before - after > (best.map { $0.before - $0.after } ?? 0) { best = (term, before, after) }
        }
        guard let best else { return "the score falls" }
        let isCounted = best.term == .cpuLoad && spread.areAlike(.cpuLoad, .networkLoad)
        let subject = isCounted ? "VMs per host" : best.term.subject
        let figures = "\(best.before.text(digits: 3)) to \(best.after.text(digits: 3))"
        return best.term.isSpread ? "evens out \(subject), \(figures)" : "fewer \(subject), \(figures)"
    }
}

extension Double {
    /// In decimal with so many digits after the point; of figures below nine trillion.
    public func text(digits: Int) -> String {
        var unit: Int64 = 1
        for _ in 0..<digits { unit *= 10 }
        let whole = Int64((magnitude * Double(unit)).rounded())
        let rest = String(whole % unit)
        let sign = self < 0 && whole > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        return "\(sign)\(whole / unit).\(String(repeating: "0", count: digits - rest.count))\(rest)"
    }
}
