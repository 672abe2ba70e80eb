internal import CNcurses
public import Canvas
@preconcurrency internal import Dispatch
internal import Foundation

/// The terminal that the program was started on.
///
/// ncurses knows one thread only; everything here is of the main actor.
@MainActor
public final class CursesScreen: Screen {
    private let terminal: Terminal
    private let window: UnsafeMutablePointer<WINDOW>
    private let depth: ColorDepth
    private var shown: Frame?
    private var pairs: [ColorPair: Int32] = [:]
    private var cells: [Style: cchar_t] = [:]
    private var row: [cchar_t] = []
    private var keys: (any DispatchSourceRead)?
    private var decoder = KeyDecoder()
    /// Counts the times that keys were read.
    private var reads = 0
    private var signals: SignalPipe?
    private let stream: AsyncStream<ScreenEvent>
    private let out: AsyncStream<ScreenEvent>.Continuation
    /// Whether ncurses has the terminal.
    private var isUp = true
    private var isSuspended = false

    /// What every role looks like.
    public var theme: Theme {
        didSet {
            cells = [:]
            repaint()
        }
    }

    /// The number of colours that the terminal has; 0 for none.
    public let colors: Int

    private struct ColorPair: Hashable {
        var foreground: Int32, background: Int32
    }

    /// Opens the terminal.
    ///
    /// - Parameters:
    ///   - log: Where standard output and error go meanwhile; `nil` for nowhere.
    ///   - isMonochrome: Whether colours are left out that the terminal has.
    /// - Throws: ``CursesError``; nothing is changed then.
    public init(theme: Theme, log: String?, isMonochrome: Bool = false) throws(CursesError) {
        setlocale(LC_ALL, "")
        // Without a locale everything beyond ASCII would come out blank.
        if String(cString: nl_langinfo(Int32(CODESET))) != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
        let terminal = try Terminal()
        try terminal.check()
        // From the first change of its modes on, no end may leave the terminal behind.
        CrashGuard.arm(terminal)
        guard let input = fdopen(terminal.input, "r"), let output = fdopen(terminal.output, "w"),
            newterm(nil, output, input) != nil, let window = newwin(0, 0, 0, 0)
        else {
            terminal.restore()
            throw .refused(String(cString: getenv("TERM")))
        }
        set_escdelay(25)
        raw()
        noecho()
        nonl()
        curs_set(0)
        keypad(window, true)
        nodelay(window, true)
        idlok(window, false)
        var colors = 0
        if has_colors() {
            start_color()
            use_default_colors()
            colors = Int(nc_colors())
        }
        self.colors = colors
        depth = isMonochrome ? .none : ColorDepth(colors: colors)
        self.terminal = terminal
        self.window = window
        self.theme = theme
        (stream, out) = AsyncStream.makeStream(of: ScreenEvent.self)
        terminal.silence(into: log)
        listen()
    }

    /// The size in cells.
    public var size: (columns: Int, rows: Int) {
        terminal.size ?? (Int(getmaxx(window)), Int(getmaxy(window)))
    }

    // MARK: - Drawing

    /// Shows a frame; only rows that changed are given to ncurses, and only cells that changed reach the terminal.
    public func present(_ frame: Frame) {
        guard isUp else { return }
        let before = shown.flatMap { ($0.columns, $0.rows) == (frame.columns, frame.rows) ? $0 : nil }
        guard before != frame else { return }
        for line in 0..<min(frame.rows, Int(getmaxy(window))) {
            if let before, frame.isRow(line, equalIn: before) { continue }
            row.removeAll(keepingCapacity: true)
            for column in 0..<min(frame.columns, Int(getmaxx(window))) {
                let cell = frame[column, line]
                if cell.scalar != Cell.continuation { row.append(character(cell)) }
            }
            mvwadd_wchnstr(window, Int32(line), 0, row, Int32(row.count))
        }
        wrefresh(window)
        shown = frame
    }

    /// Draws everything anew at the next frame.
    public func repaint() {
        shown = nil
        clearok(window, true)
    }

    private func character(_ cell: Cell) -> cchar_t {
        var character = cells[cell.style] ?? styled(cell.style)
        character.chars.0 = wchar_t(bitPattern: cell.scalar.value)
        return character
    }

    private func styled(_ style: Style) -> cchar_t {
        let look = theme.look(style, depth: depth)
        var character = cchar_t()
        for (attribute, bits) in [
            (Attributes.bold, nc_bold), (.dim, nc_dim), (.reverse, nc_reverse), (.underline, nc_underline),
            (.italic, nc_italic),
        ] where look.attributes.contains(attribute) {
            character.attr |= bits
        }
        let pair = pair(look)
        character.attr |= attr_t(bitPattern: Int32(COLOR_PAIR(min(pair, 255))))
        character.ext_color = pair
        cells[style] = character
        return character
    }

    private func pair(_ look: Look) -> Int32 {
        // Without colours alloc_pair would crash.
        guard depth != .none, look.foreground != nil || look.background != nil else { return 0 }
        let wanted = ColorPair(
            foreground: look.foreground.map { Int32($0) } ?? -1,
            background: look.background.map { Int32($0) } ?? -1
        )
        if let known = pairs[wanted] { return known }
        let made = max(0, alloc_pair(wanted.foreground, wanted.background))
        pairs[wanted] = made
        return made
    }

    // MARK: - Events

    /// Keys and signals, in order.
    public func events() -> AsyncStream<ScreenEvent> { stream }

    private func listen() {
        signals = SignalPipe([SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT]) { [weak self] in self?.take($0) }
        let keys = DispatchSource.makeReadSource(fileDescriptor: terminal.input, queue: .main)
        keys.setEventHandler { MainActor.assumeIsolated { self.readKeys() } }
        keys.activate()
        self.keys = keys
    }

    private func take(_ signal: Int32) {
        switch signal {
        case SIGWINCH: resize()
        case SIGCONT: if isUp || isSuspended { comeBack() }
        // An interrupt that is typed while a child has the terminal is the child's.
        case SIGINT: if isUp { out.yield(.quit) }
        default: out.yield(.quit)
        }
    }

    private func readKeys() {
        guard isUp else { return }
        reads += 1
        var inputs: [KeyDecoder.Input] = []
        var value: wint_t = 0
        while true {
            let status = wget_wch(window, &value)
            guard status == OK || status == KEY_CODE_YES else { break }
            inputs.append(status == OK ? .plain(value) : .special(Int32(bitPattern: value)))
        }
        for key in decoder.keys(inputs) { out.yield(.key(key)) }
        if decoder.isWaiting {
            let round = reads
            DispatchQueue.main.asyncAfter(deadline: .now() + .milliseconds(100)) {
                MainActor.assumeIsolated { if self.reads == round { self.decoder.drop() } }
            }
        }
        if inputs.isEmpty, terminal.isGone {
            keys?.cancel()
            out.yield(.quit)
        }
    }

    private func resize() {
        guard isUp, let size = terminal.size else { return }
        fit(size)
        out.yield(.resize(columns: size.columns, rows: size.rows))
    }

    private func fit(_ size: (columns: Int, rows: Int)) {
        resizeterm(Int32(size.rows), Int32(size.columns))
        wresize(window, Int32(size.rows), Int32(size.columns))
        repaint()
    }

    // MARK: - Giving the terminal away

    /// Stops the program, as the shell's job control does, until it is continued.
    ///
    /// Does nothing where nobody could continue it: the program leads its session.
    public func suspend() {
        guard isUp, getsid(0) != getpid() else { return }
        leave()
        isSuspended = true
        signal(SIGTSTP, SIG_DFL)
        kill(0, SIGTSTP)
        // The stop comes by another thread, a moment from now; the signal that ends it brings the screen back. In a
        // group that nobody could continue the kernel drops the stop, and this does.
        DispatchQueue.main.asyncAfter(deadline: .now() + .milliseconds(500)) {
            MainActor.assumeIsolated { if self.isSuspended { self.comeBack() } }
        }
    }

    /// Gives the terminal to a program until it ends.
    public func run(_ arguments: [String]) async -> Int32? {
        guard isUp else { return nil }
        keys?.suspend()
        leave()
        let status = await Child.run(arguments, on: terminal)
        enter()
        keys?.resume()
        if let size = terminal.size { out.yield(.resize(columns: size.columns, rows: size.rows)) }
        return status
    }

    /// Puts a text on the clipboard of terminals that know OSC 52; at most 100 KB of it.
    public func copy(_ text: String) {
        guard isUp else { return }
        let data = Data(text.utf8.prefix(100_000)).base64EncodedString()
        terminal.write(Array("\u{1B}]52;c;\(data)\u{07}".utf8))
    }

    /// Puts the terminal back as it was.
    public func close() {
        guard isUp else { return }
        leave()
        keys?.cancel()
        signals?.cancel()
        out.finish()
        terminal.restore()
    }

    private func leave() {
        isUp = false
        def_prog_mode()
        endwin()
        CrashGuard.disarm()
    }

    private func enter() {
        isUp = true
        reset_prog_mode()
        CrashGuard.rearm(terminal)
        if let size = terminal.size { fit(size) } else { repaint() }
    }

    /// The program was stopped and goes on; the terminal may have any mode and size now.
    private func comeBack() {
        isSuspended = false
        enter()
        if let size = terminal.size { out.yield(.resize(columns: size.columns, rows: size.rows)) }
        out.yield(.resumed)
    }
}

extension Frame {
    /// Whether a row is the same in a frame of the same size.
    fileprivate func isRow(_ row: Int, equalIn other: Frame) -> Bool {
        (0..<columns).allSatisfy { self[$0, row] == other[$0, row] }
    }
}
