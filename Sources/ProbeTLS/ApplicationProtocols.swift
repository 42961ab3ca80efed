internal import ProbeCore

/// The protocols of one side in the form of the ALPN extension (RFC 7301 section 3.1).
final class ApplicationProtocols: Sendable {
    /// Each name after its length.
    let list: [UInt8]
    private let names: [[UInt8]]

    init(_ names: [String]) throws(ProbeError) {
        let names = names.map { Array($0.utf8) }
        guard names.allSatisfy({ (1...255).contains($0.count) }) else {
            throw ProbeError.libraryRefused("the name of an application protocol has 1 to 255 bytes")
        }
        self.names = names
        list = names.flatMap { [UInt8($0.count)] + $0 }
    }

    /// Where the first of these protocols stands in the other side's list.
    func choice(in offered: [UInt8]) -> Range<Int>? {
        var ranges: [Range<Int>] = []
        var index = 0
        while index < offered.count {
            let end = index + 1 + Int(offered[index])
            guard end <= offered.count else { return nil }
            ranges.append(index + 1..<end)
            index = end
        }
        for name in names {
            if let range = ranges.first(where: { offered[$0].elementsEqual(name) }) { return range }
        }
        return nil
    }
}
