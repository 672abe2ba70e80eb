internal import CNcurses
internal import Canvas

/// What ncurses calls a key, as a key.
enum KeyCode {
    /// A function key, cursor key and the like; `nil` for those that mean nothing here.
    static func special(_ code: Int32) -> Key? {
        switch code {
        case KEY_UP: .up
        case KEY_DOWN: .down
        case KEY_LEFT: .left
        case KEY_RIGHT: .right
        case KEY_HOME: .home
        case KEY_END: .end
        case KEY_PPAGE: .pageUp
        case KEY_NPAGE: .pageDown
        case KEY_DC: .delete
        case KEY_IC: .insert
        case KEY_BACKSPACE: .backspace
        case KEY_BTAB: .backTab
        case KEY_ENTER: .enter
        case KEY_F0 + 1...KEY_F0 + 12: .function(Int(code - KEY_F0))
        default: nil
        }
    }

    /// A character; `nil` for those that no key of ours is.
    static func plain(_ value: UInt32) -> Key? {
        switch value {
        case 9: .tab
        case 10, 13: .enter
        case 27: .escape
        case 8, 127: .backspace
        case 1...26: Unicode.Scalar(value + 96).map { .control(Character($0)) }
        case 0...31, 128...159: nil
        default: Unicode.Scalar(value).map { .character(Character($0)) }
        }
    }
}
