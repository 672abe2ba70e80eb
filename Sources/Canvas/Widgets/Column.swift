/// One column of a table: what it is called, how wide it may be, and how a row fills it.
public struct Column<Row>: Sendable {
    /// As settings and orders of sorting name it.
    public let id: String
    /// What the header says.
    public let title: String
    /// The width below which the column is not shown, the one that is enough, and the most that it may grow to.
    public let minimum: Int, preferred: Int, maximum: Int
    /// Where a cell that is too short stands.
    public let alignment: Alignment
    /// Columns are left out from the highest number down.
    ///
    /// Those of 0 stay.
    public let priority: Int
    /// Where a text that is too long is cut.
    public let cut: Cut
    /// What the cell says, given the width that the column got.
    public let text: @Sendable (Row, Int) -> String
    /// How a row's cell looks.
    public let style: @Sendable (Row) -> Style

    /// A column whose text does not depend on its width.
    ///
    /// - Parameters:
    ///   - preferred: `nil` for the minimum.
    ///   - maximum: `nil` for the preferred width.
    public init(
        _ id: String,
        title: String,
        minimum: Int,
        preferred: Int? = nil,
        maximum: Int? = nil,
        alignment: Alignment = .left,
        priority: Int = 0,
        cut: Cut = .end,
        style: @escaping @Sendable (Row) -> Style = { _ in Style(.text) },
        text: @escaping @Sendable (Row) -> String
    ) {
        self.init(
            id,
            title: title,
            minimum: minimum,
            preferred: preferred,
            maximum: maximum,
            alignment: alignment,
            priority: priority,
            cut: cut,
            style: style,
            drawing: { row, _ in text(row) }
        )
    }

    /// A column that fills its width, as a sparkline or a gauge does.
    public init(
        _ id: String,
        title: String,
        minimum: Int,
        preferred: Int? = nil,
        maximum: Int? = nil,
        alignment: Alignment = .left,
        priority: Int = 0,
        cut: Cut = .end,
        style: @escaping @Sendable (Row) -> Style = { _ in Style(.text) },
        drawing: @escaping @Sendable (Row, Int) -> String
    ) {
        self.id = id
        self.title = title
        self.minimum = max(1, minimum)
        self.preferred = max(self.minimum, preferred ?? minimum)
        self.maximum = max(self.preferred, maximum ?? self.preferred)
        self.alignment = alignment
        self.priority = priority
        self.cut = cut
        self.style = style
        text = drawing
    }
}
