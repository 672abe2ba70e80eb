import Testing

@testable import Canvas

@Suite struct ChartTests {
    private func drawn(
        _ values: [Double?],
        _ glyphs: GlyphSet,
        columns: Int = 14,
        rows: Int = 6,
        high: [Double?]? = nil
    ) -> [Substring] {
        var frame = Frame(columns: columns, rows: rows)
        let line = Chart.Series(values: values, minimum: high.map { _ in values }, maximum: high, role: .series1)
        let chart = Chart(series: [line], top: 8, ticks: [(0, "a"), (1, "b")]) { "\(Int($0))" }
        frame.draw(chart, in: frame.bounds, glyphs: glyphs)
        return frame.text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func `a ramp rises in ASCII, with labels at the left and below`() {
        let lines = drawn([1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8], .ascii)
        #expect(lines[0].hasPrefix("8 ") && lines[3].hasPrefix("0 "))
        #expect(lines[3] == "0 ############")
        #expect(lines[0].filter { $0 == "#" }.count < lines[1].filter { $0 == "#" }.count)
        #expect(lines[5].hasPrefix("  a") && lines[5].hasSuffix("b"))
    }

    @Test func `a gap stays open and is dotted on the axis`() {
        let lines = drawn([8, 8, 8, 8, nil, nil, nil, nil, 8, 8, 8, 8], .ascii)
        #expect(lines[0] == "8 ####    ####")
        #expect(lines[4] == "  +---....---+")
    }

    @Test func `a band is fainter than the mean`() {
        let lines = drawn(Array(repeating: 2, count: 12), .ascii, high: Array(repeating: 8, count: 12))
        #expect(lines[0].hasSuffix("::::::::::::"))
        #expect(lines[3].hasSuffix("############"))
    }

    @Test func `dots of a level line are in one row of cells`() {
        let lines = drawn(Array(repeating: 8, count: 24), .braille)
        #expect(lines[0].dropFirst(2).allSatisfy { $0 == "\u{2809}" })
        #expect(lines[1].dropFirst(2).allSatisfy { $0 == " " })
    }

    @Test func `many values become the mean of those that share a column`() {
        var values: [Double?] = Array(repeating: 0, count: 120)
        for index in 60..<120 { values[index] = index % 2 == 0 ? 8 : nil }
        let lines = drawn(values, .ascii)
        #expect(lines[0] == "8       ######")
    }

    @Test(
        arguments: [(0, 1), (-3, 1), (1, 1), (1.1, 2), (3, 5), (7, 10), (0.03, 0.05), (9_000, 10_000)]
            as [(Double, Double)]
    )
    func `the top is a round number`(value: Double, top: Double) {
        #expect(abs(Chart.niceTop(value) - top) < top / 1000)
    }

    @Test func `any size can be drawn`() {
        for glyphs in GlyphSet.allCases {
            for columns in 0..<20 {
                for rows in 0..<9 { _ = drawn([1, nil, 3], glyphs, columns: columns, rows: rows) }
            }
        }
    }
}
