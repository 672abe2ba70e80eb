extension Frame {
    /// The frame as text with colours, as a terminal of a depth is told: one line a row, no newline at the end.
    public func ansi(_ theme: Theme, depth: ColorDepth) -> String {
        (0..<rows).map { row in
            var line = ""
            for run in runs(row) {
                line += "\u{1B}[0\(sequence(theme.look(run.style, depth: depth), depth))m\(run.text)"
            }
            return line + "\u{1B}[0m"
        }
        .joined(separator: "\n")
    }

    private func sequence(_ look: Look, _ depth: ColorDepth) -> String {
        var codes: [String] = []
        for (attribute, code) in [(Attributes.bold, 1), (.dim, 2), (.italic, 3), (.underline, 4), (.reverse, 7)]
        where look.attributes.contains(attribute) {
            codes.append("\(code)")
        }
        for (color, base) in [(look.foreground, 30), (look.background, 40)] {
            guard let color else { continue }
            if depth == .direct {
                codes.append("\(base + 8);2;\(color >> 16 & 255);\(color >> 8 & 255);\(color & 255)")
            } else if color < 8 {
                codes.append("\(base + color)")
            } else {
                codes.append("\(base + 8);5;\(color)")
            }
        }
        return codes.map { ";" + $0 }.joined()
    }

    /// The frame as a picture, as large as its cells need.
    public func svg(_ theme: Theme) -> String {
        let (cellWidth, cellHeight, padding) = (8, 17, 10)
        let width = columns * cellWidth + 2 * padding
        let height = rows * cellHeight + 2 * padding
        var parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
                + "height=\"\(height)\" font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"13\">",
            "<rect width=\"\(width)\" height=\"\(height)\" rx=\"8\" fill=\"#14161a\"/>",
        ]
        for row in 0..<rows {
            var column = 0
            for run in runs(row) {
                let place = (x: padding + column * cellWidth, y: padding + row * cellHeight)
                parts.append(contentsOf: picture(run, theme, at: place, cell: (cellWidth, cellHeight)))
                column += run.cells
            }
        }
        return (parts + ["</svg>"]).joined(separator: "\n")
    }

    private func picture(_ run: Run, _ theme: Theme, at place: (x: Int, y: Int), cell: (Int, Int)) -> [String] {
        let appearance = theme.appearance(run.style.role)
        var (front, back) = (appearance.foreground.rgb, appearance.background.rgb)
        if run.style.isReversed != appearance.attributes.contains(.reverse) {
            (front, back) = (back ?? RGB(0x14161A), front ?? RGB(0xD7DAE0))
        }
        let width = run.cells * cell.0
        var parts: [String] = []
        if let back {
            parts.append(
                "<rect x=\"\(place.x)\" y=\"\(place.y)\" width=\"\(width)\" height=\"\(cell.1)\" fill=\"\(back.hex)\"/>"
            )
        }
        guard run.text.contains(where: { $0 != " " }) else { return parts }
        var look = "fill=\"\((front ?? RGB(0xD7DAE0)).hex)\""
        if appearance.attributes.contains(.bold) { look += " font-weight=\"bold\"" }
        if appearance.attributes.contains(.dim) { look += " opacity=\"0.6\"" }
        parts.append(
            "<text x=\"\(place.x)\" y=\"\(place.y + 13)\" textLength=\"\(width)\" xml:space=\"preserve\" \(look)>"
                + "\(escaped(run.text))</text>"
        )
        return parts
    }

    /// Neighbours of one style in a row.
    private struct Run {
        var text: String
        var cells: Int
        var style: Style
    }

    private func runs(_ row: Int) -> [Run] {
        var runs: [Run] = []
        for column in 0..<columns {
            let cell = self[column, row]
            let text = cell.scalar == Cell.continuation ? "" : String(Character(cell.scalar))
            if let last = runs.last, last.style == cell.style {
                runs[runs.count - 1].text += text
                runs[runs.count - 1].cells += 1
            } else {
                runs.append(Run(text: text, cells: 1, style: cell.style))
            }
        }
        return runs
    }

    private func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "<": "&lt;"
            case ">": "&gt;"
            case "&": "&amp;"
            default: String(character)
            }
        }
        .joined()
    }
}
