internal import Canvas

/// Names and values below each other.
struct Sheet {
    private let rows: [(name: String, value: String)]

    /// Values that are safe to print.
    init(_ rows: [(String, String)]) { self.rows = rows.map { (name: $0, value: $1) } }

    /// Prints a line for each.
    func show() {
        let width = rows.map { TextWidth.of($0.name) }.max() ?? 0
        for row in rows {
            print(row.name + String(repeating: " ", count: width - TextWidth.of(row.name) + 2) + row.value)
        }
    }
}
