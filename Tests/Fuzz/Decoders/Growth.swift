/// Makes a long input of a short one by repeating a part of it, because quadratic readers are quick where inputs are short.
///
/// Some copies are numbered: a reader that has a place for each name takes equal ones for one.
///
/// Which part, how often and how long follow from the input and a number: what was slow once is slow again.
package enum Growth {
    /// Beyond this a quadratic reader has long shown itself.
    package static let most = 1 << 20

    package static func grown(_ input: [UInt8], upTo longest: Int, variant: UInt64 = 0) -> [UInt8] {
        guard input.count > 1 else { return input }
        var numbers = Numbers(
            seed: input.reduce(0xcbf2_9ce4_8422_2325 &+ variant) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
        let reach = min(longest, most)
        let length = [min(reach, 1 << 16), min(reach, 1 << 18), min(reach, 1 << 18), reach][numbers.below(4)]
        guard length > input.count else { return input }
        var (start, end) = (numbers.below(input.count), numbers.below(input.count))
        if start > end { swap(&start, &end) }
        switch numbers.below(4) {
        // A line, or several.
        case 0:
            start = input[..<start].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
            end = input[start...].firstIndex(of: 0x0a).map { $0 + 1 } ?? input.count
        case 1:
            start = input[..<start].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
            end = input[end...].firstIndex(of: 0x0a).map { $0 + 1 } ?? input.count
        // A few bytes.
        case 2: end = min(input.count, start + 1 + numbers.below(12))
        // Two parts in turn, as brackets open and close.
        default: return nested(input, start, end, to: length)
        }
        guard start < end else { return input }
        let part = input[start..<end]
        let letters = part.indices.filter { Unicode.Scalar(part[$0]).properties.isAlphabetic && part[$0] < 0x80 }
        if !letters.isEmpty, numbers.below(2) == 1 {
            let place = letters[numbers.below(letters.count)] + 1
            return input[..<start] + numbered(part, at: place, to: length - input.count) + input[start...]
        }
        return input[..<start] + repeated(part, to: length - input.count) + input[start...]
    }

    private static func nested(_ input: [UInt8], _ middle: Int, _ end: Int, to length: Int) -> [UInt8] {
        let opening = input[max(0, middle - 4)..<middle]
        let closing = input[middle..<min(input.count, end)].prefix(4)
        let half = (length - input.count) / 2
        return input[..<middle] + repeated(opening, to: half) + repeated(closing, to: half) + input[middle...]
    }

    private static func repeated(_ part: ArraySlice<UInt8>, to length: Int) -> [UInt8] {
        guard !part.isEmpty, length > 0 else { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length + part.count)
        while bytes.count + part.count <= length { bytes += part }
        return bytes
    }

    /// Each copy with its number behind a letter of it.
    private static func numbered(_ part: ArraySlice<UInt8>, at place: Int, to length: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in 0... {
            let copy = part[..<place] + Array(String(number).utf8) + part[place...]
            guard bytes.count + copy.count <= length else { break }
            bytes += copy
        }
        return bytes
    }

    /// Vigna's SplitMix64.
    private struct Numbers {
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func below(_ bound: Int) -> Int {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
        }
    }
}
