internal import BaadalModel
internal import Canvas

/// What a row says in one column.
struct SectionCell: Sendable {
    var text: String
    var role: Role
    var key: SortKey
    /// A share that is drawn as a bar; `nil` for words.
    var share: Double?
    /// A past that is drawn as a sparkline, with what its highest step stands for; `nil` for words.
    var past: (values: [Double?], top: Double)?

    static func text(_ text: String, _ role: Role = .text) -> SectionCell {
        SectionCell(text: text, role: role, key: text.isEmpty ? .unknown : .text(text))
    }

    /// A text of a person that may be missing.
    static func maybe(_ text: String?, _ glyphs: GlyphSet) -> SectionCell {
        text.map { .text($0) } ?? SectionCell(text: glyphs.text(.none), role: .dim, key: .unknown)
    }

    static func number(_ number: Int) -> SectionCell {
        SectionCell(text: "\(number)", role: .text, key: .number(Double(number)))
    }

    static func bytes(_ bytes: Bytes, _ glyphs: GlyphSet) -> SectionCell {
        SectionCell(text: Formats.bytes(bytes, glyphs), role: .text, key: .number(Double(bytes.count)))
    }

    static func share(_ share: Double) -> SectionCell {
        // Storage is full later than a processor is busy.
        let role: Role = share >= 0.95 ? .gaugeHigh : share >= 0.8 ? .gaugeMid : .gaugeLow
        return SectionCell(text: "\(Int((share * 100).rounded()))%", role: role, key: .number(share), share: share)
    }

    /// The past of a rate; rows are sorted by its newest step.
    static func past(_ values: [Double?], top: Double) -> SectionCell {
        let newest = values.last.flatMap(\.self)
        return SectionCell(
            text: "",
            role: .spark,
            key: newest.map { .number($0) } ?? .unknown,
            past: (values, top)
        )
    }

    static func state(_ word: StateWord, _ glyphs: GlyphSet) -> SectionCell {
        SectionCell(text: word.text(glyphs), role: word.role, key: .text(word.word))
    }
}

/// A column of a section.
struct SectionColumn: Sendable {
    var id: String
    var title: String
    var minimum: Int
    var preferred: Int
    var isRight: Bool
    var priority: Int

    init(
        _ id: String,
        _ title: String,
        _ minimum: Int,
        _ preferred: Int? = nil,
        isRight: Bool = false,
        priority: Int = 0
    ) {
        self.id = id
        self.title = title
        self.minimum = minimum
        self.preferred = preferred ?? minimum
        self.isRight = isRight
        self.priority = priority
    }
}
