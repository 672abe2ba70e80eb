/// Draws the newest values that fit, one scalar each, the newest at the right.
///
/// - Parameters:
///   - values: Oldest first. `nil` and NaN are unknown, which is not the same as nothing.
///   - width: Cells. Where there are fewer values, the left is unknown.
///   - top: The value that fills a cell; shares of 1 have 1.
public func sparkline(_ values: [Double?], width: Int, top: Double = 1, glyphs: GlyphSet = .block) -> String {
    var scalars = String.UnicodeScalarView()
    guard width > 0 else { return "" }
    let shown = values.suffix(width)
    for _ in shown.count..<width { scalars.append(glyphs.gap) }
    let ramp = glyphs.ramp
    for value in shown { scalars.append(level(value, top).map { ramp[$0] } ?? glyphs.gap) }
    return String(scalars)
}

/// The height of a value in eighths, 0 to 7; `nil` where it is unknown.
private func level(_ value: Double?, _ top: Double) -> Int? {
    guard let value, !value.isNaN else { return nil }
    guard top > 0 else { return 0 }
    return Int(max(0, min(7, value / top * 8)))
}

/// A bar that is filled from the left to a share, in eighths of a cell.
///
/// - Parameters:
///   - share: 0 to 1; `nil` where it is unknown, which leaves the bar empty.
///   - width: Cells, the ends included.
///   - hasEnds: Whether a stroke stands at each end, as a bar of progress has it.
public func gauge(_ share: Double?, width: Int, hasEnds: Bool = false, glyphs: GlyphSet = .block) -> String {
    let inner = width - (hasEnds ? 2 : 0)
    guard inner > 0 else { return String(repeating: " ", count: max(0, width)) }
    var scalars = String.UnicodeScalarView()
    let isASCII = glyphs == .ascii
    if hasEnds { scalars.append(isASCII ? "[" : "▕") }
    if let share, !share.isNaN {
        let eighths = Int((max(0, min(1, share)) * Double(inner * 8)).rounded())
        for cell in 0..<inner {
            let part = max(0, min(8, eighths - cell * 8))
            scalars.append(gaugeCell(part, isASCII: isASCII, isOpen: !hasEnds))
        }
    } else {
        for _ in 0..<inner { scalars.append(" ") }
    }
    if hasEnds { scalars.append(isASCII ? "]" : "▏") }
    return String(scalars)
}

private let partBlocks = Array("▏▎▍▌▋▊▉█".unicodeScalars)

private func gaugeCell(_ eighths: Int, isASCII: Bool, isOpen: Bool) -> Unicode.Scalar {
    if isASCII { return eighths >= 6 ? "#" : eighths >= 2 ? "-" : isOpen ? "." : " " }
    return eighths > 0 ? partBlocks[eighths - 1] : isOpen ? "·" : " "
}
