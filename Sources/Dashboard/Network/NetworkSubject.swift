internal import BaadalModel

/// A row of the network pane as a filter sees it; a bare word looks at all that it says.
struct NetworkSubject: FilterSubject {
    let row: NetworkRow

    static var filterNoun: String { "a row" }
    static let filterFields = [
        FilterField("name", .text), FilterField("state", .text), FilterField("vm", .text), FilterField("host", .text),
        FilterField("private", .text), FilterField("mac", .text), FilterField("vlan", .text),
        FilterField("who", .text), FilterField("from", .text), FilterField("kind", .text), FilterField("in", .bytes),
        FilterField("out", .bytes), FilterField("share", .percent),
    ]

    var filterName: String { row.cells.map(\.text).joined(separator: " ") }

    func filterValue(_ index: Int) -> FilterValue {
        let field = Self.filterFields[index]
        guard let cell = row.cell(field.name) else { return .unknown }
        // Addresses are sorted by number, and filtered as they are written.
        if field.kind == .text, case .number = cell.key { return .text(cell.text) }
        switch cell.key {
        case .text(let text): return .text(text)
        case .number(let number): return .number(number)
        case .unknown: return .unknown
        }
    }
}
