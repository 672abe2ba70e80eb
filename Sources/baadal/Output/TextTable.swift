internal import Canvas

/// Rows of text below headings, each column as wide as its widest cell.
struct TextTable {
    /// A heading, and the side that its cells stand on.
    struct Column {
        var title: String
        var isRight = false
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    /// A table with headings; one that begins with `>` stands on the right.
    init(_ titles: String...) { self.init(titles: titles) }

    /// The same for headings that are not known before.
    init(titles: [String]) {
        columns = titles.map { title in
            title.hasPrefix(">") ? Column(title: String(title.dropFirst()), isRight: true) : Column(title: title)
        }
    }

    /// Adds a row with a cell for each column.
    ///
    /// Cells are to be safe to print.
    mutating func add(_ cells: String...) { rows.append(cells) }

    /// The same for cells that are not known before.
    mutating func add(row: [String]) { rows.append(row) }

    /// The headings and rows, without spaces at the ends of lines.
    var lines: [String] {
        let all = [columns.map(\.title)] + rows
        let widths = columns.indices.map { column in all.map { TextWidth.of($0[column]) }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[index] - TextWidth.of(cell))
                line += (index == 0 ? "" : "  ") + (columns[index].isRight ? space + cell : cell + space)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
