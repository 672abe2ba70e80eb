extension Frame {
    /// What the frame shows without its styles: one line a row, each as many cells wide as the frame.
    public var text: String {
        var scalars = String.UnicodeScalarView()
        scalars.reserveCapacity(cells.count + rows)
        for row in 0..<rows {
            if row > 0 { scalars.append("\n") }
            for cell in cells[row * columns..<(row + 1) * columns] where cell.scalar != Cell.continuation {
                scalars.append(cell.scalar)
            }
        }
        return String(scalars)
    }

    /// The frame for a file that tests compare with: size, text, a letter for each cell's role, and what is reversed.
    ///
    /// Blanks at the end of a line are left out. The last line has no newline after it.
    public var golden: String {
        var lines = ["\(columns)x\(rows)"]
        lines += text.split(separator: "\n", omittingEmptySubsequences: false).map { trimmed(String($0)) }
        lines.append("-- roles")
        for row in 0..<rows {
            let roles = cells[row * columns..<(row + 1) * columns].map(\.style.role.letter)
            lines.append(trimmed(String(roles)))
        }
        lines.append("-- reversed")
        for row in 0..<rows {
            for run in reversedRuns(row) { lines.append("row \(row) columns \(run.lowerBound)-\(run.upperBound)") }
        }
        return lines.joined(separator: "\n")
    }

    private func reversedRuns(_ row: Int) -> [ClosedRange<Int>] {
        var runs: [ClosedRange<Int>] = []
        for column in 0..<columns where self[column, row].style.isReversed {
            if let last = runs.last, last.upperBound == column - 1 {
                runs[runs.count - 1] = last.lowerBound...column
            } else {
                runs.append(column...column)
            }
        }
        return runs
    }
}

private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
}
