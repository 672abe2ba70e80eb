internal import BaadalModel

/// A row of the storage pane as a filter sees it; a bare word looks at all that it says.
struct StorageSubject: FilterSubject {
    let row: StorageRow

    static var filterNoun: String { "a row" }
    static let filterFields = [
        FilterField("name", .text), FilterField("state", .text), FilterField("vm", .text),
        FilterField("datastore", .text), FilterField("vlan", .text), FilterField("organisation", .text),
        FilterField("owner", .text), FilterField("role", .text), FilterField("host", .text),
        FilterField("size", .bytes), FilterField("free", .bytes), FilterField("used", .percent),
    ]

    var filterName: String { row.cells.map(\.text).joined(separator: " ") }

    func filterValue(_ index: Int) -> FilterValue {
        guard let cell = row.cell(Self.filterFields[index].name) else { return .unknown }
        switch cell.key {
        case .text(let text): return .text(text)
        case .number(let number): return .number(number)
        case .unknown: return .unknown
        }
    }
}
