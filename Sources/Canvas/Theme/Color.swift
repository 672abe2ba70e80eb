/// A colour of 24 bits.
public struct RGB: Hashable, Sendable {
    /// Each from 0 to 255.
    public var red: Int, green: Int, blue: Int

    /// A colour of three parts.
    public init(_ red: Int, _ green: Int, _ blue: Int) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// The colour of a number as `0x1d2021`.
    public init(_ number: Int) { self.init(number >> 16 & 0xFF, number >> 8 & 0xFF, number & 0xFF) }

    /// The number as `0x1d2021`.
    public var number: Int { red << 16 | green << 8 | blue }

    /// As `#1d2021`.
    public var hex: String {
        let digits = Array("0123456789abcdef")
        return "#" + String([red, green, blue].flatMap { [digits[$0 >> 4 & 15], digits[$0 & 15]] })
    }

    /// How far two colours are apart, weighted roughly as the eye does.
    func distance(_ other: RGB) -> Int {
        let mean = (red + other.red) / 2
        let (r, g, b) = (red - other.red, green - other.green, blue - other.blue)
        return (512 + mean) * r * r / 256 + 4 * g * g + (767 - mean) * b * b / 256
    }
}

/// A colour as a theme names it.
public enum Color: Hashable, Sendable {
    /// The terminal's own.
    case standard
    /// One of the 256 of a palette; the first 16 are the terminal's named ones.
    case index(Int)
    case rgb(RGB)

    /// The sixteen names, in the order of their indices.
    public static let names = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black", "bright-red",
        "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
    ]

    /// The forms that a theme may use, in words.
    public static let accepted = "'default', \(names.joined(separator: ", ")), 0 to 255, or #rrggbb are accepted"

    /// Reads a colour; `nil` for anything else.
    public init?(_ text: String) {
        if text == "default" {
            self = .standard
        } else if let index = Color.names.firstIndex(of: text) {
            self = .index(index)
        } else if text.hasPrefix("#"), text.utf8.count == 7, text.dropFirst().allSatisfy(\.isHexDigit),
            let number = Int(text.dropFirst(), radix: 16)
        {
            self = .rgb(RGB(number))
        } else if let index = Int(text), (0...255).contains(index) {
            self = .index(index)
        } else {
            return nil
        }
    }

    /// The colour in 24 bits, as most terminals show it; `nil` for the terminal's own.
    public var rgb: RGB? {
        switch self {
        case .standard: nil
        case .index(let index): Color.palette[index]
        case .rgb(let rgb): rgb
        }
    }

    /// The 256 colours as xterm has them.
    static let palette: [RGB] = {
        let named = [
            0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000,
            0x00FF00,
            0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
        ].map { RGB($0) }
        let steps = [0, 95, 135, 175, 215, 255]
        let cube = (0..<216).map { RGB(steps[$0 / 36], steps[$0 / 6 % 6], steps[$0 % 6]) }
        let greys = (0..<24).map { RGB(8 + 10 * $0, 8 + 10 * $0, 8 + 10 * $0) }
        return named + cube + greys
    }()
}

/// How many colours a terminal has.
public enum ColorDepth: Hashable, Sendable {
    case none, eight, sixteen, palette, direct

    /// The depth of a terminal with so many colours.
    public init(colors: Int) {
        switch colors {
        case ..<8: self = .none
        case ..<16: self = .eight
        case ..<256: self = .sixteen
        case ..<0x1000000: self = .palette
        default: self = .direct
        }
    }

    /// What a terminal of this depth is told: an index, or in direct colour a 24-bit number; `nil` for its own colour.
    public func code(_ color: Color) -> Int? {
        switch (self, color) {
        case (.none, _), (_, .standard): nil
        case (.direct, .index(let index)): Color.palette[index].number
        case (.direct, .rgb(let rgb)): rgb.number
        case (.palette, .index(let index)): index
        case (.palette, .rgb(let rgb)): nearest(rgb, in: 16..<256)
        case (.sixteen, .index(let index)): index < 16 ? index : nearest(Color.palette[index], in: 0..<16)
        case (.sixteen, .rgb(let rgb)): nearest(rgb, in: 0..<16)
        case (.eight, .index(let index)): index < 16 ? index % 8 : nearest(Color.palette[index], in: 0..<8)
        case (.eight, .rgb(let rgb)): nearest(rgb, in: 0..<16) % 8
        }
    }

    private func nearest(_ rgb: RGB, in range: Range<Int>) -> Int {
        range.min { Color.palette[$0].distance(rgb) < Color.palette[$1].distance(rgb) } ?? range.lowerBound
    }
}
