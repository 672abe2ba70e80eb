public import BaadalModel
public import Canvas

/// What stays as it is while a dashboard runs.
public struct DashboardSetup: Sendable {
    /// Who looks; its own tasks are reported when they end.
    public var requester: Requester
    /// Whether changing keys exist.
    public var mayChange: Bool
    /// Whether it is a wall display, which goes through its panes by itself.
    public var isWall: Bool
    /// True for a state folder of one person, which the status bar says.
    public var isPersonal: Bool
    /// The glyphs that the terminal can show.
    public var glyphs: GlyphSet
    /// Shares from which a load is shown as middle and as high, 0 to 1.
    public var bands: ClosedRange<Double>
    /// The themes that can be chosen.
    public var themes: [String]
    /// How hosts are chosen, to say beforehand which one will be.
    public var policy: PlacementPolicy
    /// How the commands of this program begin in advice, as `baadal` or `baadal --demo`.
    public var program: String

    /// A dashboard for somebody.
    public init(
        requester: Requester,
        mayChange: Bool = true,
        isWall: Bool = false,
        isPersonal: Bool = false,
        glyphs: GlyphSet = .braille,
        bands: ClosedRange<Double> = 0.7...0.9,
        themes: [String] = [],
        policy: PlacementPolicy = PlacementPolicy(),
        program: String = "baadal"
    ) {
        self.requester = requester
        self.mayChange = mayChange
        self.isWall = isWall
        self.isPersonal = isPersonal
        self.glyphs = glyphs
        self.bands = bands
        self.themes = themes
        self.policy = policy
        self.program = program
    }
}
