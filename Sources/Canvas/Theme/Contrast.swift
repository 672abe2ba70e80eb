extension RGB {
    /// Relative luminance, 0 to 1, as WCAG 2 has it.
    public var luminance: Double {
        func linear(_ part: Int) -> Double {
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : power((share + 0.055) / 1.055)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// The contrast ratio of two colours, 1 to 21, as WCAG 2 has it.
    public func contrast(_ other: RGB) -> Double {
        let (first, second) = (luminance + 0.05, other.luminance + 0.05)
        return max(first, second) / min(first, second)
    }

    /// About what somebody with deuteranopia sees, after Viénot, Brettel and Mollon (1999).
    public var asDeuteranope: RGB {
        let (r, g, b) = (Double(red), Double(green), Double(blue))
        let mixed = 0.29275 * r + 0.70725 * g
        let rest = -0.02234 * r + 0.02234 * g + b
        func part(_ value: Double) -> Int { max(0, min(255, Int(value.rounded()))) }
        return RGB(part(mixed), part(mixed), part(rest))
    }

    /// How different two colours look, 0 to about 765.
    public func difference(_ other: RGB) -> Double { Double(distance(other)).squareRoot() }
}

/// `x` to the power of 2.4, for 0 to 1, by x² · x^0.4 and Newton's fifth root; Canvas does without a mathematics library.
private func power(_ x: Double) -> Double {
    guard x > 0 else { return 0 }
    var root = 0.5 + x / 2
    for _ in 0..<30 {
        let fourth = root * root * root * root
        root -= (fourth * root - x) / (5 * fourth)
    }
    return x * x * root * root
}

/// How a role stands out from what is behind it.
public struct ThemeContrast: Hashable, Sendable {
    /// What is looked at.
    public let role: Role
    /// The contrast ratio, 1 to 21; `nil` where the terminal's own colour decides.
    ///
    /// On the terminal's own background the better of black and white counts: which of them a theme is for is not known.
    public let ratio: Double?
    /// The ratio from which it counts as readable.
    public let wanted: Double

    /// Whether it can be read.
    public var isEnough: Bool { ratio.map { $0 >= wanted } ?? true }
}

extension Theme {
    /// The contrast of every role.
    public var contrasts: [ThemeContrast] {
        Role.allCases.map { role in
            let look = appearance(role)
            let isFaint = [.dim, .border, .axis, .off, .unknown].contains(role)
            let ratio = look.foreground.rgb.map { front in
                let behind = look.background.rgb.map { [$0] } ?? [RGB(0), RGB(0xFFFFFF)]
                return behind.map { front.contrast($0) }.max() ?? 1
            }
            return ThemeContrast(role: role, ratio: ratio, wanted: isFaint ? 3 : 4.5)
        }
    }

    /// Pairs of states whose colours a deuteranope can hardly tell apart; sign and word still do.
    public var alike: [(Role, Role)] {
        let states: [Role] = [.ok, .busy, .warn, .bad]
        return states.enumerated().flatMap { index, first in
            states[(index + 1)...].compactMap { second in
                guard let one = appearance(first).foreground.rgb, let other = appearance(second).foreground.rgb,
                    one.asDeuteranope.difference(other.asDeuteranope) < 60
                else { return nil }
                return (first, second)
            }
        }
    }
}
