/// The hash of fingerprints, as FIPS 180-4 has it.
enum SHA256 {
    private static let primes = (2...311).filter { number in !(2..<number).contains { number % $0 == 0 } }
    /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = primes.prefix(64).map { fraction(of: Double($0), root: 3) }
    /// The same of the square roots of the first 8.
    private static let start: [UInt32] = primes.prefix(8).map { fraction(of: Double($0), root: 2) }

    /// The hash of some bytes, 32 bytes long.
    static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var message = bytes + [0x80]
        while message.count % 64 != 56 { message.append(0) }
        let length = UInt64(bytes.count) * 8
        message.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * UInt64($0))) })
        var state = start
        for block in stride(from: 0, to: message.count, by: 64) { mix(&state, message[block..<block + 64]) }
        return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
    }

    private static func mix(_ state: inout [UInt32], _ block: ArraySlice<UInt8>) {
        let words = schedule(block)
        var v = state
        for round in 0..<64 {
            let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
            let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
            let high = turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25)
            let low = turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22)
            let first = v[7] &+ high &+ choice &+ constants[round] &+ words[round]
            v = [first &+ low &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
        }
        for place in 0..<8 { state[place] &+= v[place] }
    }

    private static func schedule(_ block: ArraySlice<UInt8>) -> [UInt32] {
        var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { place in
            block[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for place in 16..<64 {
            let (far, near) = (words[place - 15], words[place - 2])
            let low = turn(far, 7) ^ turn(far, 18) ^ far >> 3
            let high = turn(near, 17) ^ turn(near, 19) ^ near >> 10
            words.append(words[place - 16] &+ low &+ words[place - 7] &+ high)
        }
        return words
    }

    private static func turn(_ word: UInt32, _ bits: UInt32) -> UInt32 { word >> bits | word << (32 - bits) }

    /// Found by halving in whole numbers: a `Double` has 53 bits, of which the root takes few before the point.
    private static func fraction(of number: Double, root: Int) -> UInt32 {
        var value = 0.0
        var bit = 16.0
        while bit >= 1 / 4_294_967_296 {
            let tried = value + bit
            if (1..<root).reduce(tried, { product, _ in product * tried }) <= number { value = tried }
            bit /= 2
        }
        return UInt32((value - value.rounded(.down)) * 4_294_967_296)
    }
}
